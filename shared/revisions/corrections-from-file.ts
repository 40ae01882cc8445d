import * as z from 'zod/mini'
import { foundRecordSchema, recordScopeSchema } from './corrections.ts'

/** Of a file that comes back; more are several parts. */
export const maxFileRows = 1000

const cell = z.string().check(z.maxLength(32_767))
const header = z.array(cell).check(z.minLength(1), z.maxLength(4000))

/** The first line of a table: which of its columns are corrections to read. */
export const fileHeaderSchema = z.object({ form: recordScopeSchema.shape.form, header })

/**
 * What becomes of a column. `plain`: the export's own, which nobody corrects. `sealed`: whatever stands there is not to be sent. `unknown`: no
 * question of this form in this table.
 */
const columnUses = ['read', 'plain', 'sealed', 'unknown'] as const
export const fileColumnsSchema = z.object({ uses: z.array(z.enum(columnUses)) })
export type FileColumns = z.infer<typeof fileColumnsSchema>

/** Some lines of it, with the columns that are read. All lines of a record come together. */
export const filePartSchema = z.object({
	...recordScopeSchema.shape,
	header,
	/** How the table was written, as a part before this one said. */
	values: z.optional(z.string().check(z.maxLength(40))),
	lines: z
		.array(
			z.object({
				/** In the file, from 1; the header is 1. */
				at: z.int().check(z.positive()),
				cells: z.array(cell).check(z.maxLength(4000)),
			}),
		)
		.check(z.minLength(1), z.maxLength(maxFileRows)),
})
export type FilePart = z.infer<typeof filePartSchema>

/** What a spreadsheet writes in the place of what was there. The answer stays as it is. */
export const spreadsheetDamageKinds = ['number', 'day', 'letters', 'truth'] as const
export type SpreadsheetDamage = (typeof spreadsheetDamageKinds)[number]

/** Why a line or a cell corrects nothing. */
export const fileRefusals = [
	...(['record-unknown', 'taken-elsewhere', 'mark-missing', 'row-unknown', 'twice', 'cut-off'] as const),
	...(['not-correctable', 'place', 'fault', 'not-read', 'day-unclear', 'not-a-choice'] as const),
	...(['ticks-differ', 'not-possible', 'disputed', 'letters-lost'] as const),
] as const
export type FileRefusal = (typeof fileRefusals)[number]

const fileRemarkSchema = z.object({
	why: z.enum([...fileRefusals, ...spreadsheetDamageKinds]),
	/** '' where it is about whole lines. */
	column: z.string(),
	count: z.int(),
	/** The first lines of the file where it is so. */
	at: z.array(z.int()),
})
export type FileRemark = z.infer<typeof fileRemarkSchema>

/** What a part of a file would change. Nothing is written. */
export const editFilePreviewSchema = z.object({
	records: z.array(
		z.object({
			...foundRecordSchema.shape,
			/** Number of the last thing that had come when the file was taken. */
			seq: z.int(),
			/** The paths at which something else was written since: there a disagreement will be. */
			stale: z.array(z.string()),
		}),
	),
	remarks: z.array(fileRemarkSchema),
	/** How the table is written: `codes`, or a language tag; null where these lines do not tell. */
	values: z.nullable(z.string()),
})
export type EditFilePreview = z.infer<typeof editFilePreviewSchema>
