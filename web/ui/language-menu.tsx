interface LanguageMenuProps {
	readonly label: string
	readonly languages: readonly { readonly tag: string; readonly name: string }[]
	readonly value: string
	readonly onChoose: (tag: string) => void
}

/** Menu of languages, each by its own name. */
export function LanguageMenu({ label, languages, value, onChoose }: LanguageMenuProps) {
	return (
		<label className="inline">
			<span>{label}</span>
			<select value={value} onChange={({ target }) => onChoose(target.value)}>
				{languages.map(({ tag, name }) => (
					<option key={tag} value={tag} lang={tag}>
						{name}
					</option>
				))}
			</select>
		</label>
	)
}
