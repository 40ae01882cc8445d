import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { Link } from 'wouter'
import type { RoleKeyListItem } from '#shared/access/role-keys'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { roleKeys } from '../sync/desk-client.ts'
import { useTranslations } from '../ui/i18n.ts'
import { ProblemNote } from '../ui/problem-text.tsx'
import { openRoleKeys } from './role-key.ts'

/** The words of the role's key, typed: it lies open in this page from then on. `children`: why it is asked for. */
export function OpenKey({ children }: { children: ReactNode }) {
	const { t } = useTranslations()
	return (
		<KeyWordsForm
			why={children}
			label={t('roleKey.words')}
			submit={t('roleKey.open')}
			otherwise={<Link href="/desk/account">{t('roleKey.toAccount')}</Link>}
		/>
	)
}

interface KeyWords {
	readonly why: ReactNode
	/** Of the field, and of the button. */
	readonly label: string
	readonly submit: string
	/** What else can be done, beside the button. */
	readonly otherwise: ReactNode
	/** The keys that the words may open; all of the role where nothing is said. */
	readonly among?: (key: RoleKeyListItem) => boolean
	readonly onOpened?: () => void
}

/** Asks for the words of a key, and opens it in this page. */
export function KeyWordsForm({ why, label, submit, otherwise, among = () => true, onOpened }: KeyWords) {
	const { t } = useTranslations()
	const id = useId()
	const [words, setWords] = useState('')
	const [isWrong, setWrong] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	async function open(event: FormEvent) {
		event.preventDefault()
		setProblem(null)
		try {
			const isOpened = await openRoleKeys(words, (await roleKeys()).filter(among))
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
					{t('roleKey.opensNothing')}
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
