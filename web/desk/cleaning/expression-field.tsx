import type { ComponentProps } from 'react'
import type { FieldErrorProps } from '../kit/field-error.tsx'
import { TextField } from '../kit/text-field.tsx'

interface ExpressionFieldProps {
	readonly label: string
	readonly example: string
	readonly hint?: string
	readonly field: ComponentProps<'input'>
	readonly error?: FieldErrorProps['error']
}

/** Field for an expression of the form language, which runs from left to right. */
export function ExpressionField({ label, example, hint, field, error }: ExpressionFieldProps) {
	return (
		<TextField
			label={label}
			hint={hint}
			error={error}
			dir="ltr"
			maxLength={4000}
			placeholder={example}
			spellCheck={false}
			{...field}
		/>
	)
}
