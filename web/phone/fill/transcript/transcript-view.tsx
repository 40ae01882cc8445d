import { useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { inRow } from '#shared/forms/answers'
import type { TranscriptRole } from '#shared/forms/part-roles'
import { readTranscriptTurns } from '#shared/forms/transcript-structure'
import { AppText } from '../../../ui/app-text.tsx'
import { useTranslations } from '../../../ui/i18n.ts'
import { useFilling, useFillingValue } from '../filling.ts'
import { usePageFields } from '../page-fields.ts'
import type { FocusTarget } from '../repeat-view.tsx'
import { GuideView } from './guide-view.tsx'
import { locateInRecording } from './locate-in-recording.ts'
import { SecondNoteTaker } from './second-note-taker.tsx'
import { SpeakerBar } from './speaker-bar.tsx'
import './transcript.css'
import { TurnView } from './turn-view.tsx'
import { computeTurnStart, listed, secondsOf, speakersOf, useTranscript } from './use-transcript.ts'

/**
 * Notes of a group discussion, for one thumb: a tap on a speaker begins their turn with its time, and the
 * note is typed at once. Every turn is a row of the form, saved like any other answer.
 */
export function TranscriptView({ sought }: { readonly sought: FocusTarget | null }) {
	const { t } = useTranslations()
	const transcript = useTranscript()
	const { filling } = useFilling()
	const { session } = filling
	const { template } = transcript.turns
	const rows = useFillingValue(({ session: now }) => now.rows(template).join(' '))
	const paths = rows === '' ? [] : rows.split(' ')
	const hasStarted = useFillingValue(({ session: now }) => secondsOf(now, transcript) !== null)
	const guide = listed(session, transcript.roles.question)
	const [question, setQuestion] = useState(
		() => readTranscriptTurns(transcript, session).at(-1)?.question || guide[0]?.name || '',
	)
	const [isFolded, setFolded] = useState(hasStarted)
	const screen = useRef<HTMLElement>(null)
	const turns = useTurns(transcript, sought)
	const speaker = useFillingValue(({ session: now }) =>
		turns.newTurn === null ? '' : now.typedAt(pathOf(transcript, turns.newTurn, 'speaker')),
	)
	return (
		<section className="transcript-screen" ref={screen} tabIndex={-1}>
			{!hasStarted && <StartDiscussion />}
			<GuideView
				guide={guide}
				question={question}
				isFolded={isFolded}
				onQuestion={(name) => {
					setQuestion(name)
					setFolded(false)
				}}
				onFold={setFolded}
			/>
			{hasStarted && transcript.roles.offer && <SecondNoteTaker />}
			<ol className="turns" aria-label={t('transcript.turns')}>
				{paths.map((row) => (
					<TurnView
						key={row}
						row={row}
						isOpen={row === turns.open}
						isNew={row === turns.newTurn}
						onToggle={() => turns.toggle(row)}
						onRemove={() => turns.remove(row)}
					/>
				))}
			</ol>
			{hasStarted && paths.length === 0 && (
				<p className="hint">
					<AppText>{t('transcript.noTurns')}</AppText>
				</p>
			)}
			<p className="unseen" role="status">
				{turns.announcement}
			</p>
			{hasStarted && (
				<SpeakerBar
					speaker={speaker}
					onSpeak={(name) => turns.add(name, question, () => setFolded(true))}
					onUndo={
						turns.canUndo
							? () => {
									// the button is removed with the turn
									screen.current?.focus({ preventScroll: true })
									turns.undo()
								}
							: null
					}
				/>
			)}
		</section>
	)
}

function StartDiscussion() {
	const { t } = useTranslations()
	const { roles } = useTranscript()
	const { filling } = useFilling()
	return (
		<div className="stack tight">
			<button
				type="button"
				onClick={() => {
					if (roles.began) filling.type(roles.began.template, filling.session.thisMoment())
				}}
			>
				<AppText>{t('transcript.start')}</AppText>
			</button>
			<p className="hint">
				<AppText>{t('transcript.startHint')}</AppText>
			</p>
		</div>
	)
}

type Transcript = ReturnType<typeof useTranscript>

/** Returns the path of one field of a turn. */
const pathOf = ({ roles }: Transcript, row: string, role: TranscriptRole): string =>
	inRow(row, roles[role]?.suffix ?? '')

/** The turns of the discussion: the open one, and how turns begin, are undone and removed. */
function useTurns(transcript: Transcript, sought: FocusTarget | null) {
	const { t } = useTranslations()
	const fields = usePageFields()
	const { filling, recording, language } = useFilling()
	const { session } = filling
	const { template } = transcript.turns
	const { roles } = transcript
	const [open, setOpen] = useState<string | null>(null)
	/** Path of the turn that the last tap has begun: it shows only its note field. */
	const [newTurn, setNewTurn] = useState<string | null>(null)
	const [announcement, setAnnouncement] = useState('')
	useLayoutEffect(() => {
		if (sought?.path.startsWith(`${template}/@`)) setOpen(rowIn(template, sought.path))
	}, [sought, template])
	const at = (row: string, role: TranscriptRole) => pathOf(transcript, row, role)
	const speakers = speakersOf(session, transcript, language)
	// a turn with a note cannot be undone with one tap
	const canUndo = useFillingValue(({ session: now }) => {
		if (newTurn === null || newTurn !== open || !now.rows(template).includes(newTurn)) return false
		const [turn] = readTranscriptTurns(transcript, now, [newTurn])
		return now.typedAt(at(newTurn, 'note')) === '' && turn?.themes.length === 0 && !turn.isQuote
	})
	const remove = (row: string) => {
		filling.removeRow(row)
		setOpen(null)
		setNewTurn(null)
	}
	return {
		open,
		newTurn,
		announcement,
		canUndo,
		remove,
		toggle(row: string) {
			setNewTurn(null)
			setOpen(row === open ? null : row)
		},
		undo() {
			if (newTurn === null || !canUndo) return
			remove(newTurn)
			setAnnouncement(t('transcript.turnRemoved'))
		},
		/** Begins the turn of a speaker about a question of the guide; `onAdded` runs within the same paint. */
		add(speaker: string, question: string, onAdded: () => void) {
			const row = filling.addRow(template)
			filling.answer(at(row, 'at'), computeTurnStart(session, transcript))
			filling.answer(at(row, 'speaker'), speaker)
			if (roles.question && question !== '') filling.answer(at(row, 'question'), question)
			const place = locateInRecording(recording, session)
			if (place && roles.part && roles.second) {
				filling.answer(at(row, 'part'), place.part)
				filling.answer(at(row, 'second'), place.second)
			}
			// within the tap, or a phone does not open its keyboard
			flushSync(() => {
				setOpen(row)
				setNewTurn(row)
				onAdded()
				setAnnouncement(t('transcript.speaking', { speaker: speakers.get(speaker)?.full ?? speaker }))
			})
			fields.focus(at(row, 'note'))
		},
	}
}

/** Returns the row of this repeat that contains a path. */
const rowIn = (repeat: string, path: string): string => {
	const end = path.indexOf('/', repeat.length + 1)
	return end < 0 ? path : path.slice(0, end)
}
