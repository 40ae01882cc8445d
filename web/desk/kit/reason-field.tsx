interface ReasonFieldProps {
	readonly label: string
	readonly value: string
	readonly onChange: (text: string) => void
}

/** Reason of a decision, stored with it; limited to the length that the server accepts. */
export function ReasonField({ label, value, onChange }: ReasonFieldProps) {
	return (
		<label className="field">
			{label}
			<input dir="auto" maxLength={1000} value={value} onChange={(event) => onChange(event.target.value)} />
		</label>
	)
}
