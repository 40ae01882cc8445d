import { resultApi } from '#shared/api/results'
import { localize } from '#shared/forms/localized-text'
import {
	defaultWeightVersion,
	type EstimatesResponse,
	type PublishedEstimate,
} from '#shared/results/estimates-response'
import type { TranscriptListItem } from '#shared/transcripts/coded-transcripts'
import { mentionedIn } from '#shared/transcripts/theme-counts'
import type { Theme } from '#shared/transcripts/themes'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { FilterMenu } from '../kit/filter-menu.tsx'
import { useRoute } from '../kit/use-server-data.ts'
import { formatSuppression, valueText } from '../results/format-estimate.ts'
import { useTranscriptText } from './transcript-text.ts'

interface ThemesWithIndicatorProps {
	readonly round: string
	readonly transcripts: readonly TranscriptListItem[]
	readonly themes: readonly Theme[]
	/** Id of the selected theme. */
	readonly of: string
	readonly by: string
	/** Id of the indicator; '' for none. */
	readonly indicator: string
	readonly onIndicator: (id: string) => void
}

/** Themes by district next to the estimate of an indicator that they explain. */
export function ThemesWithIndicator({
	round,
	transcripts,
	themes,
	of,
	by,
	indicator,
	onIndicator,
}: ThemesWithIndicatorProps) {
	const { t, language } = useTranslations()
	const { found: known } = useRoute(resultApi.indicators, {})
	const { found, problem } = useRoute(
		resultApi.estimates,
		indicator === '' ? null : { query: { round, by: 'district', weights: defaultWeightVersion } },
	)
	const chosen = found?.indicators.find(({ id }) => id === indicator)
	return (
		<div className="stack tight">
			<h2 id="comparison">{t('transcripts.compareWith')}</h2>
			<FilterMenu
				label={t('results.indicator')}
				all={t('transcripts.noIndicator')}
				value={indicator}
				options={(known ?? [])
					.filter(({ isOn }) => isOn)
					.map(({ id, label }) => [id, `${id} · ${localize(label, language)}`])}
				onChoose={onIndicator}
			/>
			<p className="hint">{t('transcripts.compareHelp')}</p>
			<ProblemNote problem={problem} />
			{found?.weights.set === null && <p className="note wait">{t('results.provisional')}</p>}
			<section
				className="matrix"
				// biome-ignore lint/a11y/noNoninteractiveTabindex: wide content is scrolled with the arrow keys, too
				tabIndex={0}
				aria-labelledby="comparison"
			>
				<ThemesByDistrict
					transcripts={transcripts}
					themes={themes}
					of={of}
					by={by}
					estimates={found}
					chosen={chosen}
				/>
			</section>
		</div>
	)
}

interface ThemesByDistrictProps
	extends Pick<ThemesWithIndicatorProps, 'transcripts' | 'themes' | 'of' | 'by'> {
	readonly estimates: EstimatesResponse | null
	readonly chosen: EstimatesResponse['indicators'][number] | undefined
}

/** A row for each district with transcripts, and one for those without a district. */
function ThemesByDistrict({ transcripts, themes, of, by, estimates, chosen }: ThemesByDistrictProps) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const { districtText } = useTranscriptText()
	const places = [...study.districts.map(({ code }) => code), null]
	const figureOf = (district: string | null) =>
		chosen?.groups[estimates?.groups.findIndex(({ code }) => code === district) ?? -1]
	const heads = chosen ? [chosen.id, t('results.interval'), t('results.n')] : []
	return (
		<table className="table figures">
			<thead>
				<tr>
					<th scope="col">{t('transcripts.filter.district')}</th>
					{heads.map((head) => (
						<th key={head} scope="col" className="number">
							{head}
						</th>
					))}
					<th scope="col" className="number">
						{t('transcripts.page.transcripts')}
					</th>
					{themes.map(({ id, label }) => (
						<th
							key={id}
							scope="col"
							className={id === of ? 'number chosen' : 'number'}
							title={localize(label, language)}
						>
							<bdi className="code">{id}</bdi>
						</th>
					))}
				</tr>
			</thead>
			<tbody>
				{places.map((district) => {
					const its = transcripts.filter((transcript) => transcript.district === district)
					if (its.length === 0) return null
					return (
						<tr key={district ?? ''}>
							<th scope="row">{districtText(district)}</th>
							{chosen && <IndicatorCells kind={chosen.kind} figure={figureOf(district)} heads={heads} />}
							<td className="number" data-label={t('transcripts.page.transcripts')}>
								{numberIn(language, its.length)}
							</td>
							{themes.map(({ id, label }) => (
								<td
									key={id}
									className={id === of ? 'number chosen' : 'number'}
									data-label={localize(label, language)}
								>
									{numberIn(language, mentionedIn(its, id, by).mentions)}
								</td>
							))}
						</tr>
					)
				})}
			</tbody>
		</table>
	)
}

interface IndicatorCellsProps {
	readonly kind: EstimatesResponse['indicators'][number]['kind']
	/** Undefined if there is no interview in the district. */
	readonly figure: PublishedEstimate | undefined
	/** Heads of the three columns. */
	readonly heads: readonly string[]
}

/** Estimate of a district with its interval and its base. */
function IndicatorCells({ kind, figure, heads }: IndicatorCellsProps) {
	const { t, language } = useTranslations()
	const value = figure?.value ?? null
	const text = (of: number) => valueText(language, kind, of)
	return (
		<>
			<td className="number strong" data-label={heads[0]}>
				<bdi>{value === null ? formatSuppression(t, figure ?? { suppression: null }) : text(value)}</bdi>
			</td>
			<td className="number hint" data-label={heads[1]}>
				<bdi>
					{value !== null &&
						figure?.interval &&
						t('results.between', {
							low: text(figure.interval.low),
							high: text(figure.interval.high),
						})}
				</bdi>
			</td>
			<td className="number" data-label={heads[2]}>
				{numberIn(language, figure?.n ?? 0)}
			</td>
		</>
	)
}
