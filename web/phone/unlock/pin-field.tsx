import { useId } from 'react'
import { latinDigits } from '#shared/forms/digits'

export const maxPinDigits = 12

interface PinFieldProps {
	readonly label: string
	readonly value: string
	readonly onChange: (pin: string) => void
	readonly hint?: string
	/** True for the existing PIN, not a new one. */
	readonly isCurrent?: boolean
}

/** PIN field: digits only, in any script; never shown, never offered to a password manager. */
export function PinField({ label, value, onChange, hint, isCurrent = false }: PinFieldProps) {
	const id = useId()
	return (
		<div className="field">
			<label htmlFor={id}>{label}</label>
			{hint && (
				<p className="hint" id={`${id}-hint`}>
					{hint}
				</p>
			)}
			<input
				id={id}
				autoFocus={isCurrent}
				className="pin"
				type="password"
				inputMode="numeric"
				autoComplete="off"
				dir="ltr"
				maxLength={maxPinDigits}
				aria-describedby={hint ? `${id}-hint` : undefined}
				value={value}
				onChange={({ target }) => onChange(latinDigits(target.value).replace(/\D/g, ''))}
			/>
		</div>
	)
}
