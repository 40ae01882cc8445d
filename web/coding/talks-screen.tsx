import { Link } from 'wouter'
import { inTheField, type TranscriptListItem } from '#shared/coding/coded-talks'
import { localize } from '#shared/forms/texts'
import { useDesk } from '../desk/desk-context.ts'
import { DemonstrationNote } from '../desk/made-up-note.tsx'
import { useFilter } from '../desk/use-filter.ts'
import { useLoaded } from '../desk/use-loaded.ts'
import { useUsualRound } from '../figures/usual-round.ts'
import { fetchTranscripts } from '../sync/coding-client.ts'
import { dateIn, numberIn } from '../ui/formats.ts'
import { useTranslations } from '../ui/i18n.ts'
import { ProblemNote } from '../ui/problem-text.tsx'
import { CodingHead } from './coding-head.tsx'
import { DownloadCodings } from './take-codings.tsx'
import { useTranscriptText } from './talk-text.ts'

/** Transcripts of a round, and the coding progress by coder. */
export function TranscriptsScreen() {
	const { t, language } = useTranslations()
	const { person } = useDesk()
	const { talkText } = useTranscriptText()
	const [filter, change] = useFilter(['round'])
	const usual = useUsualRound()
	const round = filter.round ?? usual
	const { found, problem } = useLoaded(`talks ${round}`, () => fetchTranscripts(round))
	const codedBy = ({ coded }: TranscriptListItem, isIt: (by: string) => boolean) =>
		Math.max(0, ...coded.filter(({ by }) => isIt(by)).map(({ passages }) => passages))
	const columns = [
		['you', (by: string) => by === person.id],
		['others', (by: string) => by !== person.id && by !== inTheField],
		['field', (by: string) => by === inTheField],
	] as const
	return (
		<div className="stack">
			<CodingHead screen="talks" round={round} onRound={(next) => change({ round: next })} />
			<p className="hint">{t('coding.what')}</p>
			<DemonstrationNote isMadeUp={found?.demonstration ?? false} />
			<ProblemNote problem={problem} />
			{found?.talks.length === 0 && <p className="note quiet">{t('coding.none')}</p>}
			{found && found.talks.length > 0 && (
				<>
					<table className="table">
						<thead>
							<tr>
								<th scope="col">{t('coding.talk')}</th>
								<th scope="col">{t('coding.form')}</th>
								<th scope="col">{t('coding.begun')}</th>
								<th scope="col" className="number">
									{t('coding.passages')}
								</th>
								{columns.map(([name]) => (
									<th key={name} scope="col" className="number">
										{t(`coding.codedBy.${name}`)}
									</th>
								))}
							</tr>
						</thead>
						<tbody>
							{found.talks.map((each) => (
								<tr key={each.id}>
									<th scope="row">
										<Link href={`/desk/talks/${each.id}`} data-list-link>
											{talkText(each)}
										</Link>
									</th>
									<td data-label={t('coding.form')}>{localize(each.formTitle, language)}</td>
									<td data-label={t('coding.begun')}>{dateIn(language, each.begun)}</td>
									<td className="number" data-label={t('coding.passages')}>
										{numberIn(language, each.passages)}
									</td>
									{columns.map(([name, isIt]) => (
										<td key={name} className="number" data-label={t(`coding.codedBy.${name}`)}>
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
