import type { FieldError as FormFieldError } from 'react-hook-form'
import { serverError } from './use-desk-form.ts'

export interface FieldErrorProps {
	/** Error of a single value or of a list of values. */
	readonly error:
		| { readonly type?: FormFieldError['type'] | undefined; readonly message?: string | undefined }
		| undefined
	/** Text for a value that the schema refuses; what the server refuses has its own text. */
	readonly text: string
}

/** Error of a field, below it; nothing without an error. */
export function FieldError({ error, text }: FieldErrorProps) {
	if (!error) return null
	return (
		<span className="error" role="alert">
			{error.type === serverError ? error.message : text}
		</span>
	)
}
