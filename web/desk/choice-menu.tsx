interface ChoiceMenuProps {
	readonly label: string
	readonly value: string
	readonly options: readonly (readonly [value: string, label: string])[]
	readonly onChoose: (value: string) => void
}

/** One of some values, always one; what can also be all is a `FilterMenu`. */
export function ChoiceMenu({ label, value, options, onChoose }: ChoiceMenuProps) {
	return (
		<label className="inline">
			<span>{label}</span>
			<select value={value} onChange={({ target }) => onChoose(target.value)}>
				{options.map(([each, text]) => (
					<option key={each} value={each}>
						{text}
					</option>
				))}
			</select>
		</label>
	)
}
