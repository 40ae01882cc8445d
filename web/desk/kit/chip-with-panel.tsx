import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
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
	useEffect(() => {
		if (!isOpen) return
		const close = ({ target }: Event) => {
			if (target instanceof Node && !box.current?.contains(target)) setOpen(false)
		}
		document.addEventListener('pointerdown', close)
		document.addEventListener('focusin', close)
		return () => {
			document.removeEventListener('pointerdown', close)
			document.removeEventListener('focusin', close)
		}
	}, [isOpen])
	const closeAndFocus = () => {
		setOpen(false)
		chip.current?.focus()
	}
	const isSet = valueText !== null
	function onKeyDown(event: KeyboardEvent) {
		if (event.key !== 'Escape' || !isOpen) return
		event.stopPropagation()
		closeAndFocus()
	}
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: Escape within the panel closes it
		<div className={isSet ? 'filter-chip is-set' : 'filter-chip'} ref={box} onKeyDown={onKeyDown}>
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
