import type { ComponentProps } from 'react'
import type { FieldError as FormFieldError } from 'react-hook-form'
import * as z from 'zod/mini'
import { maxReasonLength, requiredReasonSchema } from '#shared/kernel/reason'
import { useTranslations } from '../../ui/i18n.ts'
import { TextField } from './text-field.tsx'

/** A form whose decision needs a reason. */
export const reasonForm = z.object({
	why: requiredReasonSchema,
})
/** A form whose decision may have a reason. */
export const optionalReasonForm = z.object({ why: z.string().check(z.trim(), z.maxLength(maxReasonLength)) })
export const noReason = { why: '' }

interface RequiredReasonProps {
	readonly label: string
	readonly field: ComponentProps<'input'>
	readonly error?: FormFieldError | undefined
}

/** Reason of a decision, stored with it: a field of a form with `reasonForm`. */
export function RequiredReason({ label, field, error }: RequiredReasonProps) {
	const { t } = useTranslations()
	return (
		<TextField
			label={label}
			dir="auto"
			maxLength={maxReasonLength}
			error={error}
			errorText={t('problem.reason-missing')}
			{...field}
		/>
	)
}
