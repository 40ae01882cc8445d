import './results.css'
import { useRef } from 'react'
import { resultApi } from '#shared/api/results'
import { localize } from '#shared/forms/localized-text'
import { may } from '#shared/people/roles'
import {
	type ChangeResponse,
	defaultWeightVersion,
	type EstimatesResponse,
} from '#shared/results/estimates-response'
import { amountOf } from '#shared/results/material'
import { isMainIndicator, publishedBaseline } from '#shared/results/shipped-indicators'
import { addressOf, callRoute } from '../../api/call-route.ts'
import { saveFile } from '../../ui/download-file.ts'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { roundBefore } from '../kit/default-round.ts'
import { DemonstrationNote } from '../kit/demonstration-note.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { useScope } from '../kit/scope.tsx'
import { saveRows } from '../kit/table-rows.ts'
import { useServerData } from '../kit/use-server-data.ts'
import {
	EstimateCells,
	EstimateHeads,
	EstimateWithBase,
	SuppressedNote,
	UngroupedNote,
} from './estimate-cells.tsx'
import { buildEstimateRows } from './estimate-rows.ts'
import { exportPage } from './export-page.ts'
import {
	differenceText,
	formatDifferenceSuppression,
	formatPerCapita,
	groupText,
	valueText,
} from './format-estimate.ts'
import { listMaterialPerCapita } from './material-per-capita.ts'
import { useResultsFilter } from './results-filter.ts'
import { WeightVersionNote } from './weight-version.tsx'

/** Breakdowns of the overall estimates. */
const reportGroups = ['sex', 'area', 'age', 'education', 'exposure'] as const

/** Report to print or save: one page overall and one for each district. */
export function ResultsReportScreen() {
	const texts = useTranslations()
	const { t, language } = texts
	const { study, person } = useDesk()
	const [filter] = useResultsFilter()
	const { round } = useScope('round')
	const weights = filter.weights ?? defaultWeightVersion
	const closed = study.rounds.filter(
		({ state, demonstration }) => state === 'closed' && demonstration === person.demonstration,
	)
	const before = roundBefore(closed, round)
	const { found, problem } = useServerData(`figures report ${round} ${weights}`, async () => {
		const whole = await callRoute(resultApi.estimates, { query: { round, weights, by: 'district' } })
		const groups: EstimatesResponse[] = []
		for (const by of reportGroups)
			groups.push(await callRoute(resultApi.estimates, { query: { round, weights, by } }))
		const moved = before
			? await callRoute(resultApi.change, {
					query: { from: before.code, to: round, weights, by: 'district' },
				})
			: null
		return { whole, groups, moved, material: await callRoute(resultApi.material, { query: { round } }) }
	})
	const doses = found ? listMaterialPerCapita(found.material) : []
	const article = useRef<HTMLElement>(null)
	const name = study.rounds.find(({ code }) => code === round)?.name
	const title = t('results.report.title', { round: name ? localize(name, language) : round })
	const rows = () =>
		found
			? [found.whole, ...found.groups].flatMap((each, i) => {
					const by = i === 0 ? 'district' : (reportGroups[i - 1] ?? '')
					const [head = [], ...lines] = buildEstimateRows(each, by, texts)
					const own = i === 0 ? lines : lines.filter((line) => line[3] !== '')
					return [...(i === 0 ? [['by', ...head]] : []), ...own.map((line) => [by, ...line])]
				})
			: []
	return (
		<article className="stack report results-report" ref={article}>
			<header className="desk-head">
				<h1>{title}</h1>
				<div className="filters on-screen">
					<button type="button" className="small" disabled={!found} onClick={() => print()}>
						{t('coverage.print')}
					</button>
					<button
						type="button"
						className="plain small"
						disabled={!found}
						onClick={() =>
							article.current &&
							saveFile(`results-${round}.html`, exportPage(article.current, { title, language }))
						}
					>
						{t('results.report.downloadHtml')}
					</button>
					<button
						type="button"
						className="plain small"
						disabled={!found}
						onClick={() => saveRows(`results-${round}.csv`, rows())}
					>
						{t('results.exportCsv')}
					</button>
					{may(person.role, 'records.export') && (
						<a
							className="plain small button"
							href={addressOf(resultApi.reproductionFiles, { query: { round, by: 'district', weights } })}
							download
						>
							{t('results.report.downloadReplication')}
						</a>
					)}
				</div>
			</header>
			<DemonstrationNote isMadeUp={found?.whole.demonstration ?? false} />
			<ProblemNote problem={problem} />
			{found && (
				<>
					{found.whole.weights.set === null ? (
						<p className="note wait">{t('results.provisional')}</p>
					) : (
						<p className="hint">
							{t('results.weightedWith', { n: numberIn(language, found.whole.weights.set) })}
						</p>
					)}
					<WeightVersionNote version={found.whole.weights.version} />
					{found.whole.withoutCluster > 0 && (
						<p className="note wait">
							{t('results.withoutCluster', {
								count: found.whole.withoutCluster,
								n: numberIn(language, found.whole.withoutCluster),
							})}
						</p>
					)}
					<MainFigures
						figures={found.whole}
						group={null}
						moved={found.moved}
						first={t('results.indicator')}
					/>
					{found.groups.map((each, i) => (
						<GroupTable key={reportGroups[i]} figures={each} by={reportGroups[i] ?? 'sex'} />
					))}
					<section className="stack tight">
						<h2>{t('results.report.methodologyTitle')}</h2>
						<p>{t('results.report.methodology')}</p>
						<p>{t('results.publishedBaseline')}</p>
						<p>{t('results.change.help')}</p>
						<ul className="plain-list">
							{(['shipwreck', 'hotline', 'census'] as const).map((each) => (
								<li key={each}>{t(`results.change.event.${each}`)}</li>
							))}
						</ul>
						<p className="hint">
							{t('results.asOf', {
								time: dateTimeIn(language, found.whole.at),
								total: numberIn(language, found.whole.interviews),
							})}
						</p>
					</section>
					{found.whole.groups.map((group, i) => {
						const own = found.material.districts.find(({ code }) => code === group.code)
						return (
							<section key={group.code} className="stack tight page">
								<h2>{groupText(group, 'district', texts)}</h2>
								<MainFigures
									figures={found.whole}
									group={i}
									moved={found.moved}
									first={t('results.indicator')}
								/>
								{own && (
									<p>
										{doses
											.map(({ material, people, byDistrict }) =>
												t('results.report.dose', {
													material: t(`results.material.name.${material}`),
													amount: numberIn(language, amountOf(material, own.counts[material])),
													dose: formatPerCapita(language, byDistrict.get(own.code) ?? null),
													people: numberIn(language, people),
												}),
											)
											.join(' ')}
									</p>
								)}
							</section>
						)
					})}
				</>
			)}
		</article>
	)
}

