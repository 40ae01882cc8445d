import { useId } from 'react'
import * as z from 'zod/mini'
import type { Reauthentication } from '#shared/people/two-factor'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'

const passwordForm = z.object({ password: z.string().check(z.minLength(1)), code: z.string() })
const passwordAndCodeForm = z.object({ ...passwordForm.shape, code: z.string().check(z.minLength(1)) })

interface Proving {
	/** Label of the code field. Null if no code is asked for. */
	readonly codeLabel: string | null
	readonly label: string
	/** Rejects with a Problem. */
	readonly onProve: (proof: Reauthentication) => Promise<void>
	readonly onCancel: () => void
	/** False if the user reads what is above the form first. */
	readonly startsFocused?: boolean
}

/** Asks for the password and a code, so that an unattended desk is not enough. */
export function ReauthenticateForm({ codeLabel, label, onProve, onCancel, startsFocused = true }: Proving) {
	const { t } = useTranslations()
	const id = useId()
	const { register, submit, problem, isSubmitting, formState } = useDeskForm({
		schema: codeLabel === null ? passwordForm : passwordAndCodeForm,
		defaultValues: { password: '', code: '' },
		unsaved: null,
		onSubmit: onProve,
	})
	return (
		<form className="stack" noValidate onSubmit={submit}>
			{codeLabel !== null && (
				<div className="field">
					<label htmlFor={`${id}-code`}>{codeLabel}</label>
					<input
						id={`${id}-code`}
						dir="ltr"
						autoComplete="one-time-code"
						autoCapitalize="none"
						spellCheck={false}
						autoFocus={startsFocused}
						{...register('code')}
					/>
				</div>
			)}
			<div className="field">
				<label htmlFor={`${id}-password`}>{t('desk.password')}</label>
				<input
					id={`${id}-password`}
					type="password"
					dir="ltr"
					autoComplete="current-password"
					autoFocus={startsFocused && codeLabel === null}
					{...register('password')}
				/>
			</div>
			<ProblemNote problem={problem} />
			<div className="actions">
				<button type="submit" disabled={isSubmitting || !formState.isValid}>
					{label}
				</button>
				<button type="button" className="plain" onClick={onCancel}>
					{t('app.cancel')}
				</button>
			</div>
		</form>
	)
}
