import type { EstimatesResponse, PublishedEstimate } from '#shared/results/estimates-response'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { formatSuppression, valueText } from './format-estimate.ts'
import { IntervalBar } from './interval-bar.tsx'

interface EstimateCellsProps {
	readonly name: string
	readonly kind: EstimatesResponse['indicators'][number]['kind']
	readonly figure: PublishedEstimate
	/** End of the scale of a mean. */
	readonly end: number
	/** The published value; null if there is none. */
	readonly published: number | null
}

/** Table cells of an estimate: chart, value, interval, and its denominators. */
export function EstimateCells({ name, kind, figure, end, published }: EstimateCellsProps) {
	const { t, language } = useTranslations()
	const { value, interval, n, clusters, deff, deffIs, isMerged, isWide } = figure
	const number = (many: number | null) => (many === null ? '' : numberIn(language, many))
	const counted = number(n)
	const text = (of: number) => valueText(language, kind, of)
	if (value === null)
		return (
			<>
				<td className="drawn" />
				<td className="number quiet" colSpan={2}>
					{formatSuppression(t, figure)}
				</td>
				<td className="number" data-label={t('results.n')}>
					{counted}
				</td>
				<td className="number hint wide-only">{number(clusters)}</td>
				<td className="number hint wide-only" />
			</>
		)
	const span = interval ? t('results.between', { low: text(interval.low), high: text(interval.high) }) : ''
	return (
		<>
			<td className="drawn">
				<IntervalBar
					from={0}
					to={kind === 'share' ? 1 : end}
					value={value}
					interval={interval}
					mark={published}
					isQuiet={isWide}
					title={`${name}: ${text(value)} (${span})`}
				/>
				{/* shares are drawn from 0 to 100%; the scale of a mean is given in words */}
				{kind === 'mean' && <div className="hint">{t('results.scale', { to: number(end) })}</div>}
			</td>
			<td className={isWide ? 'number quiet' : 'number strong'} data-label={t('results.value')}>
				<bdi>{text(value)}</bdi>
			</td>
			<td className="number hint" data-label={t('results.interval')}>
				<bdi>{span}</bdi>
				{deffIs !== 'own' && (
					<div>{t(deffIs === 'neighbour' ? 'results.designEffectOfAll' : 'results.designEffectOne')}</div>
				)}
				{isMerged && <div>{t('results.merged')}</div>}
			</td>
			<td className="number" data-label={t('results.n')}>
				{counted}
			</td>
			<td className="number hint wide-only" data-label={t('results.clusters')}>
				{number(clusters)}
			</td>
			<td className="number hint wide-only" data-label={t('results.deff')}>
				{deff === null ? '' : numberIn(language, Math.round(deff * 100) / 100)}
			</td>
		</>
	)
}

/** An estimate in a few words, with its number of interviews; grey if the interval is wide. */
export function EstimateWithBase({ kind, figure }: Pick<EstimateCellsProps, 'kind' | 'figure'>) {
	const { t, language } = useTranslations()
	const { value, n, isWide } = figure
	if (value === null) return <span className="quiet">{formatSuppression(t, figure)}</span>
	return (
		<>
			<bdi className={isWide ? 'quiet' : ''}>{valueText(language, kind, value)}</bdi>{' '}
			<span className="hint">{t('results.ofN', { n: numberIn(language, n ?? 0) })}</span>
		</>
	)
}

/** Reasons of suppression, below a table with suppressed estimates. */
export function SuppressedNote({
	figures,
}: {
	readonly figures: readonly Pick<PublishedEstimate, 'suppression'>[]
}) {
	const { t } = useTranslations()
	const has = (reason: PublishedEstimate['suppression']) =>
		figures.some(({ suppression }) => suppression === reason)
	return (
		<>
			{has('not-asked') && <p className="hint">{t('results.notAskedHelp')}</p>}
			{has('withheld') && <p className="hint">{t('results.suppressedSecondaryHelp')}</p>}
		</>
	)
}

/** Explains the disclosure risks that suppression prevents, and those that remain. */
export function SuppressionNote() {
	const { t } = useTranslations()
	return (
		<details className="panel">
			<summary>{t('results.suppression.title')}</summary>
			<p>{t('results.suppression.protects')}</p>
			<p>{t('results.suppression.doesNot')}</p>
			<ul>
				{(['accounts', 'days', 'weights', 'same'] as const).map((each) => (
					<li key={each}>{t(`results.suppression.${each}`)}</li>
				))}
			</ul>
		</details>
	)
}

/** Number of interviews in none of the groups, below estimates by group. */
export function UngroupedNote({
	figures: { whole, groups },
}: {
	readonly figures: Pick<EstimatesResponse['indicators'][number], 'whole' | 'groups'>
}) {
	const { t, language } = useTranslations()
	const counts = groups.flatMap(({ n }) => n ?? [])
	const outside = (whole.n ?? 0) - counts.reduce((sum, n) => sum + n, 0)
	return outside > 0 && counts.length === groups.length ? (
		<p className="hint">{t('results.outsideGroups', { count: outside, n: numberIn(language, outside) })}</p>
	) : null
}

/** Column heads of an estimate. */
export function EstimateHeads({
	first,
	more = [],
}: {
	readonly first: string
	readonly more?: readonly string[]
}) {
	const { t } = useTranslations()
	return (
		<thead>
			<tr>
				<th scope="col">{first}</th>
				<th scope="col">{t('results.chart')}</th>
				<th scope="col" className="number">
					{t('results.value')}
				</th>
				<th scope="col" className="number">
					{t('results.interval')}
				</th>
				<th scope="col" className="number">
					{t('results.n')}
				</th>
				<th scope="col" className="number wide-only">
					{t('results.clusters')}
				</th>
				<th scope="col" className="number wide-only">
					{t('results.deff')}
				</th>
				{more.map((each) => (
					<th key={each} scope="col">
						{each}
					</th>
				))}
			</tr>
		</thead>
	)
}
