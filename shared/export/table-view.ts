import * as z from 'zod/mini'

/** Lines that are asked for at once, and columns of them. */
export const [maxRowsPerRequest, mostColumns] = [200, 60]
/** Different values of a column that are told by themselves. */
export const mostValues = 100

/** Which lines of which table, and in which order. */
const spec = {
	form: z.string().check(z.maxLength(120)),
	round: z.string().check(z.maxLength(40)),
	/** `codes`, or a language in which choices are written. */
	values: z.string().check(z.regex(/^(codes|[a-z]{2,3}(-[A-Za-z]{2,8})?)$/)),
	/** As programs call it. */
	table: z.string().check(z.maxLength(200)),
	/** In the words of OData's $filter; '' for all. */
	filter: z.string().check(z.maxLength(4000)),
	/** Part of any cell; '' for all. */
	search: z.string().check(z.maxLength(200)),
	/** Null: in the order in which records first arrived. */
	sort: z.nullable(z.object({ column: z.string().check(z.maxLength(200)), isDescending: z.boolean() })),
}
const specSchema = z.object(spec)
export type TableSpec = z.infer<typeof specSchema>

export const tableRowsRequestSchema = z.object({
	...spec,
	columns: z.array(z.string().check(z.maxLength(200))).check(z.maxLength(mostColumns)),
	from: z.int().check(z.nonnegative()),
	many: z.int().check(z.positive(), z.maximum(maxRowsPerRequest)),
	/** Looked for anew, though it was not long ago. */
	isAnew: z.boolean(),
	/** With what is sealed to the key of whoever asks, to be opened in the browser: the log says of whom. */
	opens: z.boolean(),
})
export type TableRowsRequest = z.infer<typeof tableRowsRequestSchema>

/** An answer that the server cannot read, at its path. `renderText`: as it was sealed, where it was asked for to be opened; null else. */
const sealedCellSchema = z.object({ path: z.string(), text: z.nullable(z.string()) })
export type SealedCell = z.infer<typeof sealedCellSchema>
const cellSchema = z.nullable(z.union([z.string(), z.number(), sealedCellSchema]))
export const isSealedCell = (cell: z.infer<typeof cellSchema>): cell is SealedCell =>
	typeof cell === 'object' && cell !== null

export const tableRowsResponseSchema = z.object({
	total: z.int(),
	/** When it was looked for, ISO, UTC. */
	at: z.string(),
	/** Something has come since. */
	isOld: z.boolean(),
	/** In their order from `from` on; null for one that is there no more. Cells in the order in which columns were asked for. */
	lines: z.array(z.nullable(z.object({ record: z.string(), cells: z.array(cellSchema) }))),
})
export type TableRowsResponse = z.infer<typeof tableRowsResponseSchema>

export const columnSummaryRequestSchema = z.object({ ...spec, column: z.string().check(z.maxLength(200)) })
export type ColumnSummaryRequest = z.infer<typeof columnSummaryRequestSchema>

const texts = z.record(z.string(), z.string())

/** What stands in a column, and what was asked. */
export const columnSummaryResponseSchema = z.object({
	lines: z.int(),
	missing: z.int(),
	/** Answers that the server cannot read. */
	sealed: z.int(),
	/** The most frequent first. */
	values: z.array(z.object({ value: z.union([z.string(), z.number()]), label: z.string(), many: z.int() })),
	/** Answers with none of these values. */
	others: z.int(),
	/** Of what is a number in all of them; null where there is none. */
	numbers: z.nullable(z.object({ lowest: z.number(), highest: z.number(), mean: z.number() })),
	/** The question in each way in which versions of the form ask it, the oldest first; empty for a column of no question. */
	asked: z.array(
		z.object({
			versions: z.array(z.int()),
			type: z.string(),
			label: texts,
			hint: texts,
			/** In the form's own language; '' for none. */
			relevant: z.string(),
			constraint: z.string(),
			isRequired: z.boolean(),
		}),
	),
	choices: z.array(z.object({ code: z.string(), label: texts, versions: z.array(z.int()) })),
})
export type ColumnSummaryResponse = z.infer<typeof columnSummaryResponseSchema>

/** A way of looking at a table that has a name. */
export const savedViewSchema = z.object({
	id: z.string(),
	name: z.string(),
	...spec,
	columns: z.array(z.string()),
	by: z.string(),
	isOwn: z.boolean(),
})
export type SavedView = z.infer<typeof savedViewSchema>
export const newViewSchema = z.object({
	...spec,
	name: z.string().check(z.trim(), z.minLength(1), z.maxLength(120)),
	columns: z.array(z.string().check(z.maxLength(200))).check(z.maxLength(mostColumns)),
})
export type NewView = z.infer<typeof newViewSchema>
