import { useState } from 'react'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useAsyncAction } from '../../ui/use-async-action.ts'

interface Switched {
	readonly isActive: boolean
	/** Name of the user. */
	readonly name: string
	/** Question before deactivating. */
	readonly question: string
	/** Rejects with a Problem. */
	readonly onSwitch: (isActive: boolean) => Promise<unknown>
}

/** Deactivates a user or a device after a confirmation; reactivates without one. */
export function DeactivateButton({ isActive, name, question, onSwitch }: Switched) {
	const { t } = useTranslations()
	const [isConfirming, setConfirming] = useState(false)
	const { isBusy, problem, run } = useAsyncAction()
	async function turn() {
		if (await run(() => onSwitch(!isActive))) setConfirming(false)
	}
	const word = t(isActive ? 'people.deactivate' : 'people.reactivate')
	if (isConfirming)
		return (
			<div className="note wait stack">
				<p>{question}</p>
				<div className="actions">
					<button type="button" className="small" disabled={isBusy} onClick={() => void turn()}>
						{word}
					</button>
					<button type="button" className="plain small" onClick={() => setConfirming(false)}>
						{t('app.cancel')}
					</button>
				</div>
				<ProblemNote problem={problem} />
			</div>
		)
	return (
		<>
			<button
				type="button"
				className="plain small"
				disabled={isBusy}
				aria-label={`${word}: ${name}`}
				onClick={() => (isActive ? setConfirming(true) : void turn())}
			>
				{word}
			</button>
			<ProblemNote problem={problem} />
		</>
	)
}
