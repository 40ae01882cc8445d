import './call-backs.css'
import { useId, useState } from 'react'
import { type HelplineShift, hasLongNumber, longestHandover } from '#shared/helpline/call-backs'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'

/** Notes of the last shifts for the next one; read-only at the desk. */
export function Handovers({
	handovers,
	onConfirm,
	isBusy,
}: {
	handovers: HelplineShift['handovers']
	onConfirm?: (handover: number) => void
	isBusy?: boolean
}) {
	const { t, language } = useTranslations()
	return (
		<section className="stack tight" aria-labelledby="handovers">
			<h2 id="handovers">{t('callBacks.handover')}</h2>
			{handovers.length === 0 && <p className="hint">{t('callBacks.handoversEmpty')}</p>}
			<ul className="cards">
				{handovers.map(({ id, by, at, calls, open, referrals, note, confirmedBy, isMine }) => (
					<li key={id} className="card call-back">
						<span className="card-text">
							<span className="hint">
								{t('callBacks.handoverSummary', {
									person: by,
									time: dateTimeIn(language, at),
									calls: numberIn(language, calls),
									open: numberIn(language, open),
								})}
								{referrals !== null &&
									` ${t('callBacks.handoverReferrals', { count: numberIn(language, referrals) })}`}
							</span>
							{note !== '' && <span dir="auto">{note}</span>}
							<span className="hint">
								{confirmedBy === null
									? t('callBacks.unread')
									: t('callBacks.readBy', { person: confirmedBy })}
							</span>
						</span>
						{onConfirm && confirmedBy === null && !isMine && (
							<button type="button" disabled={isBusy} onClick={() => onConfirm(id)}>
								{t('callBacks.markRead')}
							</button>
						)}
					</li>
				))}
			</ul>
		</section>
	)
}

/** Form at the end of a shift. `onHandOver` resolves to true if the note was sent. */
export function HandoverForm({
	first,
	onType,
	onHandOver,
	isBusy,
}: {
	/** Initial text of the field. */
	first: string
	onType: (note: string) => void
	onHandOver: (note: string) => Promise<boolean>
	isBusy: boolean
}) {
	const { t } = useTranslations()
	const id = useId()
	const [note, setNote] = useState(first)
	const type = (text: string) => {
		setNote(text)
		onType(text)
	}
	const hasNumber = hasLongNumber(note)
	return (
		<form
			className="stack tight"
			onSubmit={(event) => {
				event.preventDefault()
				void onHandOver(note.trim()).then((isDone) => isDone && type(''))
			}}
		>
			<div className="field">
				<label htmlFor={id}>{t('callBacks.handoverNote')}</label>
				<p className="hint" id={`${id}-hint`}>
					{t('callBacks.handoverNoteHint', { count: longestHandover })}
				</p>
				<textarea
					id={id}
					rows={3}
					dir="auto"
					maxLength={longestHandover}
					aria-describedby={`${id}-hint`}
					aria-invalid={hasNumber}
					value={note}
					onChange={(event) => type(event.target.value)}
				/>
			</div>
			{hasNumber && (
				<p className="note stop" role="alert">
					{t('callBacks.handoverNoteHasNumber')}
				</p>
			)}
			<button type="submit" className="plain" disabled={isBusy || hasNumber}>
				{t('callBacks.submitHandover')}
			</button>
		</form>
	)
}
