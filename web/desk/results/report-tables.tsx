import { localize } from '#shared/forms/localized-text'
import type { ChangeResponse, EstimatesResponse } from '#shared/results/estimates-response'
import { isMainIndicator, publishedBaseline } from '#shared/results/shipped-indicators'
import { useTranslations } from '../../ui/i18n.ts'
import {
	EstimateCells,
	EstimateHeads,
	EstimateWithBase,
	SuppressedNote,
	UngroupedNote,
} from './estimate-cells.tsx'
import { differenceText, formatDifferenceSuppression, groupText, valueText } from './format-estimate.ts'

/** Breakdowns of the overall estimates. */
export const reportGroups = ['sex', 'area', 'age', 'education', 'exposure'] as const

interface MainFiguresProps {
	readonly figures: EstimatesResponse
	/** Index of the group; null for all. */
	readonly group: number | null
	readonly moved: ChangeResponse | null
	readonly first: string
}

/** Main indicators overall, or of one group next to all. */
export function MainFigures({ figures: { indicators }, group, moved, first }: MainFiguresProps) {
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

interface GroupTableProps {
	readonly figures: EstimatesResponse
	readonly by: (typeof reportGroups)[number]
}

/** Published estimates by group: a row for each indicator, a column for each group. */
export function GroupTable({ figures: { indicators, groups }, by }: GroupTableProps) {
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
