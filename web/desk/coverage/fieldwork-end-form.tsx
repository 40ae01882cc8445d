import { type FormEvent, useState } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { setLastDay } from '../../api/desk-client.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'

/** Sets the planned last day of a round, against which the pace is measured. */
export function FieldworkEndForm({
	round,
	lastDay,
	onDone,
}: {
	round: string
	lastDay: string | null
	onDone: () => void
}) {
	const { t } = useTranslations()
	const [typed, setTyped] = useState(lastDay ?? '')
	const [isBusy, setBusy] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	async function save(day: string | null) {
		setBusy(true)
		setProblem(null)
		try {
			await setLastDay({ round, lastDay: day })
			onDone()
		} catch (thrown) {
			setProblem(asProblem(thrown))
		}
		setBusy(false)
	}
	function send(event: FormEvent) {
		event.preventDefault()
		void save(typed)
	}
	return (
		<form className="stack tight" onSubmit={send}>
			<div className="filters">
				<label className="inline">
					<span>{t('charts.fieldworkEnd.label')}</span>
					<input type="date" required value={typed} onChange={({ target }) => setTyped(target.value)} />
				</label>
				<button type="submit" className="small" disabled={isBusy || typed === (lastDay ?? '')}>
					{t('charts.fieldworkEnd.save')}
				</button>
				{lastDay !== null && (
					<button
						type="button"
						className="plain small"
						disabled={isBusy}
						onClick={() => {
							setTyped('')
							void save(null)
						}}
					>
						{t('charts.fieldworkEnd.remove')}
					</button>
				)}
			</div>
			<ProblemNote problem={problem} />
		</form>
	)
}
