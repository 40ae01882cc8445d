import { useEffect, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { normaliseCode } from '#shared/kernel/ids'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { codeInLink } from '#shared/people/invitation-link'
import { saveEnrolment, type VaultSession } from '../../storage/enrolment/enrolments.ts'
import { savePersonSettings } from '../../storage/enrolment/person-settings.ts'
import { awaitPin } from '../../storage/vault/derive-pin-key.ts'
import { enrol } from '../../sync/enrol.ts'
import { afterPaint } from '../../ui/after-paint.ts'
import { chooseLanguage, useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { LanguageChoice } from '../../ui/language-choice.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { CodeField } from './code-field.tsx'
import { useWordsOf } from './device-wording.ts'
import { useNewPin } from './new-pin.tsx'
import { saveEscrowedKeyLater } from './save-escrowed-key-later.ts'

/**
 * Enrolment, once per person and phone, online: code, then a PIN, then the request. The PIN comes first, so
 * that the code is used only when everything else is ready.
 */
export function EnrolScreen({
	prepare,
	onUnlock,
	onShown,
}: {
	/** Loads what the unlocked phone needs. */
	readonly prepare: () => Promise<unknown>
	readonly onUnlock: (vaultSession: VaultSession) => void
	/** Called once the screen is painted. */
	readonly onShown: () => void
}) {
	const { t } = useTranslations()
	useWordsOf(null)
	const [, go] = useLocation()
	const [code, setCode] = useState(() => codeInLink(location.hash) ?? '')
	const newPin = useNewPin()
	const [isSending, setSending] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	useEffect(awaitPin, [])
	useEffect(() => afterPaint(onShown), [onShown])

	async function start() {
		setProblem(null)
		const pin = newPin.chosen()
		if (pin === null) return
		setSending(true)
		try {
			// before the code is used: it could not be used again
			await prepare()
			const { reply, signingKey } = await enrol(normaliseCode(code))
			const vaultSession = await saveEnrolment(reply, signingKey, pin)
			saveEscrowedKeyLater(vaultSession.device, pin)
			// the code is used; it need not stay in the address
			history.replaceState(null, '', '/')
			await chooseLanguage(reply.language)
			// the code is used: nothing after it may fail
			await savePersonSettings(vaultSession.device, {
				language: reply.language,
				pinLength: pin.length,
			}).catch(() => undefined)
			onUnlock(vaultSession)
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
				<CodeField value={code} onChange={setCode} onProblem={setProblem} />
				{problem?.code === 'no-connection' ? (
					<p className="note stop" role="alert">
						{t('unlock.enrolOffline')}
					</p>
				) : (
					<ProblemNote problem={problem} />
				)}
				{newPin.fields}
				<button type="submit" disabled={isSending || code.trim() === ''}>
					{isSending ? t('unlock.enrolling') : t('unlock.submitEnrolment')}
				</button>
			</form>
		</main>
	)
}
