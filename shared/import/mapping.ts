import * as z from 'zod/mini'
import { formIdPattern } from '#shared/forms/form-definition'

/** Name of a column, from the first line of the table. */
const column = z.string().check(z.minLength(1), z.maxLength(1000))
const optionalTextSchema = z.string().check(z.maxLength(500))

/** Source of the answers to one question. */
const mappingSourceSchema = z.object({
	/**
	 * One column; for a location up to four: latitude, longitude, altitude, accuracy. None with `ticks` or
	 * `always`.
	 */
	columns: z.array(column).check(z.maxLength(4)),
	/**
	 * For a question with several choices: by the code of each choice, the column that says whether it is
	 * ticked.
	 */
	ticks: z.optional(z.record(optionalTextSchema, column)),
	/** A fixed answer for every line, as a file would write it. */
	always: z.optional(optionalTextSchema),
	/**
	 * Values of the file → the code of a choice, or null for no answer. Other values are found by code or
	 * label.
	 */
	values: z.optional(z.record(optionalTextSchema, z.nullable(optionalTextSchema))),
})
export type ColumnMapping = z.infer<typeof mappingSourceSchema>

export const dayOrders = ['day-first', 'month-first'] as const
export type DayOrder = (typeof dayOrders)[number]

const template = z.string().check(z.maxLength(500))
/** By template. */
const questionsSchema = z.record(template, mappingSourceSchema)

/** Rows of a repeat in a table of their own. */
const rowsFromSchema = z.object({
	/** Name of the table: a file, or a sheet. */
	table: optionalTextSchema,
	/** Column of the table that names the line of a row, and the column of that line with the same value. */
	own: column,
	main: column,
	questions: questionsSchema,
})
export type RowsFrom = z.infer<typeof rowsFromSchema>

/**
 * Mapping of the columns of a table, from another tool or an earlier round, to a form. Saved with the data,
 * it can be used again.
 */
export const mappingSchema = z.object({
	form: z.string().check(z.regex(formIdPattern)),
	version: z.int().check(z.positive()),
	/** Columns that together identify a line: the same line again is the same record. */
	id: z.array(column).check(z.minLength(1), z.maxLength(3)),
	/** Time of the interview. */
	time: column,
	/** Null if the form asks for it by itself. */
	district: z.nullable(column),
	/** Code by which the enumerator signs in, or did elsewhere. */
	interviewer: z.nullable(column),
	questions: questionsSchema,
	/** By the template of the repeat. */
	repeats: z.record(template, rowsFromSchema),
	/** Values that mean no answer: `-99`, `n/a`. */
	blanks: z.array(optionalTextSchema).check(z.maxLength(50)),
	/** Order of days like 03/04/2023. */
	days: z.enum(dayOrders),
})
export type Mapping = z.infer<typeof mappingSchema>

/** Returns the columns that a mapping reads, each once. Nothing else of a table leaves the browser. */
export function columnsOf({ id, time, district, interviewer, questions }: Mapping): string[] {
	const all = [...id, time, district, interviewer, ...columnsFor(questions)]
	return [...new Set(all.filter((each) => each !== null && each !== ''))] as string[]
}
/** Returns the columns that questions read, each once. */
export const columnsFor = (questions: Mapping['questions']): string[] => [
	...new Set(
		Object.values(questions).flatMap(({ columns, ticks }) => [...columns, ...Object.values(ticks ?? {})]),
	),
]
