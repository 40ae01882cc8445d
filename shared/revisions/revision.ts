import * as z from 'zod/mini'
import { type Answer, isAnswer } from '#shared/forms/answers'
import { formIdPattern } from '#shared/forms/form-definition'
import { fromUtf8, utf8 } from '#shared/kernel/bytes'
import { canonicalJson, type Json } from '#shared/kernel/canonical-json'
import { shortDigest } from '#shared/kernel/digest'
import { maxReasonLength } from '#shared/kernel/reason'
import { parseRevision } from './parse-revision.ts'

/** A random id of 128 bits, as `randomId` makes it. */
export const idSchema = z.string().check(z.regex(/^[\w-]{22}$/))
/** The first 192 bits of a SHA-256, as `shortDigest` makes it. */
export const revisionIdSchema = z.string().check(z.regex(/^[\w-]{32}$/))

/** Letters of any script; ASCII first, because `\p{L}` alone is five times as slow. */
const pathPattern =
	/^(?:\$status|\$void|@?(?:[\w.-]|(?!\w)[\p{L}\p{N}])+(?:\/@?(?:[\w.-]|(?!\w)[\p{L}\p{N}])+)*)$/u
const isPath = (path: string): boolean => path.length <= 500 && path !== '__proto__' && pathPattern.test(path)

/**
 * Maximum paths: far beyond any record (the longest of ours has 160), and few enough for a server to fold at
 * once.
 */
export const maxPaths = 2000
/**
 * Equivalent to a `z.record` of paths and answers, in a fifth of the time: this is most of a server's
 * validation work.
 */
const setSchema = z.custom<Record<string, Answer | null>>((value) => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
	const paths = Object.keys(value)
	return (
		paths.length <= maxPaths &&
		paths.every((path) => {
			const answer = (value as Record<string, unknown>)[path]
			return isPath(path) && (answer === null || isAnswer(answer))
		})
	)
})

const isoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/
const timeSchema = z.string().check(z.refine((text) => isoTime.test(text) && !Number.isNaN(Date.parse(text))))
/** Maximum error of a clock: years are possible, centuries are not. */
const maxOffMs = 100 * 366 * 86_400_000

/**
 * One saved edit of a record. Immutable; its id is the hash of its bytes.
 *
 * `parents` are the heads of the state that was on the screen when the edit began, sorted. `set` has only the
 * paths whose answer differs from what was on the screen: `section/question`, `section/repeat/@row/question`,
 * `section/repeat/@row` (its place in the order, or null), `$status`, `$void`.
 */
export const revisionSchema = z.strictObject({
	v: z.literal(1),
	project: z.string().check(z.regex(/^[a-z0-9-]{1,40}$/)),
	record: idSchema,
	form: z.strictObject({
		id: z.string().check(z.regex(formIdPattern)),
		ver: z.int().check(z.positive()),
	}),
	parents: z.array(revisionIdSchema).check(z.maxLength(1000)),
	/** The person who wrote it. */
	author: idSchema,
	/** Id of the enrolment under which it was written: one person on one phone, or the person's desk. */
	device: idSchema,
	/** Counter of the revisions of that enrolment, from 1: a gap is a revision that never arrived. */
	n: z.int().check(z.positive()),
	/** For people only; no merge rule reads a clock. `off`: last known server time minus phone time, ms. */
	at: z.strictObject({
		wall: timeSchema,
		tz: z.int().check(z.minimum(-900), z.maximum(900)),
		off: z.nullable(z.int().check(z.minimum(-maxOffMs), z.maximum(maxOffMs))),
	}),
	set: setSchema,
	/** The reason, if one was required. */
	why: z.optional(z.string().check(z.minLength(1), z.maxLength(maxReasonLength))),
	/** Digest of the state that was on the screen: a server that folds another state flags the record. */
	sum: z.string().check(z.regex(/^[\w-]{16}$/)),
	/** Random, so that an erased answer cannot be guessed from the id that stays. */
	salt: idSchema,
})
export type Revision = z.infer<typeof revisionSchema>

/** Returns the canonical bytes of a revision, and its id. */
export function writeRevision(revision: Revision): { id: string; bytes: Uint8Array<ArrayBuffer> } {
	const bytes = utf8(canonicalJson({ ...revision, parents: [...revision.parents].sort() } as unknown as Json))
	return { id: shortDigest(bytes), bytes }
}

/** Parses a revision. Null if the bytes are not one that this version can read. */
export function readRevision(bytes: Uint8Array): Revision | null {
	let value: unknown
	try {
		value = parseRevision(fromUtf8(bytes))
	} catch {
		return null
	}
	const read = revisionSchema.safeParse(value)
	return read.success ? read.data : null
}
