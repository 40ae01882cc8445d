import './results.css'
import { Link } from 'wouter'
import { resultApi } from '#shared/api/results'
import { localize } from '#shared/forms/localized-text'
import { may } from '#shared/people/roles'
import { breakdownNames } from '#shared/results/breakdowns'
import {
	defaultWeightVersion,
	type EstimatesResponse,
	getGroupCode,
	weightVersions,
} from '#shared/results/estimates-response'
import { isMainIndicator, publishedBaseline } from '#shared/results/shipped-indicators'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { DistrictTiles } from '../kit/charts/district-tiles.tsx'
import { DemonstrationNote } from '../kit/demonstration-note.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { FilterMenu } from '../kit/filter-menu.tsx'
import { useScope } from '../kit/scope.tsx'
import { SelectMenu } from '../kit/select-menu.tsx'
import { saveRows } from '../kit/table-rows.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { AlternativeIndicators } from './alternative-indicators.tsx'
import {
	EstimateCells,
	EstimateHeads,
	SuppressedNote,
	SuppressionNote,
	UngroupedNote,
} from './estimate-cells.tsx'
import { buildEstimateRows } from './estimate-rows.ts'
import { differenceText, formatSuppression, groupText, tileText, valueText } from './format-estimate.ts'
import { buildResultsPath, useResultsFilter } from './results-filter.ts'
import { WeightVersionNote } from './weight-version.tsx'

/**
 * Results as shares and means: each indicator overall, and one of them by group. The choices are in the
 * address.
 */
export function ResultsScreen() {
	const texts = useTranslations()
	const { t, language } = texts
	const { person } = useDesk()
	const [filter, change] = useResultsFilter()
	const { round } = useScope('round')
	const query = {
		round,
		by: filter.by ?? 'district',
		weights: filter.weights ?? defaultWeightVersion,
		...(filter.within && filter.within !== filter.by ? { within: filter.within } : {}),
	}
	const { found, problem, reload } = useRoute(resultApi.estimates, { query }, 'take')
	const parts = query.within ? [query.by, query.within] : [query.by]
	const chosen = found?.indicators.find(({ id }) => id === filter.of) ?? found?.indicators[0]
	const linkOf = (of: string) => buildResultsPath('', { ...filter, of })
	/** Links name this round, even if it is no longer the default. */
	const ofRound = { ...filter, round: query.round }
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>{t('desk.page.results')}</h1>
				<SelectMenu
					label={t('results.weightLabel')}
					value={filter.weights ?? found?.weights.version ?? defaultWeightVersion}
					options={weightVersions.map((each) => [each, t(`results.weight.${each}`)])}
					onChoose={(weights) => change({ weights })}
				/>
				<button type="button" className="plain small" onClick={reload}>
					{t('desk.refresh')}
				</button>
				<Link className="plain small button" href={buildResultsPath('change', filter)}>
					{t('results.change.link')}
				</Link>
				<Link className="plain small button" href={buildResultsPath('material', ofRound)}>
					{t('results.material.title')}
				</Link>
				<Link className="plain small button" href={buildResultsPath('report', ofRound)}>
					{t('results.report.link')}
				</Link>
				{may(person.role, 'results.write') && (
					<>
						<Link className="plain small button" href={buildResultsPath('indicators', filter)}>
							{t('results.indicators.link')}
						</Link>
						<Link className="plain small button" href={buildResultsPath('weights', ofRound)}>
							{t('results.weighting.link')}
						</Link>
					</>
				)}
			</header>
			<DemonstrationNote isMadeUp={found?.demonstration ?? false} />
			<ProblemNote problem={problem} />
			{found && (
				<>
					<WeightVersionNote version={found.weights.version} />
					<WeightingNote estimates={found} requestedWeights={filter.weights ?? 'none'} />
					<section className="stack tight" aria-labelledby="all-indicators">
						<h2 id="all-indicators">{t('results.allIndicators')}</h2>
						<p className="hint">{t('results.chartHelp')}</p>
						<IndicatorTable estimates={found} chosen={chosen?.id} isMain linkOf={linkOf} />
						<AlternativeIndicators>
							<IndicatorTable estimates={found} chosen={chosen?.id} isMain={false} linkOf={linkOf} />
						</AlternativeIndicators>
						<SuppressedNote figures={found.indicators.map(({ whole }) => whole)} />
						<p className="hint">{t('results.publishedBaseline')}</p>
						{found.lessDecoy?.whole.value != null && (
							<p>
								{t('results.minusDecoy', {
									points: differenceText(language, 'share', found.lessDecoy.whole.value),
									low: differenceText(language, 'share', found.lessDecoy.whole.interval?.low ?? 0),
									high: differenceText(language, 'share', found.lessDecoy.whole.interval?.high ?? 0),
								})}
							</p>
						)}
						{found.faults.length > 0 && (
							<div className="note wait">
								<p>{t('results.definitionErrors')}</p>
								<ul>
									{found.faults.map(({ id, label, part }) => (
										<li key={id}>
											<bdi>{id}</bdi> {localize(label, language)}: <bdi>{part}</bdi>
										</li>
									))}
								</ul>
							</div>
						)}
					</section>
					{chosen && (
						<section className="stack tight" aria-labelledby="one-indicator">
							<h2 id="one-indicator">
								<bdi>{chosen.id}</bdi> {localize(chosen.label, language)}
							</h2>
							<div className="filters">
								<SelectMenu
									label={t('results.groupBy')}
									value={query.by}
									options={breakdownNames.map((each) => [each, t(`results.breakdown.${each}`)])}
									onChoose={(by) => change({ by })}
								/>
								<FilterMenu
									label={t('results.thenBy')}
									all={t('results.thenByNone')}
									value={query.within}
									options={breakdownNames
										.filter((each) => each !== query.by)
										.map((each) => [each, t(`results.breakdown.${each}`)])}
									onChoose={(within) => change({ within })}
								/>
								<button
									type="button"
									className="plain small"
									onClick={() =>
										saveRows(
											`results-${[query.round, ...parts].join('-')}.csv`,
											buildEstimateRows(found, query.by, texts, query.within),
										)
									}
								>
									{t('results.exportCsv')}
								</button>
							</div>
							{query.by === 'district' && !query.within && <FigureTiles estimates={found} of={chosen} />}
							<table className="table figures">
								<EstimateHeads
									first={parts.map((each) => t(`results.breakdown.${each as 'district'}`)).join(' · ')}
								/>
								<tbody>
									{found.groups.map((group, i) => {
										const figure = chosen.groups[i]
										const name = groupText(group, query.by, texts, query.within)
										return figure && figure.n !== 0 ? (
											<tr key={getGroupCode(group)}>
												<th scope="row">{name}</th>
												<EstimateCells
													name={name}
													figure={figure}
													kind={chosen.kind}
													end={endOf(found, chosen.id)}
													published={null}
												/>
											</tr>
										) : null
									})}
									<tr className="whole">
										<th scope="row">{t('results.total')}</th>
										<EstimateCells
											figure={chosen.whole}
											kind={chosen.kind}
											end={endOf(found, chosen.id)}
											name={t('results.total')}
											published={publishedBaseline[chosen.id] ?? null}
										/>
									</tr>
								</tbody>
							</table>
							<SuppressedNote figures={chosen.groups} />
							<UngroupedNote figures={chosen} />
							<SuppressionNote />
						</section>
					)}
					<p className="hint">
						{t('results.asOf', {
							time: dateTimeIn(language, found.at),
							total: numberIn(language, found.interviews),
						})}
					</p>
				</>
			)}
		</div>
	)
}

