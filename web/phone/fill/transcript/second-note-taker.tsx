import { useEffect, useRef, useState } from 'react'
import { AppText } from '../../../ui/app-text.tsx'
import { useTranslations } from '../../../ui/i18n.ts'
import { QrCode } from '../../../ui/qr-code.tsx'
import { useFilling } from '../filling.ts'
import { useSeconds, useTranscript } from './use-transcript.ts'

/** Code for the phone of a second note-taker: the session's code, the seats, and the time elapsed. */
export function SecondNoteTaker() {
	const { t } = useTranslations()
	const transcript = useTranscript()
	const { session } = useFilling().filling
	const [isOpen, setOpen] = useState(false)
	const offer = transcript.roles.offer ? String(session.answerAt(transcript.roles.offer.template) ?? '') : ''
	const [code = ''] = offer.split(' ')
	if (code === '') return null
	return (
		<div className="second-phone">
			<button type="button" className="plain" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
				<AppText>{t('transcript.secondNoteTaker', { code: `\u2066${code}\u2069` })}</AppText>
			</button>
			{isOpen && <Square offer={offer} />}
		</div>
	)
}

/** QR code, redrawn every few seconds: the scanning phone takes the elapsed time from it. */
function Square({ offer }: { offer: string }) {
	const { t } = useTranslations()
	const seconds = useSeconds(useTranscript(), 2000)
	const shown = useRef<HTMLDivElement>(null)
	// a newer Chromium returns a promise from it, which an effect must not
	useEffect(() => void shown.current?.lastElementChild?.scrollIntoView({ block: 'nearest' }), [])
	return (
		<div ref={shown}>
			<p className="hint">
				<AppText>{t('transcript.secondNoteTakerHint')}</AppText>
			</p>
			<QrCode text={`${seconds ?? 0} ${offer}`} name={t('transcript.qrCode')} />
		</div>
	)
}
