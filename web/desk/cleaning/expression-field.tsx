/** Field for an expression of the form language, which runs from left to right. */
export function ExpressionField(props: {
	readonly label: string
	readonly example: string
	readonly hint?: string
	readonly value: string
	readonly onChange: (text: string) => void
}) {
	return (
		<label className="field">
			{props.label}
			<input
				dir="ltr"
				maxLength={4000}
				placeholder={props.example}
				spellCheck={false}
				value={props.value}
				onChange={(event) => props.onChange(event.target.value)}
			/>
			{props.hint && <span className="hint">{props.hint}</span>}
		</label>
	)
}
