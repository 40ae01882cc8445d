import { transcriptApi } from '#shared/api/transcripts'
import { localize } from '#shared/forms/localized-text'
import { inTheField, type TranscriptListItem } from '#shared/transcripts/coded-transcripts'
import { byKind, mentionedIn, type TranscriptGroup } from '#shared/transcripts/theme-counts'
import type { Theme } from '#shared/transcripts/themes'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { DemonstrationNote } from '../kit/demonstration-note.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { FilterMenu } from '../kit/filter-menu.tsx'
import { useScope } from '../kit/scope.tsx'
import { SelectMenu } from '../kit/select-menu.tsx'
import { saveRows } from '../kit/table-rows.ts'
import { useFilter } from '../kit/use-filter.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { MentionCells } from './mention-cells.tsx'
import { Saturation } from './saturation.tsx'
import { themeRows } from './theme-rows.ts'
import { ThemesWithIndicator } from './themes-with-indicator.tsx'
import { useTranscriptText } from './transcript-text.ts'
import { TranscriptsHeader } from './transcripts-header.tsx'

const keyOfKind = ({ form, group }: Pick<TranscriptGroup, 'form' | 'group'>) => `${form}.${group?.code ?? ''}`

/**
 * Results of coding a round: themes by kind of group and by district, next to an indicator, and saturation.
 */
export function ThemeResultsScreen() {
	const { t, language } = useTranslations()
	const { person } = useDesk()
	const { districtText, coderText } = useTranscriptText()
	const [filter, change] = useFilter(['round', 'by', 'district', 'group', 'of', 'indicator'])
	const { round, district } = useScope('district')
	const { found, problem } = useRoute(transcriptApi.list, { query: { round } })
	const { found: codebook } = useRoute(transcriptApi.themes, {})
	const by = filter.by ?? ''
	const all = found?.transcripts ?? []
	const kinds = byKind(all)
	const kindText = ({ transcripts: [first], group }: TranscriptGroup) =>
		group ? localize(group.label, language) : localize(first?.formTitle ?? {}, language)
	const isOfKind = (transcript: TranscriptListItem) => !filter.group || keyOfKind(transcript) === filter.group
	const isInScope = (transcript: TranscriptListItem) => !district || transcript.district === district
	const some = all.filter((transcript) => isOfKind(transcript) && isInScope(transcript))
	const listed = codebook?.filter(({ isOn, id }) => isOn || mentionedIn(all, id, by).mentions > 0) ?? []
	const chosen = listed.find(({ id }) => id === filter.of) ?? listed[0]
	const kind = kinds.find((each) => keyOfKind(each) === filter.group) ?? kinds[0]
	return (
		<div className="stack">
			<TranscriptsHeader screen="found" />
			<div className="filters">
				<FilterMenu
					label={t('transcripts.filter.by')}
					value={filter.by}
					options={[inTheField, ...new Set([person.id, ...(found?.coders ?? []).map(({ id }) => id)])].map(
						(id) => [id, coderText(id, found?.coders ?? [])],
					)}
					onChoose={(next) => change({ by: next })}
				/>
				<FilterMenu
					label={t('transcripts.filter.group')}
					value={filter.group}
					options={kinds.map((each) => [keyOfKind(each), kindText(each)])}
					onChoose={(group) => change({ group })}
				/>
				<button
					type="button"
					className="plain small"
					disabled={all.length === 0}
					onClick={() =>
						saveRows(
							`${['themes', round, district].filter(Boolean).join('-')}.csv`,
							themeRows(all.filter(isInScope), listed, by, { kindText, districtText, language }),
						)
					}
				>
					{t('transcripts.exportFrequencies')}
				</button>
			</div>
			<p className="hint">{t('transcripts.frequenciesHelp')}</p>
			<DemonstrationNote isMadeUp={found?.demonstration ?? false} />
			<ProblemNote problem={problem} />
			{found?.transcripts.length === 0 && <p className="note quiet">{t('transcripts.empty')}</p>}
			{chosen && kind && (
				<>
					<CodeFrequencies
						transcripts={some}
						themes={listed}
						chosen={chosen}
						by={by}
						onChoose={(of) => change({ of })}
					/>
					<MentionsByKind kinds={kinds} chosen={chosen} by={by} district={district} kindText={kindText} />
					<ThemesWithIndicator
						round={round}
						transcripts={all.filter(isOfKind)}
						themes={listed}
						of={chosen.id}
						by={by}
						indicator={filter.indicator ?? ''}
						onIndicator={(indicator) => change({ indicator })}
					/>
					<section className="stack tight" aria-labelledby="saturation">
						<h2 id="saturation">{t('transcripts.saturation')}</h2>
						<SelectMenu
							label={t('transcripts.filter.group')}
							value={keyOfKind(kind)}
							options={kinds.map((each) => [keyOfKind(each), kindText(each)])}
							onChoose={(group) => change({ group })}
						/>
						<Saturation
							transcripts={kind.transcripts.filter(isInScope)}
							themes={listed.map(({ id }) => id)}
							by={by}
						/>
					</section>
				</>
			)}
		</div>
	)
}

