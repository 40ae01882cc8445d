import { DeskIcon } from './desk-icon.tsx'

interface ToggleChipProps {
	readonly label: string
	/** Value of a filter that can only be removed here, in words. */
	readonly value?: string | undefined
	readonly isOn: boolean
	readonly onChange: (isOn: boolean) => void
}

/** A filter of a list that is on or off, as a chip. */
export function ToggleChip({ label, value, isOn, onChange }: ToggleChipProps) {
	return (
		<div className={isOn ? 'filter-chip is-set' : 'filter-chip'}>
			<button type="button" className="filter-button" aria-pressed={isOn} onClick={() => onChange(!isOn)}>
				{isOn ? (
					<>
						{value === undefined ? (
							<b>{label}</b>
						) : (
							<>
								{label}: <b>{value}</b>
							</>
						)}{' '}
						<DeskIcon name="close" />
					</>
				) : (
					<>
						<DeskIcon name="add" /> {label}
					</>
				)}
			</button>
		</div>
	)
}