interface IndicatorTableProps {
	readonly estimates: EstimatesResponse
	/** Id of the indicator that is shown by group. */
	readonly chosen: string | undefined
	/** True for the main indicators, false for the other readings of each. */
	readonly isMain: boolean
	readonly linkOf: (id: string) => string
}

function IndicatorTable({ estimates, chosen, isMain, linkOf }: IndicatorTableProps) {
	const { t, language } = useTranslations()
	return (
		<table className="table figures">
			<EstimateHeads first={t('results.indicator')} />
			<tbody>
				{estimates.indicators
					.filter(({ id }) => isMainIndicator(id) === isMain)
					.map(({ id, label, kind, whole }) => (
						<tr key={id} className={id === chosen ? 'chosen' : ''}>
							<th scope="row">
								<Link href={linkOf(id)} aria-current={id === chosen ? 'true' : undefined}>
									<span>
										<bdi>{id}</bdi> {localize(label, language)}
									</span>
								</Link>
							</th>
							<EstimateCells
								kind={kind}
								figure={whole}
								end={endOf(estimates, id)}
								name={localize(label, language)}
								published={publishedBaseline[id] ?? null}
							/>
						</tr>
					))}
			</tbody>
		</table>
	)
}

/** Map tiles of the districts' estimates. Suppressed ones are empty. */
function FigureTiles({
	estimates,
	of,
}: {
	readonly estimates: EstimatesResponse
	readonly of: EstimatesResponse['indicators'][number]
}) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const end = of.kind === 'share' ? 1 : endOf(estimates, of.id)
	return (
		<DistrictTiles
			caption={t('results.tileMap')}
			tiles={estimates.groups.flatMap(({ code }, i) => {
				const district = study.districts.find((each) => each.code === code)
				const figure = of.groups[i]
				const value = figure?.value ?? null
				const text = value === null ? '' : tileText(language, of.kind, value)
				const label =
					value === null
						? formatSuppression(t, figure ?? { suppression: null })
						: valueText(language, of.kind, value)
				return district
					? [
							{
								district,
								text,
								fill: (value ?? 0) / end,
								href: null,
								title: `${localize(district.name, language)}: ${label}`,
							},
						]
					: []
			})}
		/>
	)
}

/** Returns the end of a mean's scale: the highest published upper limit, rounded up. */
function endOf({ indicators }: EstimatesResponse, id: string): number {
	const own = indicators.find((each) => each.id === id)
	const highest = [own?.whole, ...(own?.groups ?? [])].map((each) => each?.interval?.high ?? 0)
	return Math.max(1, Math.ceil(Math.max(...highest)))
}

/** Weights and coverage of these estimates. */
function WeightingNote({
	estimates,
	requestedWeights,
}: {
	readonly estimates: EstimatesResponse
	readonly requestedWeights: string
}) {
	const { t, language } = useTranslations()
	const { weights, withoutCluster } = estimates
	return (
		<>
			{weights.set === null && <p className="note wait">{t('results.provisional')}</p>}
			{weights.set === null && requestedWeights !== 'none' && (
				<p className="note stop">{t('results.noWeights')}</p>
			)}
			{weights.set !== null && (
				<p className="hint">{t('results.weightedWith', { n: numberIn(language, weights.set) })}</p>
			)}
			{weights.set !== null && weights.without > 0 && (
				<p className="note wait">
					{t('results.withoutWeight', { count: weights.without, n: numberIn(language, weights.without) })}
				</p>
			)}
			{withoutCluster > 0 && (
				<p className="note wait">
					{t('results.withoutCluster', { count: withoutCluster, n: numberIn(language, withoutCluster) })}
				</p>
			)}
		</>
	)
}
