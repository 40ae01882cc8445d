import { useRef, useState } from 'react'
import { Link, useLocation, useSearch } from 'wouter'
import { coverageApi } from '#shared/api/coverage'
import { localize } from '#shared/forms/localized-text'
import { foldForSearch } from '#shared/kernel/fold-for-search'
import { may } from '#shared/people/roles'
import { openRoundFor } from '#shared/study/study'
import { searchOf } from '../../api/search-of.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { DemonstrationNote } from '../kit/demonstration-note.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { useIsNarrow } from '../kit/is-narrow.ts'
import { KeysHint } from '../kit/keys-hint.tsx'
import { SelectMenu } from '../kit/select-menu.tsx'
import { saveRows } from '../kit/table-rows.ts'
import { useListKeys } from '../kit/use-list-keys.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { BoundariesForm } from '../study/boundaries-form.tsx'
import { comparisonColumns, coverageColumns, coverageViews, isCoverageView } from './coverage-columns.ts'
import { CoverageHeadline } from './coverage-headline.tsx'
import { CoverageMap } from './coverage-map.tsx'
import { coverageRows } from './coverage-rows.ts'
import { CoverageSentences } from './coverage-sentences.tsx'
import { CoverageTable, type CoverageTableData, listOf } from './coverage-table.tsx'
import { CoverageTiles } from './coverage-tiles.tsx'
import { coveredBy, districtRows, provinceRows, provincesOf, sumCoverageRows } from './district-coverage.ts'
import { ProgressChart } from './progress-chart.tsx'
import { nextSort, readSort, sortRows } from './sort-rows.ts'

/** Returns the round in the address, or the one that is open for this user. */
export function useRound(query: URLSearchParams): string {
	const { study, person } = useDesk()
	const usual =
		openRoundFor(study.rounds, person.demonstration) ?? openRoundFor(study.rounds, false) ?? study.rounds[0]
	return query.get('round') ?? usual?.code ?? ''
}

/**
 * Progress, districts that are behind, and what is new. The filter is in the address, so that a view can be
 * sent as a link.
 */
