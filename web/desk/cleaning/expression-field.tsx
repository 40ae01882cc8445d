import type { ComponentProps } from 'react'

/** Field for an expression of the form language, which runs from left to right. */
export function ExpressionField(props: {
	readonly label: string
	readonly example: string
	readonly hint?: string
	readonly field: ComponentProps<'input'>
}) {
	return (
		<label className="field">
			{props.label}
			<input dir="ltr" maxLength={4000} placeholder={props.example} spellCheck={false} {...props.field} />
			{props.hint && <span className="hint">{props.hint}</span>}
		</label>
	)
}
