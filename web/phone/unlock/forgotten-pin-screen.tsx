import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { asProblem, type Problem } from '#shared/kernel/problem'
import type { VaultSession } from '../../storage/enrolment/enrolments.ts'
import { savePersonSettings } from '../../storage/enrolment/person-settings.ts'
import { resetForgottenPin } from '../../sync/forgotten-pin.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { CodeField } from './code-field.tsx'
import { useWordsOf } from './device-wording.ts'
import { useNewPin } from './new-pin.tsx'

/**
 * Recovery after a forgotten PIN or too many wrong ones: opens the same data, with a code from the
 * coordinator, once, online.
 */
export function ForgottenPinScreen({
	device,
	onUnlock,
}: {
	readonly device: string
	readonly onUnlock: (vaultSession: VaultSession) => void
}) {
	const { t } = useTranslations()
	useWordsOf(device)
	const [, go] = useLocation()
	const [code, setCode] = useState('')
	const newPin = useNewPin()
	const [isSending, setSending] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	async function renew() {
		setProblem(null)
		const pin = newPin.chosen()
		if (pin === null) return
		setSending(true)
		try {
			const vaultSession = await resetForgottenPin(device, code, pin)
			await savePersonSettings(vaultSession.device, { pinLength: pin.length }).catch(() => undefined)
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
				<h1>{t('pin.forgottenTitle')}</h1>
			</header>
			<p>{t('pin.forgottenHelp')}</p>
			<form
				className="stack"
				onSubmit={(event) => {
					event.preventDefault()
					void renew()
				}}
			>
				<CodeField value={code} onChange={setCode} onProblem={setProblem} />
				{newPin.fields}
				<ProblemNote problem={problem} />
				<button type="submit" disabled={isSending || code.trim() === ''}>
					{isSending ? t('pin.savingNewPin') : t('pin.saveNewPin')}
				</button>
			</form>
		</main>
	)
}
