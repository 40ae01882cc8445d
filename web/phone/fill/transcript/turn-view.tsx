import { memo, useEffect, useRef, useState } from 'react'
import { inRow } from '#shared/forms/answers'
import type { TranscriptRole } from '#shared/forms/form-definition'
import { localize } from '#shared/forms/localized-text'
import { AppText } from '../../../ui/app-text.tsx'
import { formatDuration } from '../../../ui/format-duration.ts'
import { useTranslations } from '../../../ui/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'
import { useFilling } from '../filling.ts'
import { QuestionView } from '../question-view.tsx'
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
		if (isOpen) line.current?.scrollIntoView({ block: 'nearest' })
	}, [isOpen])
	const labels = listed(session, transcript.roles.themes)
		.filter(({ name }) => themes.includes(name))
		.map(({ label }) => localize(label, language))
	return (
		<li className="turn" ref={line}>
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
	return (
		<div className="turn-fields">
			{note && <QuestionView path={note} />}
			<Marks row={row} />
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

/** Buttons that mark a quotation and its themes, one tap each. */
function Marks({ row }: { readonly row: string }) {
	const { t } = useTranslations()
	const transcript = useTranscript()
	const { filling, language } = useFilling()
	const { session } = filling
	const { quote, themes } = transcript.roles
	const turn = useTurn(row)
	const themesPath = themes && inRow(row, themes.suffix)
	const yes = quote?.part.talk?.of ?? null
	return (
		<fieldset className="marks">
			<legend className="unseen">{t('transcript.themes')}</legend>
			{quote && (
				<button
					type="button"
					className="plain mark"
					aria-pressed={turn.isQuote}
					disabled={session.isReadOnly(inRow(row, quote.suffix))}
					onClick={() => filling.answer(inRow(row, quote.suffix), turn.isQuote ? null : yes)}
				>
					<AppText>{`“ ” ${t('transcript.quote')}`}</AppText>
				</button>
			)}
			{themesPath &&
				session.choices(themesPath).map(({ name, label }) => {
					const isOn = turn.themes.includes(name)
					return (
						<button
							key={name}
							type="button"
							className="plain mark"
							aria-pressed={isOn}
							disabled={session.isReadOnly(themesPath)}
							onClick={() =>
								filling.answer(
									themesPath,
									isOn ? turn.themes.filter((each) => each !== name) : [...turn.themes, name],
								)
							}
						>
							{localize(label, language)}
						</button>
					)
				})}
		</fieldset>
	)
}
