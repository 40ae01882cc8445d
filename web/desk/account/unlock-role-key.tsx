import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { Link } from 'wouter'
import { asProblem, type Problem } from '#shared/kernel/problem'
import type { RoleKeyListItem } from '#shared/people/role-keys'
import { roleKeys } from '../../api/desk-client.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
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

/** Asks for a secret key and opens it in this page. */
export function KeyWordsForm({ why, label, submit, otherwise, mayOpen = () => true, onOpened }: KeyWords) {
	const { t } = useTranslations()
	const id = useId()
	const [words, setWords] = useState('')
	const [isWrong, setWrong] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	async function open(event: FormEvent) {
		event.preventDefault()
		setProblem(null)
		try {
			const isOpened = await openRoleKeys(words, (await roleKeys()).filter(mayOpen))
			setWrong(!isOpened)
			if (isOpened) onOpened?.()
		} catch (thrown) {
			setProblem(asProblem(thrown))
		}
	}
	return (
		<form className="panel stack" onSubmit={(event) => void open(event)}>
			<p>{why}</p>
			<label className="field" htmlFor={id}>
				{label}
			</label>
			<input
				id={id}
				dir="ltr"
				type="password"
				autoComplete="off"
				value={words}
				onChange={(event) => {
					setWords(event.target.value)
					setWrong(false)
				}}
			/>
			{isWrong && (
				<p className="note stop" role="alert">
					{t('roleKey.decryptsNothing')}
				</p>
			)}
			<ProblemNote problem={problem} />
			<div className="actions">
				<button type="submit" disabled={words.trim() === ''}>
					{submit}
				</button>
				{otherwise}
			</div>
		</form>
	)
}
