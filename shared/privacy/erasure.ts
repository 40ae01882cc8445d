import * as z from 'zod/mini'
import { type Bytes, fromBase64url, toBase64url, utf8 } from '../kernel/bytes.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'
import { shortDigest } from '../kernel/digest.ts'
import { idSchema, revisionIdSchema } from '../revisions/revision.ts'

/**
 * Reasons for erasing a record: the respondent withdrew · its retention ended · another person requested it ·
 * it was recorded by mistake.
 */
export const erasureReasons = ['withdrawal', 'retention', 'request', 'wrong'] as const
export type ErasureReason = (typeof erasureReasons)[number]

/** Statement that the server signs for each erased record. It contains no content of the record. */
export const erasureStatementSchema = z.strictObject({
	v: z.literal(1),
	project: z.string(),
	record: idSchema,
	at: z.string(),
	/** Username of the person who erased it. */
	by: z.string(),
	reason: z.enum(erasureReasons),
	/** Number of revisions, including quarantined ones. */
	revisions: z.int(),
	files: z.int(),
	/** Id of the previous statement; '' for the first. */
	before: z.union([z.literal(''), revisionIdSchema]),
})
export type ErasureStatement = z.infer<typeof erasureStatementSchema>

/**
 * Statement that the server signs for values whose retention ended: the questions, and how many values. It
 * names no records.
 */
export const retentionStatementSchema = z.strictObject({
	v: z.literal(1),
	project: z.string(),
	at: z.string(),
	values: z.array(z.object({ form: z.string(), question: z.string(), count: z.int() })),
	files: z.int(),
	/** Id of the previous statement; '' for the first. */
	before: z.union([z.literal(''), revisionIdSchema]),
})
export type RetentionStatement = z.infer<typeof retentionStatementSchema>

/** An entry of the erasure list: the statement exactly as signed, and r‖s by the server's key. */
export interface SignedStatement {
	readonly statement: string
	readonly signature: Uint8Array
}

export const writeStatement = (statement: ErasureStatement | RetentionStatement): string =>
	canonicalJson(statement)
export const statementId = (statement: string): string => shortDigest(statement)
/** The bytes that the server signs. */
export const statementToSign = (statement: string): Bytes => utf8(`ZILA destruction\n${statement}`)

/** Parses an erasure statement. Null if the text is not one. */
export const readStatement = (statement: string): ErasureStatement | null =>
	read(erasureStatementSchema, statement)
/** Parses a retention statement. Null if the text is not one. */
export const parseRetentionStatement = (statement: string): RetentionStatement | null =>
	read(retentionStatementSchema, statement)
/** Parses a statement of either kind. Null if the text is neither. */
export const readAnyStatement = (statement: string): ErasureStatement | RetentionStatement | null =>
	readStatement(statement) ?? parseRetentionStatement(statement)

function read<Schema extends z.ZodMiniType>(schema: Schema, statement: string): z.infer<Schema> | null {
	try {
		const found = schema.safeParse(JSON.parse(statement))
		return found.success ? (found.data as z.infer<Schema>) : null
	} catch {
		return null
	}
}

const fileHead = 'ZILA destructions 1'
const lineSchema = z.object({ statement: z.string(), signature: z.string() })

/**
 * Formats the erasure list as a file: a head, the public key for verification (SPKI, base64url), then one
 * line of JSON per statement.
 */
export const formatErasureList = (lines: readonly SignedStatement[], serverKey: string): string =>
	[
		fileHead,
		serverKey,
		...lines.map(({ statement, signature }) =>
			JSON.stringify({ statement, signature: toBase64url(new Uint8Array(signature)) }),
		),
		'',
	].join('\n')

/**
 * Parses an erasure list. Null if the file is not one. A truncated line is dropped: its writing was
 * interrupted.
 */
export function parseErasureList(file: string): { serverKey: string; lines: SignedStatement[] } | null {
	const [head, serverKey = '', ...rest] = file.split('\n').map((line) => line.trim())
	if (head !== fileHead) return null
	return {
		serverKey,
		lines: rest.flatMap((text) => {
			try {
				const { statement, signature } = lineSchema.parse(JSON.parse(text))
				return [{ statement, signature: fromBase64url(signature) }]
			} catch {
				return []
			}
		}),
	}
}

/**
 * Verifies that the statements are as signed, each linked to the previous one. Returns the index of the first
 * invalid one, from 0; null if all are valid.
 */
export function findFirstInvalid(
	lines: readonly SignedStatement[],
	isSigned: (line: SignedStatement) => boolean,
): number | null {
	let before: string | null = null
	for (const [i, line] of lines.entries()) {
		const statement = readAnyStatement(line.statement)
		if (!statement || !isSigned(line) || (before !== null && statement.before !== before)) return i
		if (before === null && statement.before !== '') return i
		before = statementId(line.statement)
	}
	return null
}

/** A record found for erasure: where it is from, and no answer. */
export const erasableRecordSchema = z.object({
	id: idSchema,
	code: z.string(),
	form: z.string(),
	status: z.string(),
	district: z.nullable(z.string()),
	/** Start of the record, ISO. */
	started: z.string(),
	enumerator: z.object({ name: z.string(), code: z.string() }),
	revisions: z.int(),
	/** Number of quarantined revisions among these. */
	quarantined: z.int(),
	files: z.int(),
})
export type ErasableRecord = z.infer<typeof erasableRecordSchema>

/** An entry of the erasure list, as the desk shows it. */
export const erasureListItemSchema = z.object({
	code: z.string(),
	record: idSchema,
	at: z.string(),
	by: z.string(),
	reason: z.enum(erasureReasons),
	revisions: z.int(),
	files: z.int(),
	/**
	 * Number of revisions that arrived afterwards, from phones that had not received the order; none was stored.
	 */
	late: z.int(),
	/** True if the signature is the server's, and the entry follows from the previous one. */
	isRight: z.boolean(),
	/** True if its files are deleted too, and the database contains no deleted bytes. */
	isSwept: z.boolean(),
})
export type ErasureListItem = z.infer<typeof erasureListItemSchema>

export const erasureLookupResponseSchema = z.object({
	records: z.array(erasableRecordSchema),
	erased: z.array(erasureListItemSchema),
})
export type ErasureLookupResponse = z.infer<typeof erasureLookupResponseSchema>

/** Past runs of retention, and the next ones, as the desk shows them. */
export const retentionSchema = z.object({
	/** Newest first. */
	runs: z.array(
		z.object({
			at: z.string(),
			values: retentionStatementSchema.shape.values,
			files: z.int(),
			isRight: z.boolean(),
			isSwept: z.boolean(),
		}),
	),
	/** Questions with a retention period. */
	periods: z.array(
		z.object({
			form: z.string(),
			question: z.string(),
			keep: z.string(),
			/** Number of stored values. */
			values: z.int(),
			/** Time when the first of them is due, ISO; null if it is not known yet. */
			next: z.nullable(z.string()),
		}),
	),
})
export type Retention = z.infer<typeof retentionSchema>

/** `code`: withdrawal code, typed again by the person who erases the record. */
export const eraseRequestSchema = z.object({
	code: z.string().check(z.maxLength(20)),
	reason: z.enum(erasureReasons),
})
