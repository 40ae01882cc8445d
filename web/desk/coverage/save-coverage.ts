import type { Translate } from '../../ui/i18n.ts'
import { saveRows } from '../kit/table-rows.ts'
import { comparisonColumns, coverageColumns, coverageViews } from './coverage-columns.ts'
import { coverageRows } from './coverage-rows.ts'
import type { CoverageTableData } from './coverage-table.tsx'

/** Saves the shown table as a CSV file. */
export function saveCoverage(
	{ rows: lines, total: all, view: name, round, comparison, today }: CoverageTableData,
	t: Translate,
): void {
	const some = [...lines, ...(all && lines.length > 1 ? [all] : [])]
	const columns = coverageViews[name].map((column) => ({
		title: t(`coverage.column.${column}`),
		cells: some.map(({ figures }) => coverageColumns[column].cell(figures, today)),
	}))
	const last = comparisonColumns[name]
	if (comparison)
		columns.push({
			title: t('coverage.comparisonColumn', {
				round: comparison.name,
				column: t(`coverage.column.${last}`),
			}),
			cells: some.map((row) =>
				row.comparison ? coverageColumns[last].cell(row.comparison, today) : { kind: 'count', count: null },
			),
		})
	const rows = coverageRows(
		{ title: t('coverage.column.district'), cells: some.map((row) => row.name) },
		columns,
		{
			target: (of) => t('coverage.withTarget', { of }),
			base: (of) => t('coverage.withHouseholdBase', { of }),
		},
	)
	saveRows(`coverage-${round}-${today}.csv`, rows)
}
