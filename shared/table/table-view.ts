import * as z from 'zod/mini'

/** Maximum rows per request, and columns. */
export const [maxRowsPerRequest, maxColumns] = [200, 60]
/** Maximum different values in a column summary. */
export const maxValues = 100

/** Query of a table: filter and order of rows. */
const spec = {
	form: z.string().check(z.maxLength(120)),
	round: z.string().check(z.maxLength(40)),
	/** Code of a district; '' for all, as in views saved before there was one. */
	district: z._default(z.string().check(z.maxLength(40)), ''),
	/** `codes`, or a language in which choices are written. */
	values: z.string().check(z.regex(/^(codes|[a-z]{2,3}(-[A-Za-z]{2,8})?)$/)),
	/** Name of the table in the API. */
	table: z.string().check(z.maxLength(200)),
	/** As OData's $filter; '' for all. */
	filter: z.string().check(z.maxLength(4000)),
	/** Part of any cell; '' for all. */
	search: z.string().check(z.maxLength(200)),
	/** Null: order of the first arrival of records. */
	sort: z.nullable(z.object({ column: z.string().check(z.maxLength(200)), isDescending: z.boolean() })),
}
const specSchema = z.object(spec)
export type TableSpec = z.infer<typeof specSchema>

export const tableRowsRequestSchema = z.object({
	...spec,
	columns: z.array(z.string().check(z.maxLength(200))).check(z.maxLength(maxColumns)),
	from: z.int().check(z.nonnegative()),
	many: z.int().check(z.positive(), z.maximum(maxRowsPerRequest)),
	/** True to bypass the cache. */
	isAnew: z.boolean(),
	/**
	 * True to include answers sealed to the user's key, to be opened in the browser: the audit log records
	 * whose.
	 */
	opens: z.boolean(),
})
export type TableRowsRequest = z.infer<typeof tableRowsRequestSchema>

/**
 * An answer that the server cannot read, at its path. `text`: the sealed text, if it was requested for
 * opening; else null.
 */
const sealedCellSchema = z.object({ path: z.string(), text: z.nullable(z.string()) })
export type SealedCell = z.infer<typeof sealedCellSchema>
const cellSchema = z.nullable(z.union([z.string(), z.number(), sealedCellSchema]))
export const isSealedCell = (cell: z.infer<typeof cellSchema>): cell is SealedCell =>
	typeof cell === 'object' && cell !== null

export const tableRowsResponseSchema = z.object({
	total: z.int(),
	/** Time of the query. ISO, UTC */
	at: z.string(),
	/** True if revisions have arrived since. */
	isOld: z.boolean(),
	/**
	 * Rows from `from` on; null for a record that is no longer there. Cells in the order of the requested
	 * columns.
	 */
	lines: z.array(z.nullable(z.object({ record: z.string(), cells: z.array(cellSchema) }))),
})
export type TableRowsResponse = z.infer<typeof tableRowsResponseSchema>

export const columnSummaryRequestSchema = z.object({ ...spec, column: z.string().check(z.maxLength(200)) })

const texts = z.record(z.string(), z.string())

/** Summary of a column: its values and its question. */
export const columnSummaryResponseSchema = z.object({
	lines: z.int(),
	missing: z.int(),
	/** Number of answers that the server cannot read. */
	sealed: z.int(),
	/** The most frequent first. */
	values: z.array(z.object({ value: z.union([z.string(), z.number()]), label: z.string(), many: z.int() })),
	/** Number of answers with none of these values. */
	others: z.int(),
	/** Statistics of the numbers; null if there are none. */
	numbers: z.nullable(z.object({ lowest: z.number(), highest: z.number(), mean: z.number() })),
	/**
	 * The question in each wording that form versions have, oldest first; empty for a column without a question.
	 */
	wordings: z.array(
		z.object({
			versions: z.array(z.int()),
			type: z.string(),
			label: texts,
			hint: texts,
			/** In the form's language; '' for none. */
			relevant: z.string(),
			constraint: z.string(),
			isRequired: z.boolean(),
		}),
	),
	choices: z.array(z.object({ code: z.string(), label: texts, versions: z.array(z.int()) })),
})
export type ColumnSummaryResponse = z.infer<typeof columnSummaryResponseSchema>

/** Content of a saved view, as it is stored. */
const savedSpec = { ...spec, columns: z.array(z.string()) }
export const savedSpecSchema = z.object(savedSpec)
/** A saved view of a table. */
export const savedViewSchema = z.object({
	id: z.string(),
	name: z.string(),
	...savedSpec,
	by: z.string(),
	isOwn: z.boolean(),
})
export type SavedView = z.infer<typeof savedViewSchema>
export const newViewSchema = z.object({
	...spec,
	name: z.string().check(z.trim(), z.minLength(1), z.maxLength(120)),
	columns: z.array(z.string().check(z.maxLength(200))).check(z.maxLength(maxColumns)),
})
export type NewView = z.infer<typeof newViewSchema>
