import { useId, useState } from 'react'
import { recordApi } from '#shared/api/records'
import { asProblem } from '#shared/kernel/problem'
import { may } from '#shared/people/roles'
import type { RecordDetail } from '#shared/review/record-response'
import { callRoute } from '../../api/call-route.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import type { FormReading } from '../kit/form-labels.ts'
import { noReason, RequiredReason, reasonForm } from '../kit/required-reason.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'

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
	// until the record is loaded again
	const [isDecided, setDecided] = useState(false)
	const { register, submit, errors, problem, isSubmitting } = useDeskForm({
		schema: reasonForm,
		defaultValues: noReason,
		unsaved: 'decision',
		async onSubmit({ why }) {
			try {
				await callRoute(recordApi.review, {
					params: { id: record.id },
					body: { kind: 'adopt', seen: record.seen, why },
				})
				setDecided(true)
				onDecided()
			} catch (thrown) {
				if (asProblem(thrown).code === 'record-changed') onDecided()
				throw thrown
			}
		},
	})
	const waiting = record.history.filter(({ id: revision }) => conflict.revisions.includes(revision))
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
					<form className="stack tight" noValidate onSubmit={submit}>
						<p>{t('review.deviceUnavailableHint')}</p>
						<RequiredReason label={t('review.reason')} field={register('why')} error={errors.why} />
						<ProblemNote problem={problem} />
						<button type="submit" disabled={isSubmitting || isDecided}>
							{t('review.useTheseAnswers')}
						</button>
					</form>
				</details>
			)}
		</article>
	)
}
