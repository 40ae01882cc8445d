import type { MouseEvent } from 'react'
import { Link } from 'wouter'
import { latinDigits } from '#shared/forms/digits'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import './pin-pad.css'

interface PinPadProps {
	readonly value: string
	/** Digits of the PIN, if known; as many circles are shown. */
	readonly length: number | undefined
	readonly onChange: (pin: string) => void
	/** Why the last PIN did not open; in place of the name of the field, so that no key moves. */
	readonly problem: string | null
	/** Address of the screen for a forgotten PIN. */
	readonly forgotten: string
}

const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const
const most = 12
/** The field keeps the focus, for those who also have a keyboard. */
const keepFocus = (event: MouseEvent) => event.preventDefault()

/**
 * Field for the existing PIN with keys of its own: no keyboard of the phone covers the screen, or learns the
 * PIN. It can also be typed, in digits of any script.
 */
export function PinPad({ value, length, onChange, problem, forgotten }: PinPadProps) {
	const { t } = useTranslations()
	const set = (pin: string) => onChange(pin.slice(0, most))
	const circles = Math.max(length ?? 6, value.length)
	const key = (digit: string) => (
		<button key={digit} type="button" onMouseDown={keepFocus} onClick={() => set(value + digit)}>
			{digit}
		</button>
	)
	return (
		<>
			<div className="pin-field">
				{problem === null ? (
					<p aria-hidden="true">{t('unlock.pin')}</p>
				) : (
					<p className="pin-problem" role="alert">
						{problem}
					</p>
				)}
				<input
					aria-label={t('unlock.pin')}
					autoFocus
					type="password"
					inputMode="none"
					autoComplete="off"
					dir="ltr"
					maxLength={most}
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
				<Link className="plain" href={forgotten}>
					{t('unlock.forgotPin')}
				</Link>
				{key('0')}
				<button
					type="button"
					className="plain"
					aria-label={t('unlock.deleteDigit')}
					disabled={value === ''}
					onMouseDown={keepFocus}
					onClick={() => set(value.slice(0, -1))}
				>
					<Icon name="backspace" />
				</button>
			</div>
		</>
	)
}
