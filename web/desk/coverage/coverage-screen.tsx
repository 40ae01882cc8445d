import { useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { coverageApi } from '#shared/api/coverage'
import { localize } from '#shared/forms/localized-text'
import { may } from '#shared/people/roles'
import { searchOf } from '../../api/search-of.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { DemonstrationNote } from '../kit/demonstration-note.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { useIsNarrow } from '../kit/is-narrow.ts'
import { KeysHint } from '../kit/keys-hint.tsx'
import { useScope } from '../kit/scope.tsx'
import { SelectMenu } from '../kit/select-menu.tsx'
import { useListKeys } from '../kit/use-list-keys.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { BoundariesForm } from '../study/boundaries-form.tsx'
import { CoverageByDistrict } from './coverage-by-district.tsx'
import { CoverageFilters } from './coverage-filters.tsx'
import { CoverageHeadline } from './coverage-headline.tsx'
import { CoverageSentences } from './coverage-sentences.tsx'
import { CoverageTable, type CoverageTableData, listOf } from './coverage-table.tsx'
import { provincesOf } from './district-coverage.ts'
import { ProgressChart } from './progress-chart.tsx'
import { saveCoverage } from './save-coverage.ts'
import { nextSort, readSort } from './sort-rows.ts'
import { useCoverageTable } from './use-coverage-table.ts'
import { useDistrictStatuses } from './use-district-statuses.ts'

/**
 * Progress, districts that are behind, and what is new. The filter is in the address, so that a view can be
 * sent as a link.
 */
export function CoverageScreen() {
	const { t, language } = useTranslations()
	const { study, person } = useDesk()
	const [, go] = useLocation()
	const { query, round } = useScope('round')
	const other = study.rounds.find(({ code }) => code === query.get('with') && code !== round)
	const { found, loadedAt, problem, reload } = useRoute(coverageApi.forRound, { query: { round } }, 'take')
	const second = useRoute(coverageApi.forRound, other ? { query: { round: other.code } } : null)
	const map = useRoute(coverageApi.boundaries, {})
	const statuses = useDistrictStatuses(found)
	const screen = useRef<HTMLDivElement>(null)
	const [isDaysTable, setDaysTable] = useState(false)
	const turnDays = () => setDaysTable((before) => !before)
	useListKeys(screen, { t: turnDays })
	const change = (next: Readonly<Record<string, string>>) =>
		go(`/desk/coverage?${searchOf({ ...Object.fromEntries(query), ...next })}`, { replace: 'find' in next })

	const sort = readSort(query.get('sort'))
	const { covered, districts, whole, isWhole, shown } = useCoverageTable({
		query,
		round,
		found,
		comparison: other && { round: other, found: second.found },
		sort,
	})
	return (
		<div className="stack" ref={screen}>
			<CoverageHead round={round} comparedRound={other?.code ?? ''} onChange={change} onRefresh={reload} />
			<DemonstrationNote isMadeUp={found?.demonstration ?? false} />
			<ProblemNote problem={problem ?? second.problem} />
			{found && shown && (
				<>
					<CoverageHeadline
						rows={districts}
						whole={whole}
						statuses={statuses}
						found={isWhole ? found : { ...found, nationalInformants: null, onOtherPhones: null }}
					/>
					<div className="coverage">
						<div className="stack">
							<CoverageByDistrict
								covered={covered}
								round={round}
								today={found.today}
								measure={query.get('measure')}
								onMeasure={(measure) => change({ measure })}
							/>
							<ProgressChart
								days={whole.figures.days}
								isTable={isDaysTable}
								onTable={turnDays}
								listOf={(day) =>
									listOf(whole, round, { form: 'household', counted: '1', outcome: 'done', day })
								}
							/>
						</div>
						<div className="stack">
							<CoverageFilters
								view={shown.view}
								by={query.get('by') ?? ''}
								province={query.get('province') ?? ''}
								provinces={provincesOf(study, language)}
								find={query.get('find') ?? ''}
								onChange={change}
								onSave={() => saveCoverage(shown, t)}
							/>
							<Lines
								shown={shown}
								sort={sort}
								onSort={(column) => change({ sort: nextSort(sort, column) })}
							/>
							{shown.view === 'response' && <p className="hint">{t('coverage.responseRateHelp')}</p>}
							<p className="hint">
								{t('coverage.asOf', { time: dateTimeIn(language, loadedAt) })}{' '}
								<KeysHint keys={t('coverage.shortcuts')} />
							</p>
						</div>
					</div>
					{may(person.role, 'boundaries.import') && map.loadedAt > 0 && (
						<BoundariesForm key={map.loadedAt} boundaries={map.found} onDone={map.reload} />
					)}
				</>
			)}
		</div>
	)
}

/** Sentences at phone width, a table elsewhere. */
function Lines({
	shown,
	...sorting
}: { shown: CoverageTableData } & Pick<Parameters<typeof CoverageTable>[0], 'sort' | 'onSort'>) {
	return useIsNarrow() ? <CoverageSentences {...shown} /> : <CoverageTable {...shown} {...sorting} />
}

interface RoundChoicesProps {
	readonly round: string
	readonly comparedRound: string
	readonly onChange: (next: Readonly<Record<string, string>>) => void
}

/** Title of the page, its rounds and its links. */
function CoverageHead({
	round,
	comparedRound,
	onChange,
	onRefresh,
}: RoundChoicesProps & { readonly onRefresh: () => void }) {
	const { t } = useTranslations()
	return (
		<header className="desk-head">
			<h1>{t('desk.page.coverage')}</h1>
			<ComparedRound round={round} comparedRound={comparedRound} onChange={onChange} />
			<button type="button" className="plain small" onClick={onRefresh}>
				{t('desk.refresh')}
			</button>
			<Link className="plain small button" href={`/desk/coverage/charts?${searchOf({ round })}`}>
				{t('charts.link')}
			</Link>
			<Link className="plain small button" href={`/desk/coverage/report?${searchOf({ round })}`}>
				{t('coverage.report')}
			</Link>
		</header>
	)
}

/** Menu of the round that is shown beside that of the page. */
function ComparedRound({ round, comparedRound, onChange }: RoundChoicesProps) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const others = study.rounds.filter(({ code }) => code !== round)
	return others.length === 0 ? null : (
		<SelectMenu
			label={t('coverage.compareWith')}
			value={comparedRound}
			options={[
				['', t('coverage.none')],
				...others.map(({ code, name }) => [code, localize(name, language)] as const),
			]}
			onChoose={(next) => onChange({ with: next })}
		/>
	)
}
