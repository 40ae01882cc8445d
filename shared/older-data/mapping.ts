import * as z from 'zod/mini'
import { formIdPattern } from '#shared/forms/form-definition'

/** The name of a column, as the first line of the table has it. */
const column = z.string().check(z.minLength(1), z.maxLength(1000))
const optionalTextSchema = z.string().check(z.maxLength(500))

/** Where the answers of one question come from. */
const takenSchema = z.object({
	/** One; of a place up to four: latitude, longitude, altitude, accuracy. None where `ticks` or `always` say it. */
	columns: z.array(column).check(z.maxLength(4)),
	/** Of a question with several choices: for each choice, by its code, the column that says whether it is ticked. */
	ticks: z.optional(z.record(optionalTextSchema, column)),
	/** The same answer in every line, as a file would write it. */
	always: z.optional(optionalTextSchema),
	/** What the file says → the code of a choice, or null for no answer. What is not here is found by code or label. */
	values: z.optional(z.record(optionalTextSchema, z.nullable(optionalTextSchema))),
})
export type ColumnMapping = z.infer<typeof takenSchema>

export const dayOrders = ['day-first', 'month-first'] as const
export type DayOrder = (typeof dayOrders)[number]

const template = z.string().check(z.maxLength(500))
/** By template. */
const questionsSchema = z.record(template, takenSchema)

/** The rows of a repeat stand in a table of their own. */
const rowsFromSchema = z.object({
	/** Its name: a file, or a sheet. */
	table: optionalTextSchema,
	/** Its column that says to which line a row belongs, and the column of that line which says the same. */
	own: column,
	main: column,
	questions: questionsSchema,
})
export type RowsFrom = z.infer<typeof rowsFromSchema>

/** Which columns of a table of another tool, or of an earlier round, become what of a form. Kept beside the data, it can be used again. */
export const mappingSchema = z.object({
	form: z.string().check(z.regex(formIdPattern)),
	version: z.int().check(z.positive()),
	/** Together they tell one line from any other: the same line again is the same record. */
	id: z.array(column).check(z.minLength(1), z.maxLength(3)),
	/** When the interview was. */
	time: column,
	/** Null where the form asks for it by itself. */
	district: z.nullable(column),
	/** With the code by which the interviewer signs in, or did elsewhere. */
	interviewer: z.nullable(column),
	questions: questionsSchema,
	/** By the template of the repeat. */
	repeats: z.record(template, rowsFromSchema),
	/** What stands for no answer: `-99`, `n/a`. */
	blanks: z.array(optionalTextSchema).check(z.maxLength(50)),
	/** Of days like 03/04/2023. */
	days: z.enum(dayOrders),
})
export type Mapping = z.infer<typeof mappingSchema>

/** The columns that a mapping looks at, each once. Nothing else of a table leaves the browser. */
export function columnsOf({ id, time, district, interviewer, questions }: Mapping): string[] {
	const all = [...id, time, district, interviewer, ...columnsFor(questions)]
	return [...new Set(all.filter((each) => each !== null && each !== ''))] as string[]
}
/** The same of a table with rows. */
export const columnsFor = (questions: Mapping['questions']): string[] => [
	...new Set(
		Object.values(questions).flatMap(({ columns, ticks }) => [...columns, ...Object.values(ticks ?? {})]),
	),
]
