import { useRef, useState } from 'react'
import { Link } from 'wouter'
import { attachmentApi } from '#shared/api/records'
import type { FormDefinition } from '#shared/forms/form-definition'
import { localize } from '#shared/forms/localized-text'
import {
	readingOf,
	seatNames,
	type TranscriptStructure,
	type TranscriptTurn,
} from '#shared/forms/transcript-structure'
import type { RecordDetail } from '#shared/review/record-response'
import type { TurnNotes } from '#shared/transcripts/merge-turns'
import { addressOf } from '../../api/call-route.ts'
import { formatDuration } from '../../ui/format-duration.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { useServerData } from '../kit/use-server-data.ts'
import { mergeNoteTurns } from './merged-turns.ts'
import './transcript-timeline.css'

/** Position that was last played. A new `turn` plays the same position again. */
interface Played {
	readonly address: string
	readonly second: number
	readonly turn: number
}
interface TranscriptTimelineProps {
	readonly record: RecordDetail
	readonly definition: FormDefinition
	readonly transcript: TranscriptStructure
}

/** Transcript turn by turn, merged from all note takers. Its recording can be played from any turn. */
export function TranscriptTimeline({ record, definition, transcript }: TranscriptTimelineProps) {
	const { t, language } = useTranslations()
	const { person } = useDesk()
	const { found, problem } = useServerData(`transcript ${record.id} ${record.seen}`, () =>
		mergeNoteTurns(person.role, record, transcript),
	)
	const [playing, setPlaying] = useState<Played | null>(null)
	const names = seatNames(transcript, readingOf(record.answers))
	const word = (role: 'speaker' | 'question' | 'themes', name: string) => {
		const part = transcript.roles[role]?.part
		const list = part?.kind === 'question' ? definition.choices[part.list ?? ''] : undefined
		const choice = list?.find((each) => each.name === name)
		return choice ? localize(choice.label, language) : name
	}
	const wordsOf = ({ note, isQuote, isSuppressed }: TranscriptTurn) => {
		if (isSuppressed) return t('review.transcript.notParticipant')
		if (note === '') return t('review.transcript.empty')
		return isQuote ? `“${note}”` : note
	}
	/** Returns the recording and second of a turn; null if that part of the recording is missing. */
	const findPosition = ({ record: of, turn: { recordingPosition } }: TurnNotes) => {
		const name =
			of === record.id && recordingPosition ? partsOf(record)[recordingPosition.part - 1] : undefined
		const id = record.attachments.find((each) => each.name === name)?.id
		return recordingPosition && id
			? {
					address: addressOf(attachmentApi.download, { params: { id: record.id, attachment: id } }),
					second: recordingPosition.second,
				}
			: null
	}
	if (found?.turns.length === 0 && found.unread === 0) return null
	const writers = new Set(found?.turns.flatMap(({ notes }) => notes.map(({ record: of }) => of)))
	return (
		<section className="stack tight" aria-labelledby="transcript">
			<h2 id="transcript">{t('review.transcript.title')}</h2>
			<p className="hint">{t('review.transcript.writers', { count: writers.size })}</p>
			<ProblemNote problem={problem} />
			{found && found.unread > 0 && (
				<p className="note wait">{t('review.transcript.notesUnreadable', { count: found.unread })}</p>
			)}
			{playing && <Player key={playing.turn} address={playing.address} second={playing.second} />}
			<ol className="transcript-timeline">
				{found?.turns.map(({ at, speaker, notes }) => {
					const position = notes.map(findPosition).find((each) => each !== null)
					const question = notes.find(({ turn }) => turn.question !== '')?.turn.question
					return (
						<li key={notes[0]?.turn.row}>
							<span className="transcript-at">
								<bdi dir="ltr">{formatDuration(at * 1000)}</bdi>
								{position && (
									<button
										type="button"
										className="icon-button"
										aria-label={t('review.transcript.play', { time: formatDuration(at * 1000) })}
										onClick={() => setPlaying({ ...position, turn: (playing?.turn ?? 0) + 1 })}
									>
										<Icon name="play" />
									</button>
								)}
							</span>
							<div>
								<p>
									<strong>{word('speaker', speaker)}</strong> <bdi>{names.get(speaker)}</bdi>{' '}
									{question && <span className="hint">{word('question', question)}</span>}
								</p>
								{notes.map(({ record: of, by, turn }) => (
									<p key={turn.row}>
										<bdi>{wordsOf(turn)}</bdi>{' '}
										<span className="hint">
											{[...turn.themes.map((theme) => word('themes', theme))].join(' · ')}{' '}
											{of === record.id ? (
												<bdi>{by}</bdi>
											) : (
												<Link href={`/desk/records/${of}`}>
													<bdi>{by}</bdi>
												</Link>
											)}
										</span>
									</p>
								))}
							</div>
						</li>
					)
				})}
			</ol>
		</section>
	)
}

/** Returns the parts of the recording in the order in which they were made. */
function partsOf(record: RecordDetail): string[] {
	const sounds = record.attachments.map(({ name }) => name).filter((name) => name.startsWith('sound-'))
	const answer = Object.values(record.answers).find(
		(each) => typeof each === 'string' && sounds.some((name) => each.split(' ').includes(name)),
	)
	return typeof answer === 'string' ? answer.split(' ') : []
}

function Player({ address, second }: { address: string; second: number }) {
	const { t } = useTranslations()
	const sound = useRef<HTMLAudioElement>(null)
	return (
		// biome-ignore lint/a11y/useMediaCaption: the turns below are what was written of it
		<audio
			ref={sound}
			controls
			autoPlay
			src={address}
			aria-label={t('review.transcript.recording')}
			onLoadedMetadata={() => {
				if (sound.current) sound.current.currentTime = second
			}}
		/>
	)
}
