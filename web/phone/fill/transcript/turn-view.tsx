import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { inRow } from '#shared/forms/answers'
import { localize } from '#shared/forms/localized-text'
import type { TranscriptRole } from '#shared/forms/part-roles'
import { AppText } from '../../../ui/app-text.tsx'
import { formatDuration } from '../../../ui/format-duration.ts'
import { useTranslations } from '../../../ui/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'
import { useFilling } from '../filling.ts'
import { QuestionView } from '../question-view.tsx'
import { TurnMarks } from './turn-marks.tsx'
import { listed, speakersOf, useTranscript, useTurn } from './use-transcript.ts'

interface TurnViewProps {
	readonly row: string
	readonly isOpen: boolean
	/** True for a turn that has just begun: its speaker and question can be edited later. */
	readonly isNew: boolean
	readonly onToggle: () => void
	readonly onRemove: () => void
}

/** One turn: collapsed to a line, or open for editing. */
export function TurnView({ row, isOpen, isNew, onToggle, onRemove }: TurnViewProps) {
	const { t } = useTranslations()
	const transcript = useTranscript()
	const { filling, language } = useFilling()
	const { session } = filling
	const { at, speaker, note, themes, isQuote } = useTurn(row)
	const who = speakersOf(session, transcript, language).get(speaker)
	const line = useRef<HTMLLIElement>(null)
	useEffect(() => {
		if (!isOpen) return
		const show = () => showTurn(line.current)
		show()
		// a keyboard opens or closes
		addEventListener('resize', show)
		return () => removeEventListener('resize', show)
	}, [isOpen])
	const labels = listed(session, transcript.roles.themes)
		.filter(({ name }) => themes.includes(name))
		.map(({ label }) => localize(label, language))
	return (
		<li className="turn" ref={line} onFocus={() => showTurn(line.current)}>
			<button type="button" className="turn-head" aria-expanded={isOpen} onClick={onToggle}>
				<bdi dir="ltr" className="turn-time">
					{formatDuration(at * 1000)}
				</bdi>
				<span className="turn-text">
					<strong>{who?.shown ?? speaker}</strong>{' '}
					{!isOpen &&
						(note === '' ? (
							<span className="quiet-line">
								<AppText>{t('transcript.noNote')}</AppText>
							</span>
						) : (
							<bdi>{isQuote ? `“${note}”` : note}</bdi>
						))}
					{!isOpen && labels.length > 0 && (
						<span className="quiet-line turn-themes">{labels.join(' · ')}</span>
					)}
				</span>
			</button>
			{isOpen && <TurnFields row={row} isNew={isNew} onDone={onToggle} onRemove={onRemove} />}
		</li>
	)
}

/** Scrolls to a turn: over a keyboard to its note, since nothing else has room there. */
function showTurn(turn: Element | null): void {
	if (!matchMedia('(max-height: 480px)').matches) turn?.scrollIntoView({ block: 'nearest' })
	else turn?.querySelector('.turn-fields')?.scrollIntoView({ block: 'start' })
}

/** Makes a note as high as its text, which the style sheet limits, and keeps it in sight. */
function fitToText(note: EventTarget | null | undefined): void {
	if (!(note instanceof HTMLTextAreaElement)) return
	const before = note.offsetHeight
	note.style.blockSize = 'auto'
	note.style.blockSize = `${note.scrollHeight + note.offsetHeight - note.clientHeight}px`
	if (note.offsetHeight !== before) showTurn(note.closest('.turn'))
}

interface TurnFieldsProps {
	readonly row: string
	readonly isNew: boolean
	readonly onDone: () => void
	readonly onRemove: () => void
}

/** Fields of a turn: the note while it is spoken; when opened again, also the speaker and the question. */
const TurnFields = memo(function TurnFields({ row, isNew, onDone, onRemove }: TurnFieldsProps) {
	const { t } = useTranslations()
	const transcript = useTranscript()
	const { session } = useFilling().filling
	const [isConfirming, setConfirming] = useState(false)
	const at = (role: TranscriptRole) => {
		const node = transcript.roles[role]
		return node ? inRow(row, node.suffix) : null
	}
	const [note, speaker, question, time] = [at('note'), at('speaker'), at('question'), at('at')]
	// fixed while the turn is open: a corrected field must not disappear under the finger
	const [isTimeWrong] = useState(() => time !== null && session.violationAt(time) !== null)
	const fields = useRef<HTMLDivElement>(null)
	useLayoutEffect(() => fitToText(fields.current?.querySelector('textarea')), [])
	return (
		<div className="turn-fields" ref={fields} onInput={({ target }) => fitToText(target)}>
			{note && <QuestionView path={note} />}
			<TurnMarks row={row} />
			{!isNew && time && isTimeWrong && <QuestionView path={time} />}
			{!isNew && speaker && <QuestionView path={speaker} />}
			{!isNew && question && <QuestionView path={question} />}
			{isConfirming ? (
				<div className="note wait" role="alertdialog" aria-label={t('transcript.confirmRemove')}>
					<p>
						<AppText>{t('transcript.confirmRemove')}</AppText>
					</p>
					<button type="button" onClick={onRemove}>
						<AppText>{t('transcript.confirmRemoveYes')}</AppText>
					</button>
					<button type="button" className="plain" onClick={() => setConfirming(false)}>
						<AppText>{t('app.keep')}</AppText>
					</button>
				</div>
			) : (
				!isNew && (
					<div className="turn-actions">
						{!session.isLocked(row) && (
							<button type="button" className="plain" onClick={() => setConfirming(true)}>
								<Icon name="trash" />
								<AppText>{t('transcript.remove')}</AppText>
							</button>
						)}
						<button type="button" className="plain" onClick={onDone}>
							<AppText>{t('transcript.done')}</AppText>
						</button>
					</div>
				)
			)}
		</div>
	)
})
