import { useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { inRow } from '#shared/forms/answers'
import type { TranscriptRole } from '#shared/forms/form-definition'
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
	const fields = usePageFields()
	const { filling, recording, language } = useFilling()
	const { session } = filling
	const { template } = transcript.turns
	const rows = useFillingValue(({ session: now }) => now.rows(template).join(' '))
	const paths = rows === '' ? [] : rows.split(' ')
	const hasStarted = useFillingValue(({ session: now }) => secondsOf(now, transcript) !== null)
	const guide = listed(session, transcript.roles.question)
	const [question, setQuestion] = useState(
		() => readTranscriptTurns(transcript, session).at(-1)?.question || guide[0]?.name || '',
	)
	const [open, setOpen] = useState<string | null>(null)
	/** Path of the turn that the last tap has begun: it shows only its note field. */
	const [newTurn, setNewTurn] = useState<string | null>(null)
	const [isFolded, setFolded] = useState(hasStarted)
	const [announcement, setAnnouncement] = useState('')
	useLayoutEffect(() => {
		if (sought?.path.startsWith(`${template}/@`)) setOpen(rowIn(template, sought.path))
	}, [sought, template])
	const screen = useRef<HTMLElement>(null)
	const speakers = speakersOf(session, transcript, language)
	const at = (row: string, role: TranscriptRole) => inRow(row, transcript.roles[role]?.suffix ?? '')

	function startDiscussion() {
		if (transcript.roles.began) filling.type(transcript.roles.began.template, session.thisMoment())
	}
	function addTurn(name: string) {
		const row = filling.addRow(template)
		filling.answer(at(row, 'at'), computeTurnStart(session, transcript))
		filling.answer(at(row, 'speaker'), name)
		if (transcript.roles.question && question !== '') filling.answer(at(row, 'question'), question)
		const place = locateInRecording(recording, session)
		if (place && transcript.roles.part && transcript.roles.second) {
			filling.answer(at(row, 'part'), place.part)
			filling.answer(at(row, 'second'), place.second)
		}
		// within the tap, or a phone does not open its keyboard
		flushSync(() => {
			setOpen(row)
			setNewTurn(row)
			setFolded(true)
			setAnnouncement(t('transcript.speaking', { speaker: speakers.get(name)?.full ?? name }))
		})
		fields.focus(at(row, 'note'))
	}
	function close() {
		setOpen(null)
		setNewTurn(null)
	}
	// a turn with a note cannot be undone with one tap
	const canUndo = useFillingValue(({ session: now }) => {
		if (newTurn === null || newTurn !== open || !now.rows(template).includes(newTurn)) return false
		const [turn] = readTranscriptTurns(transcript, now, [newTurn])
		return now.typedAt(at(newTurn, 'note')) === '' && turn?.themes.length === 0 && !turn.isQuote
	})
	const speaker = useFillingValue(({ session: now }) =>
		newTurn === null ? '' : now.typedAt(at(newTurn, 'speaker')),
	)
	function undo() {
		if (newTurn === null || !canUndo) return
		filling.removeRow(newTurn)
		// the button is removed with the turn
		screen.current?.focus({ preventScroll: true })
		close()
		setAnnouncement(t('transcript.turnRemoved'))
	}

	return (
		<section className="transcript-screen" ref={screen} tabIndex={-1}>
			{!hasStarted && (
				<div className="stack tight">
					<button type="button" onClick={startDiscussion}>
						<AppText>{t('transcript.start')}</AppText>
					</button>
					<p className="hint">
						<AppText>{t('transcript.startHint')}</AppText>
					</p>
				</div>
			)}
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
						isOpen={row === open}
						isNew={row === newTurn}
						onToggle={() => {
							setNewTurn(null)
							setOpen(row === open ? null : row)
						}}
						onRemove={() => {
							filling.removeRow(row)
							close()
						}}
					/>
				))}
			</ol>
			{hasStarted && paths.length === 0 && (
				<p className="hint">
					<AppText>{t('transcript.noTurns')}</AppText>
				</p>
			)}
			<p className="unseen" role="status">
				{announcement}
			</p>
			{hasStarted && <SpeakerBar speaker={speaker} onSpeak={addTurn} onUndo={canUndo ? undo : null} />}
		</section>
	)
}

/** Returns the row of this repeat that contains a path. */
const rowIn = (repeat: string, path: string): string => {
	const end = path.indexOf('/', repeat.length + 1)
	return end < 0 ? path : path.slice(0, end)
}
