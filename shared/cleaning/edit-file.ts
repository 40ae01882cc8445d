import * as z from 'zod/mini'
import { foundRecordSchema, recordScopeSchema } from './bulk-edit.ts'

/** Maximum rows per request; a larger file is sent in parts. */
export const maxFileRows = 1000

const cell = z.string().check(z.maxLength(32_767))
const header = z.array(cell).check(z.minLength(1), z.maxLength(4000))

/** Header of a table, to find out which columns are read as edits. */
export const fileHeaderSchema = z.object({ form: recordScopeSchema.shape.form, header })

/**
 * Use of a column. `read`: edits are read. `plain`: an export column that cannot be edited. `sealed`: its
 * cells must not be sent. `unknown`: no question of this form in this table.
 */
const columnUses = ['read', 'plain', 'sealed', 'unknown'] as const
export const fileColumnsSchema = z.object({ uses: z.array(z.enum(columnUses)) })
export type FileColumns = z.infer<typeof fileColumnsSchema>

/** Some rows of the file, with the columns that are read. All rows of a record are in one part. */
export const filePartSchema = z.object({
	...recordScopeSchema.shape,
	header,
	/** How the table was written, as an earlier part determined. */
	values: z.optional(z.string().check(z.maxLength(40))),
	lines: z
		.array(
			z.object({
				/** Line number in the file, from 1; the header is 1. */
				at: z.int().check(z.positive()),
				cells: z.array(cell).check(z.maxLength(4000)),
			}),
		)
		.check(z.minLength(1), z.maxLength(maxFileRows)),
})
export type FilePart = z.infer<typeof filePartSchema>

/** Damage that a spreadsheet did to a cell. The answer is not changed. */
export const spreadsheetDamageKinds = ['number', 'day', 'letters', 'truth'] as const
export type SpreadsheetDamage = (typeof spreadsheetDamageKinds)[number]

/** Reasons why a row or a cell changes nothing. */
export const fileRefusals = [
	...(['record-unknown', 'taken-elsewhere', 'mark-missing', 'row-unknown', 'twice', 'cut-off'] as const),
	...(['not-correctable', 'place', 'fault', 'not-read', 'day-unclear', 'not-a-choice'] as const),
	...(['ticks-differ', 'not-possible', 'disputed', 'letters-lost'] as const),
] as const
export type FileRefusal = (typeof fileRefusals)[number]

const fileRemarkSchema = z.object({
	why: z.enum([...fileRefusals, ...spreadsheetDamageKinds]),
	/** '' if it is about whole rows. */
	column: z.string(),
	count: z.int(),
	/** First line numbers of the file with this remark. */
	at: z.array(z.int()),
})
export type FileRemark = z.infer<typeof fileRemarkSchema>

/** Preview of a part of a file. Nothing is written. */
export const editFilePreviewSchema = z.object({
	records: z.array(
		z.object({
			...foundRecordSchema.shape,
			/** Sequence number of the newest revision when the file was exported. */
			seq: z.int(),
			/** Paths that were changed since: they will become conflicts. */
			stale: z.array(z.string()),
		}),
	),
	remarks: z.array(fileRemarkSchema),
	/** How the table is written: `codes`, or a language tag. Null if these rows do not show it. */
	values: z.nullable(z.string()),
})
export type EditFilePreview = z.infer<typeof editFilePreviewSchema>
