import { useState } from 'react'
import { formApi } from '#shared/api/forms'
import { type FormAvailability, formAvailabilities } from '#shared/forms/form-definition'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { callRoute } from '../../api/call-route.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'

interface FormStateControlProps {
	readonly id: string
	readonly state: FormAvailability
	readonly onChanged: () => void
}

/**
 * Opens or retires a form. A retired form starts no new record; drafts are finished, and their records
 * count.
 */
export function FormStateControl({ id, state, onChanged }: FormStateControlProps) {
	const { t } = useTranslations()
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isSaving, setSaving] = useState(false)
	async function set(next: FormAvailability) {
		setSaving(true)
		setProblem(null)
		try {
			await callRoute(formApi.setState, { params: { id }, body: { state: next } })
			onChanged()
		} catch (thrown) {
			setProblem(asProblem(thrown))
		} finally {
			setSaving(false)
		}
	}
	return (
		<div className="stack tight">
			<p>
				{t(`forms.stateHelp.${state}`)} <span className="hint">{t('forms.stateChangeHelp')}</span>
			</p>
			<div className="actions">
				{formAvailabilities
					.filter((each) => each !== state)
					.map((each) => (
						<button
							key={each}
							type="button"
							className="plain"
							disabled={isSaving}
							onClick={() => void set(each)}
						>
							{t(`forms.setState.${each}`)}
						</button>
					))}
			</div>
			<ProblemNote problem={problem} />
		</div>
	)
}