interface MainFiguresProps {
	readonly figures: EstimatesResponse
	/** Index of the group; null for all. */
	readonly group: number | null
	readonly moved: ChangeResponse | null
	readonly first: string
}

/** Main indicators overall, or of one group next to all. */
function MainFigures({ figures: { indicators }, group, moved, first }: MainFiguresProps) {
	const { t, language } = useTranslations()
	const main = indicators.filter(({ id }) => isMainIndicator(id))
	return (
		<>
			<table className="table figures">
				<EstimateHeads first={first} more={moved ? [t('results.change.difference')] : []} />
				<tbody>
					{main.map(({ id, label, kind, whole, groups }) => {
						const figure = group === null ? whole : groups[group]
						const own = moved?.indicators.find((each) => each.id === id)
						const difference = group === null ? own?.whole : own?.groups[group]
						return figure ? (
							<tr key={id}>
								<th scope="row">
									<span>
										<bdi>{id}</bdi> {localize(label, language)}
									</span>
								</th>
								<EstimateCells
									kind={kind}
									figure={figure}
									name={localize(label, language)}
									end={Math.max(1, Math.ceil(whole.interval?.high ?? 1))}
									published={group === null ? (publishedBaseline[id] ?? null) : whole.value}
								/>
								{moved && (
									<td data-label={t('results.change.difference')}>
										{difference?.value == null || !difference.verdict
											? formatDifferenceSuppression(t, difference ?? { from: figure, to: figure })
											: `${differenceText(language, kind, difference.value)} (${t(`results.change.verdict.${difference.verdict}`)})`}
									</td>
								)}
							</tr>
						) : null
					})}
				</tbody>
			</table>
			{group !== null && <p className="hint">{t('results.report.overallLine')}</p>}
			<SuppressedNote
				figures={main.flatMap(({ whole, groups }) => (group === null ? whole : (groups[group] ?? [])))}
			/>
		</>
	)
}

/** Published estimates by group: a row for each indicator, a column for each group. */
function GroupTable({
	figures: { indicators, groups },
	by,
}: {
	readonly figures: EstimatesResponse
	readonly by: (typeof reportGroups)[number]
}) {
	const texts = useTranslations()
	const { t, language } = texts
	const shown = groups
		.map((group, i) => ({ group, i }))
		.filter(({ i }) => indicators.some(({ groups: all }) => (all[i]?.n ?? 0) > 0))
	// the note is only valid if the indicator asks all people, so the widest one gives it
	const [widest] = [...indicators].sort((a, b) => (b.whole.n ?? 0) - (a.whole.n ?? 0))
	if (shown.length === 0) return null
	return (
		<section className="stack tight">
			<h2>{t(`results.breakdown.${by}`)}</h2>
			<table className="table">
				<thead>
					<tr>
						<th scope="col">{t('results.indicator')}</th>
						{shown.map(({ group }) => (
							<th key={group.code} scope="col" className="number">
								{groupText(group, by, texts)}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{indicators
						.filter(({ id }) => isMainIndicator(id))
						.map(({ id, label, kind, groups: all }) => (
							<tr key={id}>
								<th scope="row">
									<span>
										<bdi>{id}</bdi> {localize(label, language)}
									</span>
								</th>
								{shown.map(({ group, i }) => {
									const figure = all[i]
									return (
										<td key={group.code} className="number" data-label={groupText(group, by, texts)}>
											<strong>{figure && <EstimateWithBase kind={kind} figure={figure} />}</strong>{' '}
											{figure?.interval && (
												<bdi className="hint">
													{t('results.between', {
														low: valueText(language, kind, figure.interval.low),
														high: valueText(language, kind, figure.interval.high),
													})}
												</bdi>
											)}
										</td>
									)
								})}
							</tr>
						))}
				</tbody>
			</table>
			{widest && <UngroupedNote figures={widest} />}
			<SuppressedNote
				figures={indicators.filter(({ id }) => isMainIndicator(id)).flatMap(({ groups: all }) => all)}
			/>
		</section>
	)
}
