import type { ComponentProps } from 'react'
import { useTranslations } from '../../ui/i18n.ts'
import { FieldError, type FieldErrorProps } from './field-error.tsx'

interface TextFieldProps extends ComponentProps<'input'> {
	readonly label: string
	readonly hint?: string | undefined
	readonly error?: FieldErrorProps['error']
	/** Text for a value that the schema refuses. Default: the field is empty. */
	readonly errorText?: string
}

/** A text field of a form: its label, its error, and what it expects. */
export function TextField({ label, hint, error, errorText, ...input }: TextFieldProps) {
	const { t } = useTranslations()
	return (
		<>
			<label className="field">
				{label}
				<input aria-invalid={error !== undefined} {...input} />
				{hint !== undefined && <span className="hint">{hint}</span>}
			</label>
			<FieldError error={error} text={errorText ?? t('desk.required')} />
		</>
	)
}
