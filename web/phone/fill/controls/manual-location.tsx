import { useEffect, useId, useRef, useState } from 'react'
import { latinDigits } from '#shared/forms/digits'
import { useTranslations } from '../../../ui/i18n.ts'
import { useFilling } from '../filling.ts'

const largest = { latitude: 90, longitude: 180 }
type Degrees = keyof typeof largest

/** Parses degrees as read from a map; NaN if they are invalid. */
function degreesOf(typed: string, which: Degrees): number {
	const text = latinDigits(typed.trim())
	const degrees = /^-?\d{1,3}(\.\d{1,10})?$/.test(text) ? Number(text) : Number.NaN
	return Math.abs(degrees) <= largest[which] ? degrees : Number.NaN
}

/** Manual entry of a location without satellite reception: the coordinates from a map, and the reason. */
export function ManualLocation({ onPlace }: { onPlace: (answer: string) => void }) {
	const { t } = useTranslations()
	const { filling } = useFilling()
	const id = useId()
	const [typed, setTyped] = useState({ latitude: '', longitude: '' })
	const [reason, setReason] = useState('')
	const [isWrong, setWrong] = useState(false)
	function keep() {
		const [latitude, longitude] = [
			degreesOf(typed.latitude, 'latitude'),
			degreesOf(typed.longitude, 'longitude'),
		]
		const why = reason
			.replace(/[;\n\s]+/g, ' ')
			.trim()
			.slice(0, 200)
		const isComplete = !Number.isNaN(latitude) && !Number.isNaN(longitude) && why !== ''
		setWrong(!isComplete)
		if (isComplete) onPlace(`${latitude} ${longitude} 0 0 ${why}`)
	}
	// complete input is saved when the form is left too
	const saveTyped = useRef(keep)
	saveTyped.current = keep
	const isTyped = typed.latitude !== '' && typed.longitude !== '' && reason.trim() !== ''
	useEffect(
		() => (isTyped ? filling.onBeforeLeave(async () => saveTyped.current()) : undefined),
		[filling, isTyped],
	)
	return (
		<details className="guidance">
			<summary>{t('controls.location.enterManually')}</summary>
			<div className="stack tight">
				{(['latitude', 'longitude'] as const).map((which) => (
					<div key={which}>
						<label htmlFor={`${id}-${which}`}>{t(`controls.location.${which}`)}</label>
						<input
							id={`${id}-${which}`}
							dir="ltr"
							inputMode="decimal"
							value={typed[which]}
							aria-invalid={isWrong && Number.isNaN(degreesOf(typed[which], which))}
							onChange={({ target }) => setTyped({ ...typed, [which]: target.value })}
						/>
					</div>
				))}
				<div>
					<label htmlFor={`${id}-reason`}>{t('controls.location.reason')}</label>
					<input
						id={`${id}-reason`}
						dir="auto"
						maxLength={200}
						value={reason}
						aria-invalid={isWrong && reason.trim() === ''}
						onChange={({ target }) => setReason(target.value)}
					/>
				</div>
				{isWrong && (
					<p className="error" role="alert">
						{t('controls.location.manualInvalid')}
					</p>
				)}
				<button type="button" className="plain" onClick={keep}>
					{t('controls.location.saveManual')}
				</button>
			</div>
		</details>
	)
}
