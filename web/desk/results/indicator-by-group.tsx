import { localize } from '#shared/forms/localized-text'
import { type BreakdownName, breakdownNames } from '#shared/results/breakdowns'
import {
	type EstimatesResponse,
	getGroupCode,
	type PublishedEstimate,
	type weightVersions,
} from '#shared/results/estimates-response'
import { publishedBaseline } from '#shared/results/shipped-indicators'
import { useTranslations } from '../../ui/i18n.ts'
import { DistrictFigure } from '../kit/charts/district-figure.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { FilterMenu } from '../kit/filter-menu.tsx'
import { SelectMenu } from '../kit/select-menu.tsx'
import { saveRows } from '../kit/table-rows.ts'
import {
	EstimateCells,
	EstimateHeads,
	SuppressedNote,
	SuppressionNote,
	UngroupedNote,
} from './estimate-cells.tsx'
import { buildEstimateRows } from './estimate-rows.ts'
import { formatSuppression, groupText, tileText, valueText } from './format-estimate.ts'
import { useResultsFilter } from './results-filter.ts'

/** Round, groups and weights of the estimates that are shown. */
export interface ShownQuery {
	readonly round: string
	readonly by: BreakdownName
	/** Second breakdown, within the first. */
	readonly within?: BreakdownName
	readonly weights: (typeof weightVersions)[number]
}

interface IndicatorByGroupProps {
	readonly estimates: EstimatesResponse
	readonly chosen: EstimatesResponse['indicators'][number]
	/** Query of these estimates. */
	readonly query: ShownQuery
	/** Query of the menus; its estimates may still load. */
	readonly requested: ShownQuery
}

/** One indicator by group, with the menus for the groups. */
export function IndicatorByGroup({ estimates, chosen, query, requested }: IndicatorByGroupProps) {
	const texts = useTranslations()
	const { t, language } = texts
	const { by, within } = query
	const parts = within ? [by, within] : [by]
	return (
		<section className="stack tight" aria-labelledby="one-indicator">
			<h2 id="one-indicator">
				<bdi>{chosen.id}</bdi> {localize(chosen.label, language)}
			</h2>
			<div className="filters">
				<GroupMenus requested={requested} />
				<button
					type="button"
					className="plain small"
					onClick={() =>
						saveRows(
							`results-${[query.round, ...parts].join('-')}.csv`,
							buildEstimateRows(estimates, by, texts, within),
						)
					}
				>
					{t('results.exportCsv')}
				</button>
			</div>
			{by === 'district' && !within && <FigureTiles estimates={estimates} of={chosen} round={query.round} />}
			<GroupTable estimates={estimates} chosen={chosen} query={query} />
			<SuppressedNote figures={chosen.groups} />
			<UngroupedNote figures={chosen} />
			<SuppressionNote />
		</section>
	)
}

/** Menus for the groups, and for the groups within them. */
export function GroupMenus({ requested }: Pick<IndicatorByGroupProps, 'requested'>) {
	const { t } = useTranslations()
	const [, change] = useResultsFilter()
	return (
		<>
			<SelectMenu
				label={t('results.groupBy')}
				value={requested.by}
				options={breakdownNames.map((each) => [each, t(`results.breakdown.${each}`)])}
				onChoose={(next) => change({ by: next })}
			/>
			<FilterMenu
				label={t('results.thenBy')}
				all={t('results.thenByNone')}
				value={requested.within}
				options={breakdownNames
					.filter((each) => each !== requested.by)
					.map((each) => [each, t(`results.breakdown.${each}`)])}
				onChoose={(next) => change({ within: next })}
			/>
		</>
	)
}

/** A row for each group with interviews, and one for all. */
function GroupTable({ estimates, chosen, query: { by, within } }: Omit<IndicatorByGroupProps, 'requested'>) {
	const texts = useTranslations()
	const { t } = texts
	const parts = within ? [by, within] : [by]
	const end = getScaleEnd(estimates, chosen.id)
	return (
		<table className="table figures">
			<EstimateHeads first={parts.map((each) => t(`results.breakdown.${each as 'district'}`)).join(' · ')} />
			<tbody>
				{estimates.groups.map((group, i) => {
					const figure = chosen.groups[i]
					const name = groupText(group, by, texts, within)
					return figure && figure.n !== 0 ? (
						<tr key={getGroupCode(group)}>
							<th scope="row">{name}</th>
							<EstimateCells name={name} figure={figure} kind={chosen.kind} end={end} published={null} />
						</tr>
					) : null
				})}
				<tr className="whole">
					<th scope="row">{t('results.total')}</th>
					<EstimateCells
						figure={chosen.whole}
						kind={chosen.kind}
						end={end}
						name={t('results.total')}
						published={publishedBaseline[chosen.id] ?? null}
					/>
				</tr>
			</tbody>
		</table>
	)
}

interface FigureTilesProps {
	readonly estimates: EstimatesResponse
	readonly of: EstimatesResponse['indicators'][number]
	readonly round: string
}

/** Marks of suppressed estimates on the map, explained above it: no reason fits into a tile. */
const suppressionMarks = { 'not-asked': '–', 'too-few': '*', withheld: '†' } as const

/** Map tiles of the districts' estimates. Suppressed ones have a mark for the reason. */
function FigureTiles({ estimates, of, round }: FigureTilesProps) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const end = of.kind === 'share' ? 1 : getScaleEnd(estimates, of.id)
	const reasons = (['not-asked', 'too-few', 'withheld'] as const)
		.filter((suppression) =>
			of.groups.some((group) => group.value === null && reasonOf(group) === suppression),
		)
		.map((suppression) => `${suppressionMarks[suppression]} ${formatSuppression(t, { suppression })}`)
	return (
		<DistrictFigure
			round={round}
			subject={localize(of.label, language)}
			caption={[t('results.tileMap'), ...reasons].join(' · ')}
			legend={{
				low: tileText(language, of.kind, 0),
				high: tileText(language, of.kind, end),
				none: t('results.suppressed'),
			}}
			values={estimates.groups.flatMap(({ code }, i) => {
				const district = study.districts.find((each) => each.code === code)
				const figure = of.groups[i]
				const value = figure?.value ?? null
				const text = value === null ? suppressionMarks[reasonOf(figure)] : tileText(language, of.kind, value)
				const label =
					value === null
						? formatSuppression(t, figure ?? { suppression: null })
						: valueText(language, of.kind, value)
				return district
					? [
							{
								district,
								text,
								fill: value === null ? null : value / end,
								href: null,
								title: `${localize(district.name, language)}: ${label}`,
							},
						]
					: []
			})}
		/>
	)
}

/** Reason why an estimate has no value; a district without interviews has too few. */
const reasonOf = (figure: Pick<PublishedEstimate, 'suppression'> | undefined) =>
	figure?.suppression ?? 'too-few'

/** Returns the end of a mean's scale: the highest published upper limit, rounded up. */
export function getScaleEnd({ indicators }: Pick<EstimatesResponse, 'indicators'>, id: string): number {
	const own = indicators.find((each) => each.id === id)
	const highest = [own?.whole, ...(own?.groups ?? [])].map((each) => each?.interval?.high ?? 0)
	return Math.max(1, Math.ceil(Math.max(...highest)))
}
