import { lazy, Suspense } from 'react'
import { coverageApi } from '#shared/api/coverage'
import { localize } from '#shared/forms/localized-text'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { DemonstrationNote } from '../kit/demonstration-note.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { useScope } from '../kit/scope.tsx'
import { useRoute } from '../kit/use-server-data.ts'
import type { CoverageView } from './coverage-columns.ts'
import { CoverageHeadline } from './coverage-headline.tsx'
import { CoverageTable, type CoverageTableData } from './coverage-table.tsx'
import { coveredBy, districtRows, provinceRows, sumCoverageRows } from './district-coverage.ts'
import { ProgressChart } from './progress-chart.tsx'
import { sortRows } from './sort-rows.ts'
import { useDistrictStatuses } from './use-district-statuses.ts'

const FieldworkCharts = lazy(() => import('./fieldwork-charts.tsx'))

/** Daily report, to be printed or saved as PDF. */
export function ReportScreen() {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const { round } = useScope('round')
	const { found, loadedAt, problem } = useRoute(coverageApi.forRound, { query: { round } })
	const statuses = useDistrictStatuses(found)
	const work = useRoute(coverageApi.charts, { query: { round } })
	const rows = districtRows(coveredBy(study.districts, found), null, language)
	const whole = sumCoverageRows(rows, { key: 'whole', name: t('coverage.total'), hint: '', place: '' })
	const name = study.rounds.find(({ code }) => code === round)?.name
	const table = (title: string, view: CoverageView, lines: CoverageTableData['rows']) =>
		found && (
			<section className="stack">
				<h2>{title}</h2>
				<CoverageTable
					view={view}
					round={round}
					total={whole}
					comparison={null}
					today={found.today}
					sort={null}
					rows={sortRows(language, lines, { column: 'district', isDown: false }, found.today)}
					onSort={() => undefined}
				/>
			</section>
		)
	const provinces = provinceRows(rows, (count) => t('coverage.districts', { count }))
	return (
		<article className="stack report">
			<header className="desk-head">
				<h1>
					{t('coverage.reportTitle', {
						round: name ? localize(name, language) : round,
						time: dateTimeIn(language, loadedAt || Date.now()),
					})}
				</h1>
				<button
					type="button"
					className="small"
					onClick={() => print()}
					disabled={!found || !(work.found ?? work.problem)}
				>
					{t('coverage.print')}
				</button>
			</header>
			<DemonstrationNote isMadeUp={found?.demonstration ?? false} />
			<ProblemNote problem={problem ?? work.problem} />
			{found && (
				<>
					<CoverageHeadline rows={rows} whole={whole} found={found} statuses={statuses} />
					<ProgressChart days={whole.figures.days} isTable={false} onTable={null} listOf={() => null} />
					{provinces.length > 1 && table(t('coverage.byProvince'), 'progress', provinces)}
					{table(t('coverage.byDistrict'), 'progress', rows)}
					{table(t('coverage.view.response'), 'response', provinces.length > 1 ? provinces : rows)}
					<p className="hint">{t('coverage.responseRateHelp')}</p>
					{work.found && (
						<Suspense>
							<FieldworkCharts
								charts={work.found}
								target={whole.figures.targetInterviews}
								missing={whole.figures.missing}
								isOnPaper
							/>
						</Suspense>
					)}
				</>
			)}
		</article>
	)
}