interface CodeFrequenciesProps {
	readonly transcripts: readonly TranscriptListItem[]
	readonly themes: readonly Theme[]
	readonly chosen: Theme
	/** Coder; '' for all. */
	readonly by: string
	readonly onChoose: (theme: string) => void
}

/** Mentions of each theme; a press selects the theme that the other tables are about. */
function CodeFrequencies({ transcripts, themes, chosen, by, onChoose }: CodeFrequenciesProps) {
	const { t, language } = useTranslations()
	return (
		<section className="stack tight" aria-labelledby="by-theme">
			<h2 id="by-theme">{t('transcripts.codeFrequencies')}</h2>
			<table className="table figures">
				<MentionHeads first={t('transcripts.code')} />
				<tbody>
					{themes.map((theme) => (
						<tr key={theme.id} className={theme.id === chosen.id ? 'chosen' : ''}>
							<th scope="row">
								<button
									type="button"
									className="plain small"
									aria-pressed={theme.id === chosen.id}
									onClick={() => onChoose(theme.id)}
								>
									<bdi className="code">{theme.id}</bdi> {localize(theme.label, language)}
								</button>
							</th>
							<MentionCells mentioned={mentionedIn(transcripts, theme.id, by)} />
						</tr>
					))}
				</tbody>
			</table>
		</section>
	)
}

interface MentionsByKindProps {
	readonly kinds: readonly TranscriptGroup[]
	readonly chosen: Theme
	/** Coder; '' for all. */
	readonly by: string
	/** '' for all districts. */
	readonly district: string
	readonly kindText: (kind: TranscriptGroup) => string
}

/** Mentions of one theme by kind of group. */
function MentionsByKind({ kinds, chosen, by, district, kindText }: MentionsByKindProps) {
	const { t, language } = useTranslations()
	return (
		<section className="stack tight" aria-labelledby="by-kind">
			<h2 id="by-kind">{t('transcripts.codeByKind', { theme: localize(chosen.label, language) })}</h2>
			<table className="table figures">
				<MentionHeads first={t('transcripts.filter.group')} />
				<tbody>
					{kinds.map((each) => {
						const some = each.transcripts.filter((its) => !district || its.district === district)
						return (
							<tr key={keyOfKind(each)}>
								<th scope="row">{kindText(each)}</th>
								<MentionCells mentioned={mentionedIn(some, chosen.id, by)} />
							</tr>
						)
					})}
				</tbody>
			</table>
		</section>
	)
}

function MentionHeads({ first }: { readonly first: string }) {
	const { t } = useTranslations()
	return (
		<thead>
			<tr>
				<th scope="col">{first}</th>
				<th scope="col">{t('results.chart')}</th>
				<th scope="col" className="number">
					{t('transcripts.transcriptCount')}
				</th>
			</tr>
		</thead>
	)
}
