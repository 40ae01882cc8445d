import { transcriptApi } from '#shared/api/transcripts'
import { localize } from '#shared/forms/localized-text'
import { type AgreementResponse, inTheField } from '#shared/transcripts/coded-transcripts'
import type { Theme } from '#shared/transcripts/themes'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { DemonstrationNote } from '../kit/demonstration-note.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { useScope } from '../kit/scope.tsx'
import { SelectMenu } from '../kit/select-menu.tsx'
import { useFilter } from '../kit/use-filter.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { useTranscriptText } from './transcript-text.ts'
import { TranscriptsHeader } from './transcripts-header.tsx'

/** Inter-coder agreement of two coders on the same transcripts, by theme. */
export function AgreementScreen() {
	const { t, language } = useTranslations()
	const { person } = useDesk()
	const { coderText } = useTranscriptText()
	const [filter, change] = useFilter(['round', 'one', 'other'])
	const { round } = useScope('round')
	const query = {
		round,
		one: filter.one ?? person.id,
		other: filter.other ?? inTheField,
	}
	const { found, problem } = useRoute(transcriptApi.agreement, { query })
	const { found: codebook } = useRoute(transcriptApi.themes, {})
	const coders = found?.coders ?? []
	const options = [inTheField, ...new Set([person.id, query.one, query.other, ...coders.map(({ id }) => id)])]
	const menu = [...new Set(options)].map((id) => [id, coderText(id, coders)] as const)
	return (
		<div className="stack">
			<TranscriptsHeader screen="agreement" />
			<div className="filters">
				{(['one', 'other'] as const).map((each) => (
					<SelectMenu
						key={each}
						label={t(`transcripts.coder.${each}`)}
						value={query[each]}
						options={menu}
						onChoose={(id) => change({ [each]: id })}
					/>
				))}
			</div>
			<p className="hint">{t('transcripts.agreementHelp')}</p>
			<DemonstrationNote isMadeUp={found?.demonstration ?? false} />
			<ProblemNote problem={problem} />
			{found?.transcripts === 0 && <p className="note quiet">{t('transcripts.noCommonTranscripts')}</p>}
			{found && found.transcripts > 0 && (
				<>
					<p>
						{t('transcripts.commonTranscripts', {
							count: found.transcripts,
							n: numberIn(language, found.transcripts),
							passages: numberIn(language, found.passages),
						})}
					</p>
					<AgreementTable found={found} codebook={codebook ?? []} query={query} />
				</>
			)}
		</div>
	)
}

const countColumns = ['both', 'one', 'other', 'neither'] as const

interface AgreementTableProps {
	readonly found: AgreementResponse
	readonly codebook: readonly Theme[]
	/** The two coders. */
	readonly query: { readonly one: string; readonly other: string }
}

/** Passages with each theme by coder, the share of agreement, and Cohen's kappa. */
function AgreementTable({ found, codebook, query }: AgreementTableProps) {
	const { t, language } = useTranslations()
	const { coderText } = useTranscriptText()
	const percent = (share: number) => numberIn(language, share, { style: 'percent', maximumFractionDigits: 0 })
	const kappa = (value: number) =>
		numberIn(language, value, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
	const head = (each: (typeof countColumns)[number]) =>
		each === 'one' || each === 'other'
			? t('transcripts.onlyCoder', { who: coderText(query[each], found.coders) })
			: t(`transcripts.${each}`)
	return (
		<table className="table">
			<thead>
				<tr>
					<th scope="col">{t('transcripts.code')}</th>
					{countColumns.map((each) => (
						<th key={each} scope="col" className="number">
							{head(each)}
						</th>
					))}
					<th scope="col" className="number">
						{t('transcripts.agreement')}
					</th>
					<th scope="col" className="number">
						{t('transcripts.kappa')}
					</th>
				</tr>
			</thead>
			<tbody>
				{found.themes.map((row) => {
					const theme = codebook.find(({ id }) => id === row.id)
					return (
						<tr key={row.id}>
							<th scope="row">{theme ? localize(theme.label, language) : row.id}</th>
							{countColumns.map((each) => (
								<td key={each} className="number" data-label={head(each)}>
									{numberIn(language, row[each])}
								</td>
							))}
							<td className="number" data-label={t('transcripts.agreement')}>
								<bdi>{row.same === null ? '' : percent(row.same)}</bdi>
							</td>
							<td className="number" data-label={t('transcripts.kappa')}>
								{row.kappa === null ? (
									<span className="hint">
										{t(`transcripts.noKappa.${row.both > 0 ? 'everywhere' : 'nowhere'}`)}
									</span>
								) : (
									<bdi>{kappa(row.kappa)}</bdi>
								)}
							</td>
						</tr>
					)
				})}
			</tbody>
		</table>
	)
}
