import { useState } from 'react'
import { randomId } from '#shared/kernel/ids'
import { randomBytes } from '../../storage/vault/vault.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { noReason, RequiredReason, reasonForm } from '../kit/required-reason.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'
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
	const [sent, setSent] = useState<BulkEditProgress>(noBulkEditProgress)
	const { register, submit, reset, errors, problem, isSubmitting } = useDeskForm({
		schema: reasonForm,
		defaultValues: noReason,
		unsaved: 'decision',
		async onSubmit({ why }) {
			await undoBulkEditInSteps(bulkEditId, where, {
				bulkEditId: own,
				why,
				onStep: setSent,
				isStopped: () => false,
			})
			reset()
			onChange()
		},
	})
	return (
		<form className="stack tight" noValidate onSubmit={submit}>
			<p className="hint">{hint}</p>
			<RequiredReason label={t('review.reason')} field={register('why')} error={errors.why} />
			<ProblemNote problem={problem} />
			{sent.reached > 0 && <BulkEditResultNote sent={sent} isBack />}
			<div className="actions">
				<button type="submit" disabled={isSubmitting}>
					{t('cleaning.undoNow')}
				</button>
			</div>
		</form>
	)
}
