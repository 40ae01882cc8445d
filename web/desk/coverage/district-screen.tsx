import { lazy, Suspense, useRef, useState } from 'react'
import { coverageApi } from '#shared/api/coverage'
import { localize } from '#shared/forms/localized-text'
import type { RecordQuery } from '#shared/review/record-list'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { DemonstrationNote } from '../kit/demonstration-note.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { usePageItem } from '../kit/page-item.ts'
import { useScope } from '../kit/scope.tsx'
import { useListKeys } from '../kit/use-list-keys.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { ClustersTable } from './clusters-table.tsx'
import { CoverageHeadline } from './coverage-headline.tsx'
import { CoverageTable } from './coverage-table.tsx'
import { districtRows } from './district-coverage.ts'
import { DistrictEnumerators } from './district-enumerators.tsx'
import { DistrictPlan } from './district-plan.tsx'
import { ProgressChart } from './progress-chart.tsx'

const DistrictCharts = lazy(() => import('./district-charts.tsx'))

/** One district: its progress, and its clusters. */
export function DistrictScreen({ code }: { code: string }) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const { round } = useScope('round')
	const { found, loadedAt, problem, reload } = useRoute(
		coverageApi.forDistrict,
		{ params: { district: code }, query: { round } },
		'take',
	)
	const district = study.districts.find((each) => each.code === code)
	const name = district ? localize(district.name, language) : code
	usePageItem(name)
	const screen = useRef<HTMLDivElement>(null)
	const [isDaysTable, setDaysTable] = useState(false)
	const turnDays = () => setDaysTable((before) => !before)
	useListKeys(screen, { t: turnDays })
	const done: RecordQuery = { round, district: code, form: 'household', counted: '1', outcome: 'done' }
	const [row] = district && found ? districtRows([{ district, figures: found.district }], null, language) : []
	return (
		<div className="stack" ref={screen}>
			<header className="desk-head">
				<h1>{name}</h1>
				{found && <DistrictPlan district={code} round={round} />}
				<button type="button" className="plain small" onClick={reload}>
					{t('desk.refresh')}
				</button>
			</header>
			<DemonstrationNote isMadeUp={found?.demonstration ?? false} />
			<ProblemNote problem={problem} />
			{found && row && (
				<>
					<CoverageHeadline
						rows={[row]}
						whole={row}
						found={{ ...found, nationalInformants: null }}
						statuses={null}
					/>
					<DistrictEnumerators district={code} round={round} />
					<ProgressChart
						days={found.district.days}
						isTable={isDaysTable}
						onTable={turnDays}
						listOf={(day) => ({ ...done, day })}
					/>
					{(['sex', 'forms', 'response'] as const).map((view) => (
						<section key={view} className="stack">
							<h2>{t(`coverage.view.${view}`)}</h2>
							<CoverageTable
								view={view}
								round={round}
								rows={[row]}
								total={null}
								comparison={null}
								sort={null}
								today={found.today}
								onSort={() => undefined}
							/>
						</section>
					))}
					<p className="hint">{t('coverage.responseRateHelp')}</p>
					<ClustersTable
						clusters={found.clusters}
						done={done}
						fileName={`clusters-${code}-${found.today}.csv`}
					/>
					<Suspense>
						<DistrictCharts district={code} round={round} figures={found.district} />
					</Suspense>
					<p className="hint">{t('coverage.asOf', { time: dateTimeIn(language, loadedAt) })}</p>
				</>
			)}
		</div>
	)
}
