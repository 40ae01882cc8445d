import { Link } from 'wouter'
import { transcriptApi } from '#shared/api/transcripts'
import { localize } from '#shared/forms/localized-text'
import { inTheField, type TranscriptListItem } from '#shared/transcripts/coded-transcripts'
import { dateIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { DemonstrationNote } from '../kit/demonstration-note.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { useScope } from '../kit/scope.tsx'
import { useRoute } from '../kit/use-server-data.ts'
import { DownloadCodings } from './download-codings.tsx'
import { useTranscriptText } from './transcript-text.ts'
import { TranscriptsHeader } from './transcripts-header.tsx'

/** Transcripts of a round, and the coding progress by coder. */
export function TranscriptsScreen() {
	const { t, language } = useTranslations()
	const { person } = useDesk()
	const { transcriptText } = useTranscriptText()
	const { round } = useScope('round')
	const { found, problem } = useRoute(transcriptApi.list, { query: { round } })
	const codedBy = ({ coded }: TranscriptListItem, isIt: (by: string) => boolean) =>
		Math.max(0, ...coded.filter(({ by }) => isIt(by)).map(({ passages }) => passages))
	const columns = [
		['you', (by: string) => by === person.id],
		['others', (by: string) => by !== person.id && by !== inTheField],
		['field', (by: string) => by === inTheField],
	] as const
	return (
		<div className="stack">
			<TranscriptsHeader screen="transcripts" />
			<p className="hint">{t('transcripts.help')}</p>
			<DemonstrationNote isMadeUp={found?.demonstration ?? false} />
			<ProblemNote problem={problem} />
			{found?.transcripts.length === 0 && <p className="note quiet">{t('transcripts.empty')}</p>}
			{found && found.transcripts.length > 0 && (
				<>
					<table className="table">
						<thead>
							<tr>
								<th scope="col">{t('transcripts.transcript')}</th>
								<th scope="col">{t('transcripts.form')}</th>
								<th scope="col">{t('transcripts.started')}</th>
								<th scope="col" className="number">
									{t('transcripts.passages')}
								</th>
								{columns.map(([name]) => (
									<th key={name} scope="col" className="number">
										{t(`transcripts.codedBy.${name}`)}
									</th>
								))}
							</tr>
						</thead>
						<tbody>
							{found.transcripts.map((each) => (
								<tr key={each.id}>
									<th scope="row">
										<Link href={`/desk/transcripts/${each.id}`} data-list-link>
											{transcriptText(each)}
										</Link>
									</th>
									<td data-label={t('transcripts.form')}>{localize(each.formTitle, language)}</td>
									<td data-label={t('transcripts.started')}>{dateIn(language, each.startedAt)}</td>
									<td className="number" data-label={t('transcripts.passages')}>
										{numberIn(language, each.passages)}
									</td>
									{columns.map(([name, isIt]) => (
										<td key={name} className="number" data-label={t(`transcripts.codedBy.${name}`)}>
											{numberIn(language, codedBy(each, isIt))}
										</td>
									))}
								</tr>
							))}
						</tbody>
					</table>
					<DownloadCodings round={round} />
				</>
			)}
		</div>
	)
}
