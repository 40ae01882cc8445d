import { type ReactNode, useId } from 'react'
import { Link } from 'wouter'
import * as z from 'zod/mini'
import { approvalApi } from '#shared/api/approvals'
import type { RoleKeyListItem } from '#shared/people/role-keys'
import { callRoute } from '../../api/call-route.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'
import { openRoleKeys } from './role-key.ts'

/** Opens the role's secret key in this page. `children`: why it is needed. */
export function UnlockRoleKey({ children }: { children: ReactNode }) {
	const { t } = useTranslations()
	return (
		<KeyWordsForm
			why={children}
			label={t('roleKey.secretKey')}
			submit={t('roleKey.decrypt')}
			otherwise={<Link href="/desk/account">{t('roleKey.link')}</Link>}
		/>
	)
}

interface KeyWords {
	readonly why: ReactNode
	/** Labels of the field and of the button. */
	readonly label: string
	readonly submit: string
	/** Other actions, next to the button. */
	readonly otherwise: ReactNode
	/** Keys that may be opened; all keys of the role if absent. */
	readonly mayOpen?: (key: RoleKeyListItem) => boolean
	readonly onOpened?: () => void
}

/** A form that asks for a secret key. */
export const wordsForm = z.object({ words: z.string().check(z.trim(), z.minLength(1)) })

/** Asks for a secret key and opens it in this page. */
export function KeyWordsForm({ why, label, submit, otherwise, mayOpen = () => true, onOpened }: KeyWords) {
	const { t } = useTranslations()
	const id = useId()
	const {
		register,
		submit: open,
		setError,
		errors,
		problem,
		isSubmitting,
		watch,
	} = useDeskForm({
		schema: wordsForm,
		defaultValues: { words: '' },
		unsaved: null,
		async onSubmit({ words }) {
			if (await openRoleKeys(words, (await callRoute(approvalApi.roleKeys)).filter(mayOpen))) onOpened?.()
			else setError('words', { type: 'custom' })
		},
	})
	return (
		<form className="panel stack" noValidate onSubmit={open}>
			<p>{why}</p>
			<label className="field" htmlFor={id}>
				{label}
			</label>
			<input
				id={id}
				dir="ltr"
				type="password"
				autoComplete="off"
				aria-invalid={errors.words !== undefined}
				{...register('words')}
			/>
			{errors.words?.type === 'custom' && (
				<p className="note stop" role="alert">
					{t('roleKey.decryptsNothing')}
				</p>
			)}
			<ProblemNote problem={problem} />
			<div className="actions">
				<button type="submit" disabled={isSubmitting || watch('words').trim() === ''}>
					{submit}
				</button>
				{otherwise}
			</div>
		</form>
	)
}
