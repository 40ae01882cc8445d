import * as z from 'zod/mini'
import { reasonSchema } from '#shared/kernel/reason'
import { audiences } from './public-use-file.ts'

/**
 * Contents of a release: `clean` has all edits; `raw` none, as phones and conflict resolutions left the data;
 * the others are shared files for the named audience.
 */
export const releaseKinds = [
	'clean',
	'raw',
	...(Object.keys(audiences) as (keyof typeof audiences)[]),
] as const
export type ReleaseKind = (typeof releaseKinds)[number]

const name = z.string().check(z.trim(), z.minLength(1), z.maxLength(120))
const notes = z.string().check(z.maxLength(4000))

/** Options of its files. */
const options = {
	kind: z.enum(releaseKinds),
	/** `codes`, or a language tag. */
	values: z.string().check(z.regex(/^(codes|[a-z]{2,3}(-[A-Za-z]{2,8})?)$/)),
	mark: z.boolean(),
	/** Only approved records. */
	approvedOnly: z.boolean(),
	/** Codes of the districts; absent: all. */
	districts: z.optional(z.array(z.string().check(z.maxLength(40))).check(z.minLength(1), z.maxLength(400))),
	/** Condition for records, in the form's language; absent: none. */
	where: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(4000))),
}
export const newReleaseSchema = z.object({
	name,
	notes,
	...options,
	form: z.string().check(z.maxLength(120)),
	round: z.string().check(z.maxLength(40)),
})
export type NewRelease = z.infer<typeof newReleaseSchema>

/** A named frozen state of a round's records, which is written again for every download. */
export const releaseSchema = z.object({
	id: z.string(),
	name: z.string(),
	notes: z.string(),
	...options,
	form: z.string(),
	round: z.string(),
	/** Versions of the form at that time. */
	versions: z.array(z.int()),
	/**
	 * Number of the weight set in it; null if there was none yet. Absent for other forms, in shared files, and
	 * in releases from before weights.
	 */
	weights: z.optional(z.nullable(z.int())),
	/** Sequence number of the newest revision in it. */
	seq: z.int(),
	records: z.int(),
	/** Size of the zip. */
	bytes: z.int(),
	/** SHA-256 of the zip, hexadecimal. */
	checksum: z.string(),
	/** SHA-256 of its `manifest.json`, which has those of all its tables: equal if only the packing differs. */
	content: z.string(),
	by: z.string(),
	/** ISO, UTC */
	at: z.string(),
	/**
	 * Why it should no longer be used, and the id of the release to use instead, or ''. Null if it is current.
	 */
	superseded: z.nullable(z.object({ by: z.string(), why: z.string(), at: z.string() })),
})
export type Release = z.infer<typeof releaseSchema>

export const supersedeSchema = z.object({
	/** Id of the release that replaces it; '' for none. */
	by: z.string().check(z.maxLength(64)),
	/** A blank reason is refused with an error code of its own. */
	why: reasonSchema,
})
export type Supersede = z.infer<typeof supersedeSchema>

/** Result of writing a release again. `packing`: its tables are equal, the zip around them is not. */
export const releaseVerificationSchema = z.object({
	outcome: z.enum(['same', 'packing', 'other']),
	/** If it is `other`: number of erasures and retention runs since, whose data no release restores. */
	gone: z.int(),
	/** Number of rejections of quarantined work since that may have been in it. */
	keptOut: z.int(),
})
export type ReleaseVerification = z.infer<typeof releaseVerificationSchema>

/**
 * Metadata that a comparison of releases includes. Newest form version and last change are excluded: every
 * write changes them, so each commented record would be listed, and hide the changed answers.
 */
export const comparedMetadata = ['status', 'open_cases', 'owner_code', 'started'] as const

/** Maximum differences in a comparison. */
export const maxDifferences = 1000

const releaseTextSchema = z.string()
export const releaseComparisonSchema = z.object({
	/**
	 * Number of records that only the later one has; `removed`: that only the earlier one has; `changed`: that
	 * differ.
	 */
	added: z.int(),
	removed: z.int(),
	changed: z.int(),
	cells: z.array(
		z.object({
			record: z.string(),
			/** Current name of the record; '' if it was erased. */
			name: z.string(),
			/** Path of the question, or one of `comparedMetadata`; '' for a record that is in one release only. */
			column: releaseTextSchema,
			before: releaseTextSchema,
			after: releaseTextSchema,
			/**
			 * Cause: an edit, with its reason; another revision; a calculation from other answers; or different
			 * filters of the two.
			 */
			by: z.enum(['edit', 'written', 'follows', 'narrowed']),
			why: z.string(),
		}),
	),
	isMore: z.boolean(),
})
export type ReleaseComparison = z.infer<typeof releaseComparisonSchema>
