import { useState } from 'react'
import { Link } from 'wouter'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { savePersonSettings } from '../../storage/enrolment/person-settings.ts'
import { changeSecondPin } from '../../storage/enrolment/second-pin.ts'
import { changePin } from '../../storage/records/escrowed-key.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useSession } from '../../ui/work-session-context.ts'
import { AppScreen } from '../frame/app-screen.tsx'
import { useNewPin } from '../unlock/new-pin.tsx'
import { PinField } from '../unlock/pin-field.tsx'
import { SecondPinForm } from './second-pin-form.tsx'

/** Screen that changes the PIN; needs the present one. */
export function ChangePinScreen() {
	const { t } = useTranslations()
	const { session } = useSession()
	const [pin, setPin] = useState('')
	const newPin = useNewPin()
	const [state, setState] = useState<'asking' | 'alike' | 'changing' | 'changed'>('asking')
	const [problem, setProblem] = useState<Problem | null>(null)
	async function change() {
		setProblem(null)
		const chosen = newPin.chosen()
		if (chosen === null) return
		setState('changing')
		try {
			const isChanged = session.isDecoy
				? await changeSecondPin(session.device, pin, chosen).then(() => true)
				: await changePin(session.device, pin, chosen)
			if (isChanged && !session.isDecoy)
				await savePersonSettings(session.device, { pinLength: chosen.length })
			setState(isChanged ? 'changed' : 'alike')
		} catch (thrown) {
			setProblem(asProblem(thrown))
			setPin('')
			setState('asking')
		}
	}
	return (
		<AppScreen title={t('pin.change')} back="/settings">
			{state === 'changed' ? (
				<>
					<p className="note" role="status">
						{t('pin.changed')}
					</p>
					<Link href="/" className="button">
						{t('app.toHome')}
					</Link>
				</>
			) : (
				<form
					className="stack"
					onSubmit={(event) => {
						event.preventDefault()
						void change()
					}}
				>
					<PinField label={t('pin.currentPin')} value={pin} onChange={setPin} isCurrent />
					{newPin.fields}
					<ProblemNote problem={problem} />
					{state === 'alike' && (
						<p className="note stop" role="alert">
							{t('pin.sameAsOtherPin')}
						</p>
					)}
					<button type="submit" disabled={state === 'changing' || pin === ''}>
						{state === 'changing' ? t('pin.changing') : t('pin.change')}
					</button>
				</form>
			)}
			{state !== 'changed' && <SecondPinForm />}
		</AppScreen>
	)
}
