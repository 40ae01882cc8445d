import { UnlistedOption } from './unlisted-option.tsx'

interface SelectMenuProps {
	readonly label: string
	readonly value: string
	readonly options: readonly (readonly [value: string, label: string])[]
	readonly onChoose: (value: string) => void
}

/** Menu with exactly one chosen value; `FilterMenu` also has "all". */
export function SelectMenu({ label, value, options, onChoose }: SelectMenuProps) {
	return (
		<label className="inline">
			<span>{label}</span>
			<select value={value} onChange={({ target }) => onChoose(target.value)}>
				<UnlistedOption value={value} listed={options.map(([each]) => each)} />
				{options.map(([each, text]) => (
					<option key={each} value={each}>
						{text}
					</option>
				))}
			</select>
		</label>
	)
}
