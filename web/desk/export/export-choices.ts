import * as z from 'zod/mini'
import { exportFormatNames } from '#shared/export/export-formats'
import type { Audience } from '#shared/export/public-use-file'
import { multipleChoiceColumns } from '#shared/export/table-plan'

/** Columns of multiple-choice questions. */
export const multipleChoices = ['both', ...multipleChoiceColumns] as const

/** Options of a new export. */
export const defaultOptions = {
	hasMark: true,
	hasBoth: false,
	hasMedia: false,
	isWide: false,
	isExact: false,
	multiple: 'both' as (typeof multipleChoices)[number],
}
/** Choices of an export; one that the form or the format does not have is kept and not sent. */
export const exportForm = z.object({
	form: z.string(),
	values: z.string(),
	audience: z.nullable(z.enum(['researchers', 'anybody'] satisfies Audience[])),
	format: z.enum(exportFormatNames),
	hasMark: z.boolean(),
	hasBoth: z.boolean(),
	hasMedia: z.boolean(),
	isWide: z.boolean(),
	isExact: z.boolean(),
	multiple: z.enum(multipleChoices),
	records: z.object({
		districts: z.readonly(z.array(z.string())),
		status: z.string(),
		from: z.string(),
		to: z.string(),
	}),
	/** Paths; null: all. */
	questions: z.nullable(z.readonly(z.array(z.string()))),
})
/** Saved choices, with the round that was in the top bar. Settings of earlier versions lack options that came later. */
export const savedExport = z.pipe(
	z.transform((stored) =>
		typeof stored === 'object' && stored !== null ? { ...defaultOptions, ...stored } : stored,
	),
	z.extend(exportForm, { round: z.string() }),
)
export type ExportChoices = z.infer<typeof exportForm>
