import * as z from 'zod/mini'
import { type Bytes, fromBase64url, toBase64url, utf8 } from '../kernel/bytes.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'
import { shortDigest } from '../kernel/digest.ts'
import { idSchema, revisionIdSchema } from './revision.ts'

/** Why a record is destroyed: the person takes part no more · its time is over · somebody else asked · it should not be there. */
export const erasureReasons = ['withdrawal', 'retention', 'request', 'wrong'] as const
export type ErasureReason = (typeof erasureReasons)[number]

/** What the server signs of each record that it destroyed. It says nothing of what was in it. */
export const erasureStatementSchema = z.strictObject({
	v: z.literal(1),
	project: z.string(),
	record: idSchema,
	at: z.string(),
	/** Short code of who did it. */
	by: z.string(),
	reason: z.enum(erasureReasons),
	/** How many there were, those that were held back too. */
	revisions: z.int(),
	files: z.int(),
	/** Id of the line before; '' for the first. */
	before: z.union([z.literal(''), revisionIdSchema]),
})
export type ErasureStatement = z.infer<typeof erasureStatementSchema>

/** What the server signs of values whose time was over: which questions, and how many. It says nothing of records. */
export const retentionStatementSchema = z.strictObject({
	v: z.literal(1),
	project: z.string(),
	at: z.string(),
	values: z.array(z.object({ form: z.string(), question: z.string(), count: z.int() })),
	files: z.int(),
	/** Id of the line before; '' for the first. */
	before: z.union([z.literal(''), revisionIdSchema]),
})
export type RetentionStatement = z.infer<typeof retentionStatementSchema>

/** A line: the statement as it was signed, letter by letter, and r‖s by the server's key. */
export interface SignedStatement {
	readonly statement: string
	readonly signature: Uint8Array
}

export const writeStatement = (said: ErasureStatement | RetentionStatement): string => canonicalJson(said)
export const statementId = (statement: string): string => shortDigest(statement)
/** The bytes that the server signs. */
export const statementToSign = (statement: string): Bytes => utf8(`ZILA destruction\n${statement}`)

/** What a statement says of a record that was destroyed; null for what is none. */
export const readStatement = (statement: string): ErasureStatement | null =>
	read(erasureStatementSchema, statement)
/** What a statement says of values that were forgotten; null for what is none. */
export const parseRetentionStatement = (statement: string): RetentionStatement | null =>
	read(retentionStatementSchema, statement)
/** What every line says, whichever it is. */
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

/** All lines as a file: a head, the key by which they can be checked (SPKI, base64url), then a line of JSON each. */
export const formatErasureList = (lines: readonly SignedStatement[], serverKey: string): string =>
	[
		fileHead,
		serverKey,
		...lines.map(({ statement, signature }) =>
			JSON.stringify({ statement, signature: toBase64url(new Uint8Array(signature)) }),
		),
		'',
	].join('\n')

/** Null for what is no such file. A line that was cut off is left out: it was not written to its end. */
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
 * Whether lines are as they were signed, each after the one before: `isSigned` of a statement and its signature. Gives the first that
 * is not, from 0; null if all are.
 */
export function findFirstInvalid(
	lines: readonly SignedStatement[],
	isSigned: (line: SignedStatement) => boolean,
): number | null {
	let before: string | null = null
	for (const [i, line] of lines.entries()) {
		const said = readAnyStatement(line.statement)
		if (!said || !isSigned(line) || (before !== null && said.before !== before)) return i
		if (before === null && said.before !== '') return i
		before = statementId(line.statement)
	}
	return null
}

/** A record that somebody looks for to destroy it: where it is from, and no answer. */
export const erasableRecordSchema = z.object({
	id: idSchema,
	code: z.string(),
	form: z.string(),
	status: z.string(),
	district: z.nullable(z.string()),
	/** When it was begun, ISO. */
	started: z.string(),
	enumerator: z.object({ name: z.string(), code: z.string() }),
	revisions: z.int(),
	/** Of these, the ones that are held back. */
	heldBack: z.int(),
	files: z.int(),
})
export type ErasableRecord = z.infer<typeof erasableRecordSchema>

/** A line of the log, as the desk shows it. */
export const erasureListItemSchema = z.object({
	code: z.string(),
	record: idSchema,
	at: z.string(),
	by: z.string(),
	reason: z.enum(erasureReasons),
	revisions: z.int(),
	files: z.int(),
	/** So many came afterwards, from phones that heard late; none was kept. */
	late: z.int(),
	/** The signature is the server's, and the line follows from the one before. */
	isRight: z.boolean(),
	/** Its files are gone too, and the database keeps no deleted bytes. */
	isSwept: z.boolean(),
})
export type ErasureListItem = z.infer<typeof erasureListItemSchema>

export const erasureLookupResponseSchema = z.object({
	records: z.array(erasableRecordSchema),
	destroyed: z.array(erasureListItemSchema),
})
export type ErasureLookupResponse = z.infer<typeof erasureLookupResponseSchema>

/** What the retention clock did, and does next, as the desk shows it. */
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
	/** Every question that is kept for some time only. */
	kept: z.array(
		z.object({
			form: z.string(),
			question: z.string(),
			keep: z.string(),
			/** Values that are here. */
			values: z.int(),
			/** When the first of them is due, ISO; null as long as nobody can say. */
			next: z.nullable(z.string()),
		}),
	),
})
export type Retention = z.infer<typeof retentionSchema>

/** `code`: typed again by who destroys it. */
export const eraseRequestSchema = z.object({
	code: z.string().check(z.maxLength(20)),
	reason: z.enum(erasureReasons),
})
