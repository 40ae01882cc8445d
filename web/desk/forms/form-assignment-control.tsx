import { useState } from 'react'
import { formApi } from '#shared/api/forms'
import type { FormAssignment } from '#shared/forms/form-assignment'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { callRoute } from '../../api/call-route.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { AssignmentFields } from './assignment-fields.tsx'

interface FormAssignmentControlProps {
	readonly id: string
	readonly assigned: FormAssignment
	readonly onChanged: () => void
}

/**
 * Assigns a published form. Other users start no new record with it from their next sync on, and finish
 * their drafts.
 */
export function FormAssignmentControl({ id, assigned, onChanged }: FormAssignmentControlProps) {
	const { t } = useTranslations()
	const [chosen, setChosen] = useState(assigned)
	const [problem, setProblem] = useState<Problem | null>(null)
	const [state, setState] = useState<'ready' | 'saving' | 'saved'>('ready')
	const isChanged = JSON.stringify(chosen) !== JSON.stringify(assigned)
	async function save() {
		setState('saving')
		setProblem(null)
		try {
			await callRoute(formApi.assign, { params: { id }, body: { assigned: chosen } })
			setState('saved')
			onChanged()
		} catch (thrown) {
			setProblem(asProblem(thrown))
			setState('ready')
		}
	}
	return (
		<div className="stack tight">
			<AssignmentFields
				assigned={chosen}
				onChange={(next) => {
					setChosen(next)
					setState('ready')
				}}
			/>
			<p className="hint">{t('forms.assignmentHelp')}</p>
			<ProblemNote problem={problem} />
			<div className="actions">
				<button type="button" disabled={!isChanged || state === 'saving'} onClick={() => void save()}>
					{t('forms.saveAssignment')}
				</button>
				{state === 'saved' && !isChanged && <p role="status">{t('forms.assignmentSaved')}</p>}
			</div>
		</div>
	)
}
