import { Link } from 'wouter'
import type { RecordQuery } from '#shared/review/record-list'
import { searchOf } from '../../api/search-of.ts'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { CellView, cellClass } from './coverage-cell.tsx'
import { type CoverageView, comparisonColumns, coverageColumns, coverageViews } from './coverage-columns.ts'
import { type CoverageRow, shareOf } from './district-coverage.ts'
import type { Sort } from './sort-rows.ts'

export interface CoverageTableData {
	readonly rows: readonly CoverageRow[]
	/** Total of all rows; null for a single row. */
	readonly total: CoverageRow | null
	readonly view: CoverageView
	readonly round: string
	/** Code and name of the comparison round. */
	readonly comparison: { readonly code: string; readonly name: string } | null
	readonly today: string
}

/** Returns the query of the records that a cell counts; null if there is none. */
export const listOf = (
	row: Pick<CoverageRow, 'place'>,
	round: string,
	list: RecordQuery | undefined,
): RecordQuery | null =>
	list && row.place !== null ? { round, ...(row.place ? { district: row.place } : {}), ...list } : null

/** Rows for districts or provinces, with the total below. */
export function CoverageTable({
	sort,
	onSort,
	...shown
}: CoverageTableData & { sort: Sort | null; onSort: (column: string) => void }) {
	const { t } = useTranslations()
	const { rows, total, view, comparison } = shown
	const head = (name: string, title: string, isNumber: boolean) => (
		<th
			key={name}
			scope="col"
			className={isNumber ? 'number' : undefined}
			aria-sort={sort?.column === name ? (sort.isDown ? 'descending' : 'ascending') : undefined}
		>
			{sort ? (
				<button type="button" className="sort" onClick={() => onSort(name)}>
					{title}
				</button>
			) : (
				title
			)}
		</th>
	)
	return (
		<table className="table coverage-table">
			<thead>
				<tr>
					{head('district', t('coverage.column.district'), false)}
					{coverageViews[view].map((column) => head(column, t(`coverage.column.${column}`), true))}
					{comparison && (
						<th scope="col" className="number beside">
							{t('coverage.comparisonColumn', {
								round: comparison.name,
								column: t(`coverage.column.${comparisonColumns[view]}`),
							})}
						</th>
					)}
				</tr>
			</thead>
			<tbody>
				{rows.map((row) => (
					<CoverageLine key={row.key} row={row} {...shown} />
				))}
			</tbody>
			{total && rows.length > 1 && (
				<tfoot>
					<CoverageLine row={total} {...shown} />
				</tfoot>
			)}
		</table>
	)
}

function CoverageLine({ row, view, round, comparison, today }: CoverageTableData & { row: CoverageRow }) {
	const { t, language } = useTranslations()
	const { figures, place } = row
	return (
		<tr id={place ? `district-${place}` : undefined}>
			<th scope="row">
				{place ? (
					<Link
						href={`/desk/coverage/${place}?${searchOf({ round, with: comparison?.code })}`}
						data-list-link=""
					>
						{row.name}
					</Link>
				) : (
					row.name
				)}
				<span className="hint">{row.hint}</span>
			</th>
			{coverageViews[view].map((name) => {
				const column = coverageColumns[name]
				const cell = column.cell(figures, today)
				const isBad = column.isWorse && cell.kind === 'count' && (cell.count ?? 0) > 0
				return (
					<td
						key={name}
						className={`${cellClass(cell)}${isBad ? ' stop' : ''}`}
						data-label={t(`coverage.column.${name}`)}
					>
						<CellView cell={cell} list={listOf(row, round, column.list)} />
						{name === 'interviews' && (
							<>
								<Bar figures={figures} />
								<span className="hint">
									{t('coverage.bySex', {
										men: numberIn(language, figures.men),
										women: numberIn(language, figures.women),
									})}
								</span>
							</>
						)}
					</td>
				)
			})}
			{comparison && (
				<td className={`${cellClass(coverageColumns[comparisonColumns[view]].cell(figures, today))} beside`}>
					{row.comparison && (
						<CellView
							cell={coverageColumns[comparisonColumns[view]].cell(row.comparison, today)}
							list={listOf(row, comparison.code, coverageColumns[comparisonColumns[view]].list)}
						/>
					)}
				</td>
			)}
		</tr>
	)
}

export function Bar({ figures }: { figures: CoverageRow['figures'] }) {
	return (
		<span className="bar-track" aria-hidden="true">
			<span className="bar-fill" style={{ inlineSize: `${Math.min(100, shareOf(figures) * 100)}%` }} />
		</span>
	)
}
