import { useState } from 'react'
import { shortestPin } from '../../storage/enrolment/enrolments.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { PinField } from './pin-field.tsx'

/** State of a new PIN that is entered twice. */
export function useNewPin() {
	const { t } = useTranslations()
	const [pin, setPin] = useState('')
	const [again, setAgain] = useState('')
	const [wrong, setWrong] = useState('')
	/** Returns the PIN; null if it is invalid, and then shows why. */
	function chosen(): string | null {
		const found =
			pin.length < shortestPin
				? t('unlock.pinTooShort', { count: shortestPin })
				: isEasy(pin)
					? t('unlock.pinTooWeak')
					: pin === again
						? ''
						: t('unlock.pinMismatch')
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
			<PinField label={t('unlock.confirmPin')} value={again} onChange={setAgain} />
			{wrong && (
				<p className="note stop" role="alert">
					{wrong}
				</p>
			)}
		</>
	)
	return { fields, chosen }
}

/** True for repeated or consecutive digits, which are guessed first. */
function isEasy(pin: string): boolean {
	const steps = [...pin].slice(1).map((digit, i) => Number(digit) - Number(pin[i]))
	return steps.every((step) => step === steps[0] && Math.abs(step) <= 1)
}
