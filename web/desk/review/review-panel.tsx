import type { RecordDetail } from '#shared/review/record-response'
import { type Translate, useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import type { FormReading } from '../kit/form-labels.ts'
import { KeysHint } from '../kit/keys-hint.tsx'
import { RequiredReason } from '../kit/required-reason.tsx'
import { ReturnPanel } from './return-panel.tsx'
import { type Review, type ReviewContext, useReview } from './use-review.ts'

interface ReviewPanelProps extends ReviewContext {
	readonly reading: FormReading
}

/** Approves a record or returns it with comments. Reopening an approved one needs a reason. */
export function ReviewPanel({
	record,
	reading,
	commenting,
	onBegin,
	onEnd,
	onMoved,
	onOutdated,
}: ReviewPanelProps) {
	const review = useReview({ record, commenting, onBegin, onEnd, onMoved, onOutdated })
	const { mayReturn, mayApprove, notes, why, isWritten } = review
	if (!mayReturn && isWritten)
		return <NeverSent notes={notes} why={why.trim()} reading={reading} onTakeOut={onEnd} />
	if (!(mayApprove || mayReturn)) return null
	if (commenting && mayReturn)
		return (
			<ReturnPanel
				record={record}
				reading={reading}
				commenting={commenting}
				review={review}
				onCancel={onEnd}
			/>
		)
	return <DecisionPanel record={record} review={review} onReturn={onBegin} />
}

interface DecisionPanelProps {
	readonly record: RecordDetail
	readonly review: Review
	/** Called to begin the return of the record. */
	readonly onReturn: () => void
}

/** Buttons to approve the record, and to begin its return. */
function DecisionPanel({ record, review, onReturn }: DecisionPanelProps) {
	const { t } = useTranslations()
	const { approval, isExplained, isApproved, mayReturn, mayApprove, isDeciding, panel } = review
	return (
		<section className="review-panel" aria-label={t('review.title')} ref={panel}>
			{mayApprove && (
				<form className="stack tight" noValidate onSubmit={approval.submit}>
					{isExplained && (
						<>
							<p>{listOpenMatters(record, t).join(' ')}</p>
							<RequiredReason
								label={t('review.approveReason')}
								field={approval.register('why')}
								error={approval.errors.why}
							/>
						</>
					)}
					<div className="actions">
						<button type="submit" disabled={approval.isBusy || isDeciding} aria-keyshortcuts="a">
							<Icon name="approved" />
							{t(mayReturn ? 'review.approve' : 'review.markHandled')}
						</button>
					</div>
				</form>
			)}
			{mayReturn && (
				<button type="button" className="plain" aria-keyshortcuts="r" onClick={onReturn}>
					<Icon name="returned" />
					{t(isApproved ? 'review.reopen' : 'review.return')}
				</button>
			)}
			{isDeciding && <p className="hint">{t('review.unsavedText')}</p>}
			<ProblemNote problem={approval.problem} />
			<p className="hint keys-hint">
				<KeysHint keys={t('review.shortcutsRecord')} />
			</p>
		</section>
	)
}

/** Returns a sentence for each matter that approval has to explain. */
const listOpenMatters = (
	{ conflicts, openFlags, answersError }: Pick<RecordDetail, 'conflicts' | 'openFlags' | 'answersError'>,
	t: Translate,
): readonly string[] => [
	...(conflicts.length > 0 ? [t('review.approveConflicts', { count: conflicts.length })] : []),
	...(openFlags ? [t('review.approveFlags', { count: openFlags })] : []),
	...(answersError === null ? [] : [t('review.approveUnread')]),
]

interface NeverSentProps {
	readonly notes: readonly { readonly about: string; readonly text: string }[]
	readonly why: string
	readonly reading: FormReading
	readonly onTakeOut: () => void
}

/**
 * Unsent comments on a record that was approved, withdrawn or taken over meanwhile: they are shown and can
 * be deleted.
 */
function NeverSent({ notes, why, reading, onTakeOut }: NeverSentProps) {
	const { t } = useTranslations()
	return (
		<section className="note stop stack tight" aria-label={t('review.title')}>
			<p>{t('review.returnNotPossible')}</p>
			<ul>
				{notes.map(({ about, text }) => (
					<li key={about} dir="auto">
						{about === '' ? t('comments.onWholeRecord') : reading.label(about)}: <bdi>{text}</bdi>
					</li>
				))}
				{why !== '' && (
					<li dir="auto">
						{t('review.reopenReason')}: <bdi>{why}</bdi>
					</li>
				)}
			</ul>
			<button type="button" className="plain" onClick={onTakeOut}>
				{t('review.discardComments')}
			</button>
		</section>
	)
}
