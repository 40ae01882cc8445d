import { useState } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { setSecondPin } from '../../storage/enrolment/second-pin.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useSession } from '../../ui/work-session-context.ts'
import { useNewPin } from '../unlock/new-pin.tsx'
import { PinField } from '../unlock/pin-field.tsx'
import './second-pin.css'

/**
 * Form for the second PIN, for a person who is forced to unlock the app. It looks the same with and without
 * one, also in the decoy app.
 */
export function SecondPinForm() {
	const { t } = useTranslations()
	const { session } = useSession()
	const [isOpen, setOpen] = useState(false)
	const [pin, setPin] = useState('')
	const newPin = useNewPin()
	const [state, setState] = useState<'asking' | 'alike' | 'changing' | 'set' | 'none'>('asking')
	const [problem, setProblem] = useState<Problem | null>(null)
	async function set(chosen: string | null) {
		setProblem(null)
		if (chosen === pin) return setState('alike')
		setState('changing')
		try {
			await setSecondPin(session, pin, chosen)
			setState(chosen === null ? 'none' : 'set')
		} catch (thrown) {
			setProblem(asProblem(thrown))
			setState('asking')
		}
		setPin('')
	}
	const isChanging = state === 'changing' || pin === ''
	return (
		<details className="stack second-pin" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
			<summary>{t('pin.secondPinTitle')}</summary>
			{isOpen && (
				<form
					className="stack"
					onSubmit={(event) => {
						event.preventDefault()
						const chosen = newPin.chosen()
						if (chosen !== null) void set(chosen)
					}}
				>
					<p>{t('pin.secondPinHelp')}</p>
					<p className="hint">{t('pin.secondPinDataHelp')}</p>
					<PinField label={t('pin.currentPin')} value={pin} onChange={setPin} isCurrent />
					{newPin.fields}
					<ProblemNote problem={problem} />
					{state === 'alike' && (
						<p className="note stop" role="alert">
							{t('pin.sameAsOtherPin')}
						</p>
					)}
					{(state === 'set' || state === 'none') && (
						<p className="note" role="status">
							{t(state === 'set' ? 'pin.secondPinIsSet' : 'pin.noSecondPin')}
						</p>
					)}
					<button type="submit" disabled={isChanging}>
						{t('pin.setSecondPin')}
					</button>
					<button type="button" className="plain" disabled={isChanging} onClick={() => void set(null)}>
						{t('pin.removeSecondPin')}
					</button>
				</form>
			)}
		</details>
	)
}
