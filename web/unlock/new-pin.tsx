import { useState } from 'react'
import { shortestPin } from '../storage/people-on-phone.ts'
import { useTranslations } from '../ui/i18n.ts'
import { PinField } from './pin-field.tsx'

/** A PIN that somebody chooses, typed twice. */
export function useNewPin() {
	const { t } = useTranslations()
	const [pin, setPin] = useState('')
	const [again, setAgain] = useState('')
	const [wrong, setWrong] = useState('')
	/** The PIN; null where it cannot be one, which is said then. */
	function chosen(): string | null {
		const found =
			pin.length < shortestPin
				? t('unlock.pinTooShort', { count: shortestPin })
				: isEasy(pin)
					? t('unlock.pinTooEasy')
					: pin === again
						? ''
						: t('unlock.pinsDiffer')
		setWrong(found)
		return found === '' ? pin : null
	}
	const fields = (
		<>
			<PinField
				label={t('unlock.newPin')}
				hint={t('unlock.newPinHint', { count: shortestPin })}
				value={pin}
				onChange={setPin}
			/>
			<PinField label={t('unlock.pinAgain')} value={again} onChange={setAgain} />
			{wrong && (
				<p className="note stop" role="alert">
					{wrong}
				</p>
			)}
		</>
	)
	return { fields, chosen }
}

/** One digit over and over, or digits in a row: what anybody tries first. */
function isEasy(pin: string): boolean {
	const steps = [...pin].slice(1).map((digit, i) => Number(digit) - Number(pin[i]))
	return steps.every((step) => step === steps[0] && Math.abs(step) <= 1)
}
