import * as z from 'zod/mini'
import { exportFormatNames } from '#shared/export/export-formats'
import { type ExportSwitch, exportSwitchNames } from '#shared/export/export-switches'
import type { Audience } from '#shared/export/public-use-file'
import { multipleChoiceColumns } from '#shared/export/table-plan'

/** Columns of multiple-choice questions. */
export const multipleChoices = ['both', ...multipleChoiceColumns] as const

const forEachSwitch = <Value>(value: Value) =>
	Object.fromEntries(exportSwitchNames.map((name) => [name, value])) as Record<ExportSwitch, Value>

/** Options of a new export. */
export const defaultOptions = {
	...forEachSwitch(false as boolean),
	hasMark: true,
	multiple: 'both' as (typeof multipleChoices)[number],
}
/** Choices of an export; one that the form or the format does not have is kept and not sent. */
export const exportForm = z.object({
	form: z.string(),
	values: z.string(),
	audience: z.nullable(z.enum(['researchers', 'anybody'] satisfies Audience[])),
	format: z.enum(exportFormatNames),
	...forEachSwitch(z.boolean()),
	hasMark: z.boolean(),
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