export function CoverageScreen() {
	const { t, language } = useTranslations()
	const { study, person } = useDesk()
	const [, go] = useLocation()
	const query = new URLSearchParams(useSearch())
	const round = useRound(query)
	const other = study.rounds.find(({ code }) => code === query.get('with') && code !== round)
	const { found, loadedAt, problem, reload } = useRoute(coverageApi.forRound, { query: { round } }, 'take')
	const second = useRoute(coverageApi.forRound, other ? { query: { round: other.code } } : null)
	const map = useRoute(coverageApi.boundaries, {})
	const drawn = map.found
	const screen = useRef<HTMLDivElement>(null)
	const [isDaysTable, setDaysTable] = useState(false)
	const turnDays = () => setDaysTable((before) => !before)
	useListKeys(screen, { t: turnDays })
	const change = (next: Readonly<Record<string, string>>) =>
		go(`/desk/coverage?${searchOf({ ...Object.fromEntries(query), ...next })}`, { replace: 'find' in next })

	const covered = coveredBy(study.districts, found)
	const view = query.get('view')
	const provinces = provincesOf(study, language)
	const [province, find] = [query.get('province') ?? '', query.get('find') ?? '']
	const districts = districtRows(covered, second.found, language).filter(
		({ hint, name }) =>
			(province === '' || hint === province) && foldForSearch(name).includes(foldForSearch(find)),
	)
	const isWhole = districts.length === covered.length
	const whole = sumCoverageRows(districts, {
		key: 'whole',
		name: t('coverage.total'),
		hint: '',
		place: isWhole ? '' : districts.length === 1 ? (districts[0]?.place ?? null) : null,
	})
	const rows =
		query.get('by') === 'province'
			? provinceRows(districts, (count) => t('coverage.districts', { count }))
			: districts
	const sort = readSort(query.get('sort'))
	const shown: CoverageTableData | null = found && {
		round,
		total: whole,
		today: found.today,
		view: isCoverageView(view) ? view : 'progress',
		rows: sortRows(language, rows, sort, found.today),
		comparison: other ? { code: other.code, name: localize(other.name, language) } : null,
	}
	return (
		<div className="stack" ref={screen}>
			<header className="desk-head">
				<h1>{t('desk.page.coverage')}</h1>
				<RoundChoices round={round} comparedRound={other?.code ?? ''} onChange={change} />
				<button type="button" className="plain small" onClick={reload}>
					{t('desk.refresh')}
				</button>
				<Link className="plain small button" href={`/desk/coverage/charts?${searchOf({ round })}`}>
					{t('charts.link')}
				</Link>
				<Link className="plain small button" href={`/desk/coverage/report?${searchOf({ round })}`}>
					{t('coverage.report')}
				</Link>
			</header>
			<DemonstrationNote isMadeUp={found?.demonstration ?? false} />
			<ProblemNote problem={problem ?? second.problem} />
			{found && shown && (
				<>
					<CoverageHeadline
						rows={districts}
						whole={whole}
						found={isWhole ? found : { ...found, nationalInformants: null, onOtherPhones: null }}
					/>
					<div className="coverage">
						<div className="stack">
							{drawn && drawn.shapes.length > 0 ? (
								<CoverageMap boundaries={drawn} covered={covered} round={round} />
							) : (
								(map.loadedAt > 0 || map.problem) && <CoverageTiles covered={covered} round={round} />
							)}
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
							<search className="filters">
								<SelectMenu
									label={t('coverage.viewLabel')}
									value={shown.view}
									options={(Object.keys(coverageViews) as (keyof typeof coverageViews)[]).map((name) => [
										name,
										t(`coverage.view.${name}`),
									])}
									onChoose={(next) => change({ view: next, sort: '' })}
								/>
								<SelectMenu
									label={t('coverage.groupBy')}
									value={query.get('by') ?? ''}
									options={[
										['', t('coverage.byDistrict')],
										['province', t('coverage.byProvince')],
									]}
									onChoose={(by) => change({ by })}
								/>
								{provinces.length > 1 && (
									<SelectMenu
										label={t('coverage.province')}
										value={province}
										options={[['', t('review.all')], ...provinces.map((name) => [name, name] as const)]}
										onChoose={(next) => change({ province: next })}
									/>
								)}
								<label className="inline">
									<span>{t('coverage.findDistrict')}</span>
									<input
										type="search"
										dir="auto"
										value={find}
										data-list-filter=""
										aria-keyshortcuts="/"
										onChange={(event) => change({ find: event.target.value })}
									/>
								</label>
								<button type="button" className="plain small" onClick={() => saveCsv(shown)}>
									{t('coverage.exportCsv')}
								</button>
							</search>
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
						<BoundariesForm key={map.loadedAt} boundaries={drawn} onDone={map.reload} />
					)}
				</>
			)}
		</div>
	)

	function saveCsv({ rows: lines, total: all, view: name, comparison, today }: CoverageTableData) {
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
}

/** Sentences at phone width, a table elsewhere. */
function Lines({
	shown,
	...sorting
}: { shown: CoverageTableData } & Pick<Parameters<typeof CoverageTable>[0], 'sort' | 'onSort'>) {
	return useIsNarrow() ? <CoverageSentences {...shown} /> : <CoverageTable {...shown} {...sorting} />
}

function RoundChoices({
	round,
	comparedRound,
	onChange,
}: {
	round: string
	comparedRound: string
	onChange: (next: Readonly<Record<string, string>>) => void
}) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const named = study.rounds.map(({ code, name }) => [code, localize(name, language)] as const)
	const others = named.filter(([code]) => code !== round)
	return (
		<>
			<SelectMenu
				label={t('desk.round')}
				value={round}
				options={named}
				onChoose={(next) => onChange({ round: next })}
			/>
			{others.length > 0 && (
				<SelectMenu
					label={t('coverage.compareWith')}
					value={comparedRound}
					options={[['', t('coverage.none')], ...others]}
					onChoose={(next) => onChange({ with: next })}
				/>
			)}
		</>
	)
}
