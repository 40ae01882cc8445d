import type { MouseEvent } from 'react'
import { Link } from 'wouter'
import { latinDigits } from '#shared/forms/digits'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { maxPinDigits } from './pin-field.tsx'
import './pin-pad.css'

interface PinPadProps {
	readonly value: string
	readonly onChange: (pin: string) => void
	/** Why the last PIN did not open; in place of the name of the field, so that no key moves. */
	readonly problem: string | null
	/** Address of the screen for a forgotten PIN. */
	readonly forgotPinHref: string
}

const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const
/** Never as many as the PIN has: whoever holds the phone would learn it, and that the second PIN is another. */
const minCircles = 6
/** The field keeps the focus, for those who also have a keyboard. */
const preventFocusChange = (event: MouseEvent) => event.preventDefault()

/**
 * Field of the lock screen for the PIN, with keys of its own: no keyboard of the phone covers the screen, or learns
 * the PIN each time. It can also be typed, in digits of any script.
 */
export function PinPad({ value, onChange, problem, forgotPinHref }: PinPadProps) {
	const { t } = useTranslations()
	const set = (pin: string) => onChange(pin.slice(0, maxPinDigits))
	const circles = Math.max(minCircles, value.length + 1)
	const key = (digit: string) => (
		<button key={digit} type="button" onMouseDown={preventFocusChange} onClick={() => set(value + digit)}>
			{digit}
		</button>
	)
	return (
		<>
			<div className="pin-field">
				<div className="pin-name">
					{problem === null ? (
						<p aria-hidden="true">{t('unlock.pin')}</p>
					) : (
						<p className="pin-problem" role="alert">
							{problem}
						</p>
					)}
				</div>
				<input
					aria-label={t('unlock.pin')}
					autoFocus
					type="password"
					inputMode="none"
					autoComplete="off"
					dir="ltr"
					maxLength={maxPinDigits}
					value={value}
					onChange={({ target }) => set(latinDigits(target.value).replace(/\D/g, ''))}
				/>
				<div className="pin-dots" aria-hidden="true">
					{Array.from({ length: circles }, (_, i) => (
						// biome-ignore lint/suspicious/noArrayIndexKey: circles differ by their place alone
						<i key={i} className={i < value.length ? 'filled' : i === value.length ? 'next' : ''} />
					))}
				</div>
				<p className="visually-hidden" role="status">
					{value !== '' && t('unlock.digits', { count: value.length })}
				</p>
			</div>
			<div className="pin-pad">
				{keys.map(key)}
				<Link className="plain" href={forgotPinHref}>
					{t('unlock.forgotPin')}
				</Link>
				{key('0')}
				<button
					type="button"
					className="plain"
					aria-label={t('unlock.deleteDigit')}
					aria-disabled={value === ''}
					onMouseDown={preventFocusChange}
					onClick={() => set(value.slice(0, -1))}
				>
					<Icon name="backspace" />
				</button>
			</div>
		</>
	)
}
