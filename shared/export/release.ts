import * as z from 'zod/mini'
import { audiences } from './for-others.ts'

/**
 * What a release holds: `clean` is what stands, with all corrections; `raw` the same without any, as phones and decisions left it; the
 * others are for whom they name.
 */
export const releaseKinds = [
	'clean',
	'raw',
	...(Object.keys(audiences) as (keyof typeof audiences)[]),
] as const
export type ReleaseKind = (typeof releaseKinds)[number]

const name = z.string().check(z.trim(), z.minLength(1), z.maxLength(120))
const notes = z.string().check(z.maxLength(4000))

/** How its files are written. */
const options = {
	kind: z.enum(releaseKinds),
	/** `codes`, or a language tag. */
	values: z.string().check(z.regex(/^(codes|[a-z]{2,3}(-[A-Za-z]{2,8})?)$/)),
	mark: z.boolean(),
	/** Without what nobody has approved. */
	approvedOnly: z.boolean(),
	/** Codes of those whose records it has; absent: all. */
	districts: z.optional(z.array(z.string().check(z.maxLength(40))).check(z.minLength(1), z.maxLength(400))),
	/** What a record has to meet, in the language of forms; absent: nothing. */
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

/** A named state of a round's records, which is written out again whenever it is asked for. */
export const releaseSchema = z.object({
	id: z.string(),
	name: z.string(),
	notes: z.string(),
	...options,
	form: z.string(),
	round: z.string(),
	/** Versions of the form that there were then. */
	versions: z.array(z.int()),
	/** Number of the weights that lie in it; null where there were none yet. Absent for other forms, in files for others, and in releases from before weights. */
	weights: z.optional(z.nullable(z.int())),
	/** Number of the last thing that had come. */
	seq: z.int(),
	records: z.int(),
	/** Of the zip. */
	bytes: z.int(),
	/** SHA-256 of the zip, hexadecimal. */
	checksum: z.string(),
	/** SHA-256 of its `manifest.json`, which has those of all its tables: the same where only the packing differs. */
	content: z.string(),
	by: z.string(),
	/** ISO, UTC */
	at: z.string(),
	/** Why nobody should use it any more, and what to use instead: the id of another release, or ''. Null while it counts. */
	superseded: z.nullable(z.object({ by: z.string(), why: z.string(), at: z.string() })),
})
export type Release = z.infer<typeof releaseSchema>

export const supersedeSchema = z.object({
	/** '' for none. */
	by: z.string().check(z.maxLength(64)),
	/** A reason that is blank has a problem of its own. */
	why: z.string().check(z.maxLength(1000)),
})
export type Supersede = z.infer<typeof supersedeSchema>

/** Whether it still comes out as it was. `packing`: its tables do, the zip around them does not. */
export const releaseVerificationSchema = z.object({
	outcome: z.enum(['same', 'packing', 'other']),
	/** Where it is other: how often records were destroyed or values forgotten since, which no release brings back. */
	gone: z.int(),
	/** And how often work was kept out that may have been in it. */
	keptOut: z.int(),
})
export type ReleaseVerification = z.infer<typeof releaseVerificationSchema>

/**
 * What is compared of a record beside its answers. Its newest version of the form and its last change are not: they follow from anything that is written,
 * so that each record with a comment would have a line, and hide what was answered otherwise.
 */
export const comparedMetadata = ['status', 'open_cases', 'owner_code', 'started'] as const

/** As many as a comparison names. */
export const maxDifferences = 1000

const releaseTextSchema = z.string()
export const releaseComparisonSchema = z.object({
	/** How many records the later one has more, and fewer, and in how many something is told otherwise. */
	added: z.int(),
	removed: z.int(),
	changed: z.int(),
	cells: z.array(
		z.object({
			record: z.string(),
			/** As lists call it now; '' where it is gone. */
			name: z.string(),
			/** Path of the question, or one of `comparedMetadata`; '' for a record that is in one of them alone. */
			column: releaseTextSchema,
			before: releaseTextSchema,
			after: releaseTextSchema,
			/** What made it so: a correction, with its reason; something else that was written; it follows from other answers; or the two are of other records. */
			by: z.enum(['correction', 'written', 'follows', 'narrowed']),
			why: z.string(),
		}),
	),
	isMore: z.boolean(),
})
export type ReleaseComparison = z.infer<typeof releaseComparisonSchema>
