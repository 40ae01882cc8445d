import { useId } from 'react'
import { recordApi } from '#shared/api/records'
import { may } from '#shared/people/roles'
import type { RecordDetail } from '#shared/review/record-response'
import { callRoute } from '../../api/call-route.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import type { FormReading } from '../kit/form-labels.ts'
import { noReason, RequiredReason, reasonForm } from '../kit/required-reason.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'

interface LateConflictViewProps {
	readonly conflict: RecordDetail['conflicts'][number]
	readonly record: RecordDetail
	readonly reading: FormReading
	readonly onDecided: () => void
}

/**
 * Changes that arrived after the approval, next to the approved values: accepted or rejected together, with
 * a reason.
 */
export function LateConflictView({ conflict, record, reading, onDecided }: LateConflictViewProps) {
	const { t, language } = useTranslations()
	const { person } = useDesk()
	const id = useId()
	const late = record.history.filter(({ id: revision }) => conflict.revisions.includes(revision))
	const changesOf = (entry: (typeof late)[number]) =>
		entry.changes.filter(({ path, after }) => !path.startsWith('$') && !reading.isAudit(path, after))
	const now = (path: string) => record.answers[path] ?? record.leftOver[path] ?? null
	return (
		<article className="conflict" aria-labelledby={id}>
			<h3 id={id}>{t('review.conflictKind.late')}</h3>
			{late.map((entry) => (
				<div key={entry.id}>
					<p className="hint">
						<bdi>{entry.author}</bdi> · <bdi>{entry.phone}</bdi> · {dateTimeIn(language, entry.written)}
					</p>
					<ul className="changes">
						{changesOf(entry).length === 0 && <li>{t('review.lateWithoutChange')}</li>}
						{changesOf(entry).map(({ path, after }) => (
							<li key={path}>
								<span dir="auto">{reading.label(path)}</span>:{' '}
								<span className="change">
									<bdi>{reading.answer(path, now(path))}</bdi>
									<Icon name="arrowNext" />
									<bdi>{reading.answer(path, after)}</bdi>
								</span>
							</li>
						))}
					</ul>
				</div>
			))}
			{may(person.role, 'records.resolve') && (
				<TwoWays
					onChoose={async (isAccepted, why) => {
						await callRoute(recordApi.resolveConflict, {
							params: { id: record.id },
							body: { conflict: conflict.id, value: isAccepted, why },
						})
						onDecided()
					}}
				/>
			)}
		</article>
	)
}

/** Reverses a decision about late changes, with a reason. */
export function ReverseDecision({
	decision,
	record,
	onDecided,
}: {
	readonly decision: RecordDetail['lateDecisions'][number]
	readonly record: RecordDetail
	readonly onDecided: () => void
}) {
	return (
		<TwoWays
			only={!decision.isAccepted}
			onChoose={async (isAccepted, why) => {
				await callRoute(recordApi.review, {
					params: { id: record.id },
					body: {
						kind: 'reverse-late-decision',
						seen: record.seen,
						why,
						decision: decision.revision,
						isAccepted,
					},
				})
				onDecided()
			}}
		/>
	)
}

interface TwoWaysProps {
	/** The only decision offered; absent if both are. */
	readonly only?: boolean
	readonly onChoose: (isAccepted: boolean, why: string) => Promise<void>
}

function TwoWays({ only, onChoose }: TwoWaysProps) {
	const { t } = useTranslations()
	const { register, reset, submitWith, errors, problem, isSubmitting } = useDeskForm({
		schema: reasonForm,
		defaultValues: noReason,
		unsaved: 'decision',
	})
	const choose = (isAccepted: boolean) =>
		submitWith(async ({ why }) => {
			await onChoose(isAccepted, why)
			reset()
		})
	return (
		<div className="stack tight">
			<RequiredReason label={t('review.reason')} field={register('why')} error={errors.why} />
			<ProblemNote problem={problem} />
			<div className="review-panel">
				{only !== false && (
					<button type="button" disabled={isSubmitting} onClick={choose(true)}>
						{t(only === undefined ? 'review.useLateAnswers' : 'review.useLateAnswersInstead')}
					</button>
				)}
				{only !== true && (
					<button type="button" className="plain" disabled={isSubmitting} onClick={choose(false)}>
						{t(only === undefined ? 'review.keepApproved' : 'review.keepApprovedInstead')}
					</button>
				)}
			</div>
		</div>
	)
}
