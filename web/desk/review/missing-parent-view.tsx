import { useId, useState } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { may } from '#shared/people/roles'
import type { RecordDetail } from '#shared/review/record-response'
import { sendReviewAction } from '../../api/desk-client.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import type { FormReading } from '../kit/form-labels.ts'
import { ReasonField } from '../kit/reason-field.tsx'
import { useUnsavedChanges } from '../kit/unsaved-changes.ts'

interface MissingParentViewProps {
	readonly conflict: RecordDetail['conflicts'][number]
	readonly record: RecordDetail
	readonly reading: FormReading
	readonly onDecided: () => void
}

/**
 * Revisions whose parent has not arrived. It usually arrives later; if its phone is lost, the desk can
 * apply the revisions without it.
 */
export function MissingParentView({ conflict, record, reading, onDecided }: MissingParentViewProps) {
	const { t, language } = useTranslations()
	const { person } = useDesk()
	const id = useId()
	const [why, setWhy] = useState('')
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isSaving, setSaving] = useState(false)
	useUnsavedChanges('decision', why.trim() !== '')
	const waiting = record.history.filter(({ id: revision }) => conflict.revisions.includes(revision))
	async function adopt() {
		setProblem(null)
		setSaving(true)
		try {
			await sendReviewAction(record.id, { kind: 'adopt', seen: record.seen, why: why.trim() })
			onDecided()
		} catch (thrown) {
			const found = asProblem(thrown)
			setProblem(found)
			setSaving(false)
			if (found.code === 'record-changed') onDecided()
		}
	}
	return (
		<article className="conflict" aria-labelledby={id}>
			<h3 id={id}>{t('review.conflictKind.waiting')}</h3>
			<p className="hint">{t('review.waitingHint')}</p>
			{waiting.map((entry) => (
				<div key={entry.id}>
					<p className="hint">
						<bdi>{entry.author}</bdi> · <bdi>{entry.phone}</bdi> · {dateTimeIn(language, entry.written)}
					</p>
					<ul className="changes">
						{entry.changes
							.filter(({ path, after }) => !path.startsWith('$') && !reading.isAudit(path, after))
							.map(({ path, after }) => (
								<li key={path}>
									<span dir="auto">{reading.label(path)}</span>: <bdi>{reading.answer(path, after)}</bdi>
								</li>
							))}
					</ul>
				</div>
			))}
			{may(person.role, 'records.resolve') && (
				<details>
					<summary>{t('review.deviceUnavailable')}</summary>
					<div className="stack tight">
						<p>{t('review.deviceUnavailableHint')}</p>
						<ReasonField label={t('review.reason')} value={why} onChange={setWhy} />
						<ProblemNote problem={problem} />
						<button type="button" disabled={isSaving} onClick={() => void adopt()}>
							{t('review.useTheseAnswers')}
						</button>
					</div>
				</details>
			)}
		</article>
	)
}
