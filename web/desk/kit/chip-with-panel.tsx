import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslations } from '../../ui/i18n.ts'
import { DeskIcon } from './desk-icon.tsx'

interface ChipWithPanelProps {
	readonly label: string
	/** The chosen value in words; null: the filter is off. */
	readonly valueText: string | null
	/** Switches the filter off. Null if it always has a value. */
	readonly onClear: (() => void) | null
	/** Content of the panel. `close` closes it and focuses the chip. */
	readonly children: (close: () => void) => ReactNode
}

/** A filter of a list as a chip that opens a panel. The panel closes with Escape and outside of it. */
export function ChipWithPanel({ label, valueText, onClear, children }: ChipWithPanelProps) {
	const { t } = useTranslations()
	const [isOpen, setOpen] = useState(false)
	const box = useRef<HTMLDivElement>(null)
	const chip = useRef<HTMLButtonElement>(null)
	const closeAndFocus = () => {
		setOpen(false)
		chip.current?.focus()
	}
	useEffect(() => {
		const inside = box.current
		if (!isOpen || !inside) return
		const close = ({ target }: Event) => {
			if (target instanceof Node && !inside.contains(target)) setOpen(false)
		}
		const closeByKey = (event: KeyboardEvent) => {
			if (event.key !== 'Escape') return
			// a dialog around the chip stays open
			event.stopPropagation()
			setOpen(false)
			chip.current?.focus()
		}
		document.addEventListener('pointerdown', close)
		document.addEventListener('focusin', close)
		inside.addEventListener('keydown', closeByKey)
		return () => {
			document.removeEventListener('pointerdown', close)
			document.removeEventListener('focusin', close)
			inside.removeEventListener('keydown', closeByKey)
		}
	}, [isOpen])
	const isSet = valueText !== null
	return (
		<div className={isSet ? 'filter-chip is-set' : 'filter-chip'} ref={box}>
			<button
				ref={chip}
				type="button"
				className="filter-button"
				aria-expanded={isOpen}
				onClick={() => setOpen(!isOpen)}
			>
				{isSet ? (
					<>
						{label}: <b>{valueText}</b>
					</>
				) : (
					<>
						<DeskIcon name="add" /> {label}
					</>
				)}
			</button>
			{isSet && onClear && (
				<button
					type="button"
					className="filter-clear"
					aria-label={t('desk.clearFilter', { name: label })}
					onClick={() => {
						onClear()
						chip.current?.focus()
					}}
				>
					<DeskIcon name="close" />
				</button>
			)}
			{isOpen && children(closeAndFocus)}
		</div>
	)
}
