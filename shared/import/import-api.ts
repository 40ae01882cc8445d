import * as z from 'zod/mini'
import { maxFileRows } from '#shared/cleaning/edit-file'
import { mappingSchema } from './mapping.ts'

/** No database accepts half of a surrogate pair; NUL is checked where requests arrive. */
const whole = z.regex(/^\P{Surrogate}*$/u)
const cell = z.string().check(z.maxLength(32_767), whole)
const cells = z.array(cell).check(z.maxLength(4000))
const header = cells.check(z.minLength(1))

/** Maximum rows of one repeat in one line. */
export const maxRows = 300

/** Some lines of a table, with only the columns that its mapping reads. */
export const importBatchSchema = z.object({
	mapping: mappingSchema,
	round: z.string().check(z.maxLength(40)),
	header,
	/** Repeats with rows in other tables, and the columns of these that are read. */
	tables: z.optional(
		z.array(z.object({ repeat: z.string().check(z.maxLength(500)), header })).check(z.maxLength(50)),
	),
	lines: z
		.array(
			z.object({
				/** Row of the file, from 1; the header is 1. */
				at: z.int().check(z.positive()),
				cells,
				/** For each of `tables` the rows that belong to the line, in their order. */
				rows: z.optional(z.array(z.array(cells).check(z.maxLength(maxRows))).check(z.maxLength(50))),
			}),
		)
		.check(z.minLength(1), z.maxLength(maxFileRows)),
	/** True to import a line with errors without the invalid answers, instead of leaving it out. */
	withoutFaults: z.boolean(),
})
export type ImportBatch = z.infer<typeof importBatchSchema>

/** `approved`: the records were reviewed where they were collected, and need no review here. */
export const importStatuses = ['approved', 'submitted'] as const

export const importRequestSchema = z.object({
	...importBatchSchema.shape,
	/** Id of the whole import, made by the client. */
	id: z.string().check(z.minLength(1), z.maxLength(64), whole),
	/** Name of the file. */
	file: z.string().check(z.trim(), z.minLength(1), z.maxLength(300), whole),
	status: z.enum(importStatuses),
})
export type ImportRequest = z.infer<typeof importRequestSchema>

/** Reasons to leave a whole line out, whatever else it has. */
export const rowErrorCodes = [
	...([
		'id-missing',
		'time-not-read',
		'time-ahead',
		'district-unknown',
		'district-not-yours',
		'twice',
	] as const),
] as const
/** Reasons to reject a cell. */
export const cellErrorCodes = [
	...(['not-read', 'not-a-choice', 'day-not-read', 'spreadsheet-fault', 'letters-lost'] as const),
	...(['not-asked', 'required', 'constraint', 'not-offered', 'too-many-rows'] as const),
] as const
const importFaultSchema = z.object({
	/** '' if it is about no column. */
	column: z.string(),
	/** Template; '' if it is about no question. */
	question: z.string(),
	why: z.enum([...rowErrorCodes, ...cellErrorCodes]),
})
export type ImportError = z.infer<typeof importFaultSchema>

/**
 * Outcome of a line. `new`: begins a record · `reimported`: its record was imported and undone, and is imported
 * once more · `existing`: its record exists, and was imported with the same answers · `differs`: it was imported
 * with others, and stays as it is · `skipped`: it has an error · `void`: its record was declared void here ·
 * `erased`: its record was erased here
 */
export const outcomes = ['new', 'reimported', 'existing', 'differs', 'skipped', 'void', 'erased'] as const
export const importPreviewSchema = z.object({
	lines: z.array(
		z.object({
			at: z.int(),
			/** Id of its record; '' if the line has none. */
			record: z.string(),
			outcome: z.enum(outcomes),
			faults: z.array(importFaultSchema),
			/** True if no user of its district has the code of its enumerator. */
			isOwnerUnknown: z.boolean(),
		}),
	),
})
export type ImportPreview = z.infer<typeof importPreviewSchema>
