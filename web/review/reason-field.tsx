interface ReasonFieldProps {
	readonly label: string
	readonly value: string
	readonly onChange: (text: string) => void
}

/** Why something is decided: it stays beside the decision, as long as the server takes it. */
export function ReasonField({ label, value, onChange }: ReasonFieldProps) {
	return (
		<label className="field">
			{label}
			<input dir="auto" maxLength={1000} value={value} onChange={(event) => onChange(event.target.value)} />
		</label>
	)
}
