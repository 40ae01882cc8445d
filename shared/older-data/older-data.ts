import * as z from 'zod/mini'
import { maxFileRows } from '#shared/revisions/corrections-from-file'
import { mappingSchema } from './mapping.ts'

/** Half a letter is none that a database takes; of NUL the door takes care. */
const whole = z.regex(/^\P{Surrogate}*$/u)
const cell = z.string().check(z.maxLength(32_767), whole)
const cells = z.array(cell).check(z.maxLength(4000))
const header = cells.check(z.minLength(1))

/** Of one repeat, in one line. */
export const mostRows = 300

/** Some lines of a table, with the columns that its mapping looks at and no others. */
export const importBatchSchema = z.object({
	mapping: mappingSchema,
	round: z.string().check(z.maxLength(40)),
	header,
	/** Which repeats have rows in other tables, and the columns of these that are looked at. */
	tables: z.optional(
		z.array(z.object({ repeat: z.string().check(z.maxLength(500)), header })).check(z.maxLength(50)),
	),
	lines: z
		.array(
			z.object({
				/** In the file, from 1; the header is 1. */
				at: z.int().check(z.positive()),
				cells,
				/** For each of `tables` the rows that belong to it, in their order. */
				rows: z.optional(z.array(z.array(cells).check(z.maxLength(mostRows))).check(z.maxLength(50))),
			}),
		)
		.check(z.minLength(1), z.maxLength(maxFileRows)),
	/** A line in which something cannot be taken comes in without it, instead of staying out. */
	withoutFaults: z.boolean(),
})
export type ImportBatch = z.infer<typeof importBatchSchema>

/** `approved`: they were read through where they were collected, and nobody is asked to here. */
export const importStatuses = ['approved', 'submitted'] as const

export const importRequestSchema = z.object({
	...importBatchSchema.shape,
	/** Of all that comes in as one; made by whoever asks. */
	id: z.string().check(z.minLength(1), z.maxLength(64), whole),
	/** The name of the file. */
	file: z.string().check(z.trim(), z.minLength(1), z.maxLength(300), whole),
	status: z.enum(importStatuses),
})
export type ImportRequest = z.infer<typeof importRequestSchema>

/** Why a whole line stays out, whatever else it says. */
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
/** Why a cell is not taken. */
export const cellErrorCodes = [
	...(['not-read', 'not-a-choice', 'day-not-read', 'spreadsheet-fault', 'letters-lost'] as const),
	...(['not-asked', 'required', 'constraint', 'not-offered', 'too-many-rows'] as const),
] as const
const olderFaultSchema = z.object({
	/** '' where it is about no column. */
	column: z.string(),
	/** Template; '' where it is about no question. */
	question: z.string(),
	why: z.enum([...rowErrorCodes, ...cellErrorCodes]),
})
export type ImportError = z.infer<typeof olderFaultSchema>

/**
 * What becomes of a line. `new`: a record begins with it · `reread`: its record was brought in and taken back, and comes once more · `there`: its record is there, and
 * was brought in with the same answers · `differs`: it was brought in with others, and stays as it is · `left`: something in it is at fault ·
 * `void`: its record was declared void here · `destroyed`: its record was destroyed here
 */
export const outcomes = ['new', 'again', 'there', 'differs', 'left', 'void', 'destroyed'] as const
export const importPreviewSchema = z.object({
	lines: z.array(
		z.object({
			at: z.int(),
			/** Its record's id; '' where the line has none. */
			record: z.string(),
			outcome: z.enum(outcomes),
			faults: z.array(olderFaultSchema),
			/** Nobody here has the code of its interviewer and works in its district. */
			isOwnerUnknown: z.boolean(),
		}),
	),
})
export type ImportPreview = z.infer<typeof importPreviewSchema>
