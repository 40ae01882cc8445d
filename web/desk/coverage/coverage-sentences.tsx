import { Link } from 'wouter'
import { searchOf } from '../../api/search-of.ts'
import { dateTimeIn, dayIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { coverageColumns } from './coverage-columns.ts'
import { Bar, type CoverageTableData } from './coverage-table.tsx'
import type { CoverageRow } from './district-coverage.ts'

/** The table at phone width: one paragraph for each district, without horizontal scrolling. */
export function CoverageSentences({ rows, total, round, comparison, today }: CoverageTableData) {
	return (
		<ul className="coverage-sentences">
			{[...rows, ...(total && rows.length > 1 ? [total] : [])].map((row) => (
				<li key={row.key} id={row.place ? `district-${row.place}` : undefined}>
					<Sentence row={row} round={round} comparison={comparison} today={today} />
				</li>
			))}
		</ul>
	)
}

function Sentence({
	row: { name, place, figures, comparison: other },
	round,
	comparison,
	today,
}: Pick<CoverageTableData, 'round' | 'comparison' | 'today'> & { row: CoverageRow }) {
	const { t, language } = useTranslations()
	const number = (value: number) => numberIn(language, value)
	const finish = coverageColumns.finishes.cell(figures, today)
	return (
		<>
			{place ? (
				<Link
					href={`/desk/coverage/${place}?${searchOf({ round, with: comparison?.code })}`}
					data-list-link=""
				>
					{name}
				</Link>
			) : (
				<strong>{name}</strong>
			)}
			<Bar figures={figures} />
			<p>
				{t('coverage.districtSummary.interviews', {
					done: number(figures.interviews),
					target: number(figures.targetInterviews),
					men: number(figures.men),
					women: number(figures.women),
				})}{' '}
				{t('coverage.districtSummary.groups', {
					groups: number(figures.focusGroups),
					groupTarget: number(figures.targetFocusGroups),
				})}{' '}
				{figures.household.returned > 0 &&
					t('coverage.districtSummary.returned', {
						count: figures.household.returned,
						total: number(figures.household.returned),
					})}{' '}
				{figures.household.disputed > 0 && (
					<span className="stop">
						{t('coverage.districtSummary.conflicts', {
							count: figures.household.disputed,
							total: number(figures.household.disputed),
						})}
					</span>
				)}{' '}
				{(figures.onPhones?.records ?? 0) > 0 &&
					t('coverage.districtSummary.unsent', {
						count: figures.onPhones?.records ?? 0,
						total: number(figures.onPhones?.records ?? 0),
					})}{' '}
				{figures.missing > 0 && finish.kind === 'day' && finish.day !== null
					? t('coverage.districtSummary.finishes', { day: dayIn(language, finish.day) })
					: ''}{' '}
				{comparison && other
					? t('coverage.districtSummary.comparison', {
							round: comparison.name,
							done: number(other.interviews),
							target: number(other.targetInterviews),
						})
					: ''}
			</p>
			<p className="hint">
				{figures.lastSync
					? t('coverage.districtSummary.lastSync', { time: dateTimeIn(language, figures.lastSync) })
					: t('coverage.noSync')}
			</p>
		</>
	)
}
