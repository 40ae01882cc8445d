import { useState } from 'react'
import { randomId } from '#shared/kernel/ids'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { randomBytes } from '../../storage/vault/vault.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { ReasonField } from '../kit/reason-field.tsx'
import { useUnsavedChanges } from '../kit/unsaved-changes.ts'
import {
	type BulkEditProgress,
	noBulkEditProgress,
	type UndoScope,
	undoBulkEditInSteps,
} from './apply-bulk-edit.ts'
import { BulkEditResultNote } from './bulk-edit-result-note.tsx'

interface UndoBulkEditProps {
	readonly bulkEditId: string
	readonly where: UndoScope
	/** Explanation of the effect of the undo on the records. */
	readonly hint: string
	readonly onChange: () => void
}

/** Undoes an edit wherever it is still in effect, with a reason. */
export function UndoBulkEdit({ bulkEditId, where, hint, onChange }: UndoBulkEditProps) {
	const { t } = useTranslations()
	const [own] = useState(() => randomId(randomBytes))
	const [why, setWhy] = useState('')
	const [error, setError] = useState('')
	const [problem, setProblem] = useState<Problem | null>(null)
	const [sent, setSent] = useState<BulkEditProgress>(noBulkEditProgress)
	const [isBusy, setBusy] = useState(false)
	useUnsavedChanges('decision', why.trim() !== '')
	async function run() {
		setError('')
		setProblem(null)
		if (why.trim() === '') return setError(t('problem.reason-missing'))
		setBusy(true)
		try {
			await undoBulkEditInSteps(bulkEditId, where, {
				bulkEditId: own,
				why: why.trim(),
				onStep: setSent,
				isStopped: () => false,
			})
			setWhy('')
			onChange()
		} catch (thrown) {
			setProblem(asProblem(thrown))
		} finally {
			setBusy(false)
		}
	}
	return (
		<div className="stack tight">
			<p className="hint">{hint}</p>
			<ReasonField label={t('review.reason')} value={why} onChange={setWhy} />
			{error && (
				<p className="error" role="alert">
					{error}
				</p>
			)}
			<ProblemNote problem={problem} />
			{sent.reached > 0 && <BulkEditResultNote sent={sent} isBack />}
			<div className="actions">
				<button type="button" disabled={isBusy} onClick={() => void run()}>
					{t('cleaning.undoNow')}
				</button>
			</div>
		</div>
	)
}
