import './results.css'
import { Link } from 'wouter'
import { localize } from '#shared/forms/localized-text'
import { may } from '#shared/people/roles'
import {
	defaultWeightVersion,
	type EstimatesResponse,
	weightVersions,
} from '#shared/results/estimates-response'
import { isMainIndicator, publishedBaseline } from '#shared/results/shipped-indicators'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { DemonstrationNote } from '../kit/demonstration-note.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { useScope } from '../kit/scope.tsx'
import { SelectMenu } from '../kit/select-menu.tsx'
import { Skeleton } from '../kit/skeleton.tsx'
import { AlternativeIndicators } from './alternative-indicators.tsx'
import { EstimateCells, EstimateHeads, SuppressedNote } from './estimate-cells.tsx'
import { differenceText } from './format-estimate.ts'
import { getScaleEnd, IndicatorByGroup, type ShownQuery } from './indicator-by-group.tsx'
import { buildResultsPath, useResultsFilter } from './results-filter.ts'
import { useEstimates } from './use-estimates.ts'
import { WeightingNote, WeightVersionNote } from './weight-version.tsx'

/**
 * Results as shares and means: each indicator overall, and one of them by group. The choices are in the
 * address.
 */
export function ResultsScreen() {
	const { t, language } = useTranslations()
	const [filter, change] = useResultsFilter()
	const { round } = useScope('round')
	const query: ShownQuery = {
		round,
		by: filter.by ?? 'district',
		weights: filter.weights ?? defaultWeightVersion,
		...(filter.within && filter.within !== filter.by ? { within: filter.within } : {}),
	}
	const { shown, isLoading, problem, reload } = useEstimates(query)
	const found = shown?.estimates
	// not the requested ones: without a set of weights the estimates are unweighted
	const version = filter.weights ?? found?.weights.version ?? (problem ? defaultWeightVersion : null)
	const chosen = found?.indicators.find(({ id }) => id === filter.of) ?? found?.indicators[0]
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>{t('desk.page.results')}</h1>
				{version !== null && (
					<SelectMenu
						label={t('results.weightLabel')}
						value={version}
						options={weightVersions.map((each) => [each, t(`results.weight.${each}`)])}
						onChoose={(weights) => change({ weights })}
					/>
				)}
				<button type="button" className="plain small" onClick={reload}>
					{t('desk.refresh')}
				</button>
				<ResultsLinks round={round} />
			</header>
			<DemonstrationNote isMadeUp={found?.demonstration ?? false} />
			<ProblemNote problem={problem} />
			{isLoading && !found && <Skeleton />}
			{shown && found && (
				<div className="stack" aria-busy={isLoading}>
					<WeightVersionNote version={found.weights.version} />
					<WeightingNote estimates={found} requestedWeights={filter.weights ?? 'none'} />
					<AllIndicators estimates={found} chosen={chosen?.id} />
					{chosen && (
						<IndicatorByGroup estimates={found} chosen={chosen} query={shown.query} requested={query} />
					)}
					<p className="hint">
						{t('results.asOf', {
							time: dateTimeIn(language, found.at),
							total: numberIn(language, found.interviews),
						})}
					</p>
				</div>
			)}
		</div>
	)
}

interface ResultsLinksProps {
	/** Round of the shown estimates. */
	readonly round: string
}

/** Links to the other screens of the results. */
function ResultsLinks({ round }: ResultsLinksProps) {
	const { t } = useTranslations()
	const { person } = useDesk()
	const [filter] = useResultsFilter()
	/** Links name this round, even if it is no longer the default. */
	const ofRound = { ...filter, round }
	return (
		<>
			<Link className="plain small button" href={buildResultsPath('questions', ofRound)}>
				{t('results.questions.title')}
			</Link>
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
		</>
	)
}

interface AllIndicatorsProps {
	readonly estimates: EstimatesResponse
	/** Id of the indicator that is shown by group. */
	readonly chosen: string | undefined
}

/** Each indicator overall, the alternative ones folded. */
function AllIndicators({ estimates, chosen }: AllIndicatorsProps) {
	const { t, language } = useTranslations()
	const [filter] = useResultsFilter()
	const linkOf = (of: string) => buildResultsPath('', { ...filter, of })
	const difference = estimates.lessDecoy?.whole
	return (
		<section className="stack tight" aria-labelledby="all-indicators">
			<h2 id="all-indicators">{t('results.allIndicators')}</h2>
			<p className="hint">{t('results.chartHelp')}</p>
			<IndicatorTable estimates={estimates} chosen={chosen} isMain linkOf={linkOf} />
			<AlternativeIndicators>
				<IndicatorTable estimates={estimates} chosen={chosen} isMain={false} linkOf={linkOf} />
			</AlternativeIndicators>
			<SuppressedNote figures={estimates.indicators.map(({ whole }) => whole)} />
			<p className="hint">{t('results.publishedBaseline')}</p>
			{difference?.value != null && (
				<p>
					{t('results.minusDecoy', {
						points: differenceText(language, 'share', difference.value),
						low: differenceText(language, 'share', difference.interval?.low ?? 0),
						high: differenceText(language, 'share', difference.interval?.high ?? 0),
					})}
				</p>
			)}
			{estimates.faults.length > 0 && (
				<div className="note wait">
					<p>{t('results.definitionErrors')}</p>
					<ul>
						{estimates.faults.map(({ id, label, part }) => (
							<li key={id}>
								<bdi>{id}</bdi> {localize(label, language)}: <bdi>{part}</bdi>
							</li>
						))}
					</ul>
				</div>
			)}
		</section>
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
								end={getScaleEnd(estimates, id)}
								name={localize(label, language)}
								published={publishedBaseline[id] ?? null}
							/>
						</tr>
					))}
			</tbody>
		</table>
	)
}
