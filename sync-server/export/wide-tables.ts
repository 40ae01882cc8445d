import { partsAcrossVersions } from '#shared/export/parts-across-versions'
import { planTables } from '#shared/export/table-plan'
import { addMostRows, countRowSlots, type MostRows, maxWideColumns } from '#shared/export/wide-rows'
import { Problem } from '#shared/kernel/problem'
import type { ExportSource } from './export-source.ts'
import { type ExportSpec, untilAborted } from './export-tables.ts'
import { answersOf } from './select-answers.ts'

/**
 * Finds the maximum number of rows of each repeat that become columns. All records are read for it.
 *
 * @throws Problem `file-too-wide` with the number of columns that there would be
 */
export async function maxRowsOf(source: ExportSource, spec: ExportSpec): Promise<MostRows> {
	const { versions, options, filter, signal } = spec
	const plan = planTables(versions, options)
	const { repeats } = partsAcrossVersions(versions)
	const most = new Map<string, number>()
	for await (const row of untilAborted(source.records(filter), signal))
		addMostRows(most, repeats, answersOf(row, plan))
	// Counted before the columns are created: there could be millions.
	const wide = plan.tables.reduce(
		(sum, { repeat, columns, plain }) =>
			sum +
			(repeat === null
				? plain.length + columns.length
				: columns.length * countRowSlots(repeat, repeats, most)),
		0,
	)
	if (wide > maxWideColumns) throw new Problem('file-too-wide', { columns: wide, most: maxWideColumns })
	return most
}
