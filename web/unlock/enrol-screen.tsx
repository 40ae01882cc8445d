import { lazy, Suspense, useId, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { normaliseCode } from '#shared/kernel/ids'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { type AtWork, keepEnrolment, shortestPin } from '../storage/people-on-phone.ts'
import { enrol } from '../sync/enrol.ts'
import { chooseLanguage, useTexts } from '../ui/i18n.ts'
import { Icon } from '../ui/icons.tsx'
import { codeInLink } from '../ui/invitation-link.ts'
import { LanguageChoice } from '../ui/language-choice.tsx'
import { ProblemNote } from '../ui/problem-text.tsx'
import { PinField } from './pin-field.tsx'

const ScanCode = lazy(() =>
	import('../ui/scan-code.tsx').then(({ ScanCode: component }) => ({ default: component })),
)

/**
 * Once per person and phone, with network: code, then a PIN, then the exchange. The PIN comes first, so that the
 * code is used up only when everything else is ready.
 */
export function EnrolScreen({ onUnlock }: { onUnlock: (atWork: AtWork) => void }) {
	const { t } = useTexts()
	const id = useId()
	const [, go] = useLocation()
	const [code, setCode] = useState(() => codeInLink(location.hash) ?? '')
	const [pin, setPin] = useState('')
	const [again, setAgain] = useState('')
	const [isScanning, setScanning] = useState(false)
	const [isSending, setSending] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	const [pinError, setPinError] = useState('')

	async function start() {
		setPinError('')
		setProblem(null)
		if (pin.length < shortestPin) return setPinError(t('unlock.pinTooShort', { count: shortestPin }))
		if (isEasy(pin)) return setPinError(t('unlock.pinTooEasy'))
		if (pin !== again) return setPinError(t('unlock.pinsDiffer'))
		setSending(true)
		try {
			const { reply, signingKey } = await enrol(normaliseCode(code))
			const atWork = await keepEnrolment(reply, signingKey, pin)
			// the code is spent; it need not stay in the address
			history.replaceState(null, '', '/')
			await chooseLanguage(reply.language)
			onUnlock(atWork)
			go('/')
		} catch (thrown) {
			setProblem(asProblem(thrown))
			setSending(false)
		}
	}
	return (
		<main className="screen narrow">
			<header className="bar">
				<Link href="/" className="icon-button" aria-label={t('app.back')}>
					<Icon name="back" />
				</Link>
				<h1>{t('unlock.enrol')}</h1>
			</header>
			<LanguageChoice />
			<form
				className="stack"
				onSubmit={(event) => {
					event.preventDefault()
					void start()
				}}
			>
				<div className="field">
					<label htmlFor={id}>{t('unlock.code')}</label>
					<p className="hint" id={`${id}-hint`}>
						{t('unlock.codeHint')}
					</p>
					<input
						id={id}
						className="code"
						dir="ltr"
						autoCapitalize="characters"
						autoComplete="off"
						spellCheck={false}
						aria-describedby={`${id}-hint`}
						value={code}
						onChange={(event) => setCode(event.target.value)}
					/>
				</div>
				{isScanning ? (
					<Suspense fallback={<p role="status">{t('unlock.cameraStarts')}</p>}>
						<ScanCode
							onFound={(text) => {
								setCode(codeInLink(text) ?? text)
								setScanning(false)
							}}
							onProblem={(found) => {
								setProblem(found)
								setScanning(false)
							}}
							onClose={() => setScanning(false)}
						/>
					</Suspense>
				) : (
					<button type="button" className="plain" onClick={() => setScanning(true)}>
						{t('unlock.scan')}
					</button>
				)}
				<PinField
					label={t('unlock.newPin')}
					hint={t('unlock.newPinHint', { count: shortestPin })}
					value={pin}
					onChange={setPin}
				/>
				<PinField label={t('unlock.pinAgain')} value={again} onChange={setAgain} />
				{pinError && (
					<p className="note stop" role="alert">
						{pinError}
					</p>
				)}
				<ProblemNote problem={problem} />
				<button type="submit" disabled={isSending || code.trim() === ''}>
					{isSending ? t('unlock.settingUp') : t('unlock.setUp')}
				</button>
			</form>
		</main>
	)
}

/** One digit over and over, or digits in a row: what anybody tries first. */
export function isEasy(pin: string): boolean {
	const steps = [...pin].slice(1).map((digit, i) => Number(digit) - Number(pin[i]))
	return steps.every((step) => step === steps[0] && Math.abs(step) <= 1)
}
