import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { Link } from 'wouter'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { roleKeys } from '../sync/desk-client.ts'
import { useTexts } from '../ui/i18n.ts'
import { ProblemNote } from '../ui/problem-text.tsx'
import { openRoleKeys } from './role-key.ts'

/** The words of the role's key, typed: it lies open in this page from then on. `children`: why it is asked for. */
export function OpenKey({ children }: { children: ReactNode }) {
	const { t } = useTexts()
	const id = useId()
	const [words, setWords] = useState('')
	const [isWrong, setWrong] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	async function open(event: FormEvent) {
		event.preventDefault()
		setProblem(null)
		try {
			setWrong(!(await openRoleKeys(words, await roleKeys())))
		} catch (thrown) {
			setProblem(asProblem(thrown))
		}
	}
	return (
		<form className="panel stack" onSubmit={(event) => void open(event)}>
			<p>{children}</p>
			<label className="field" htmlFor={id}>
				{t('roleKey.words')}
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
					{t('roleKey.open')}
				</button>
				<Link href="/desk/account">{t('roleKey.toAccount')}</Link>
			</div>
		</form>
	)
}
