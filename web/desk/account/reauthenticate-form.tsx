import { type FormEvent, useId, useState } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'
import type { Reauthentication } from '#shared/people/two-factor'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'

interface Proving {
	/** Label of the code field. Null if no code is asked for. */
	readonly codeLabel: string | null
	readonly label: string
	/** Rejects with a Problem. */
	readonly onProve: (proof: Reauthentication) => Promise<void>
	readonly onCancel: () => void
}

/** Asks for the password and a code, so that an unattended desk is not enough. */
export function ReauthenticateForm({ codeLabel, label, onProve, onCancel }: Proving) {
	const { t } = useTranslations()
	const id = useId()
	const [password, setPassword] = useState('')
	const [code, setCode] = useState('')
	const [isBusy, setBusy] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	async function prove(event: FormEvent) {
		event.preventDefault()
		setBusy(true)
		setProblem(null)
		try {
			await onProve({ password, code })
		} catch (thrown) {
			setProblem(asProblem(thrown))
			setBusy(false)
		}
	}
	return (
		<form className="stack" onSubmit={(event) => void prove(event)}>
			{codeLabel !== null && (
				<div className="field">
					<label htmlFor={`${id}-code`}>{codeLabel}</label>
					<input
						id={`${id}-code`}
						dir="ltr"
						autoComplete="one-time-code"
						autoCapitalize="none"
						spellCheck={false}
						autoFocus
						value={code}
						onChange={(event) => setCode(event.target.value)}
					/>
				</div>
			)}
			<div className="field">
				<label htmlFor={`${id}-password`}>{t('desk.password')}</label>
				<input
					id={`${id}-password`}
					type="password"
					dir="ltr"
					autoComplete="current-password"
					autoFocus={codeLabel === null}
					value={password}
					onChange={(event) => setPassword(event.target.value)}
				/>
			</div>
			<ProblemNote problem={problem} />
			<div className="actions">
				<button type="submit" disabled={isBusy || (codeLabel !== null && code === '') || password === ''}>
					{label}
				</button>
				<button type="button" className="plain" onClick={onCancel}>
					{t('app.cancel')}
				</button>
			</div>
		</form>
	)
}
