import { useState } from 'react'
import type { ResolveViolationsRequest } from '#shared/cleaning/rules'
import { asProblem, type Problem } from '#shared/kernel/problem'
import type { BulkResult } from '#shared/review/bulk-review'
import { resolveViolations } from '../../api/rules-client.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { ReasonField } from '../kit/reason-field.tsx'
import { useUnsavedChanges } from '../kit/unsaved-changes.ts'

interface RightAsItIsProps {
	readonly places: ResolveViolationsRequest['places']
	readonly onDecided: (moved: BulkResult) => void
}

/** Confirms violations as correct answers, with a reason. */
export function AcceptViolations({ places, onDecided }: RightAsItIsProps) {
	const { t } = useTranslations()
	const [why, setWhy] = useState('')
	const [error, setError] = useState('')
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isSaving, setSaving] = useState(false)
	useUnsavedChanges('decision', why.trim() !== '')
	async function decide() {
		setError('')
		setProblem(null)
		if (why.trim() === '') return setError(t('problem.reason-missing'))
		setSaving(true)
		try {
			onDecided(await resolveViolations({ kind: 'right', why: why.trim() }, places))
		} catch (thrown) {
			setProblem(asProblem(thrown))
			setSaving(false)
		}
	}
	return (
		<form
			className="stack tight"
			aria-label={t('rules.markCorrectCount', { count: places.length })}
			onSubmit={(event) => {
				event.preventDefault()
				void decide()
			}}
		>
			<p className="headline">{t('rules.markCorrectCount', { count: places.length })}</p>
			<p className="hint">{t('rules.markCorrectHint')}</p>
			<ReasonField label={t('review.reason')} value={why} onChange={setWhy} />
			{error && (
				<p className="error" role="alert">
					{error}
				</p>
			)}
			<ProblemNote problem={problem} />
			<div className="actions">
				<button type="submit" disabled={isSaving}>
					{t('rules.markCorrect')}
				</button>
			</div>
		</form>
	)
}

/** Number of resolved violations, and the reasons why others were skipped. */
export function ResolvedNote({ moved: { done, left } }: { readonly moved: BulkResult }) {
	const { t } = useTranslations()
	const reasons = [...new Set(left.map(({ why }) => why))]
	return (
		<div className={left.length > 0 ? 'note wait' : 'note ok'} role="status">
			<p>{t('rules.updatedCount', { count: done.length })}</p>
			{left.length > 0 && <p>{t('review.notChangedCount', { count: left.length })}</p>}
			<ul>
				{reasons.map((why) => (
					<li key={why}>{t(`review.notChangedReason.${why}`)}</li>
				))}
			</ul>
		</div>
	)
}
