import { useEffect, useRef } from 'react'
import { peopleApi } from '#shared/api/people'
import { recordApi } from '#shared/api/records'
import { asProblem } from '#shared/kernel/problem'
import { canReceiveRecord } from '#shared/people/people'
import { may, type Role } from '#shared/people/roles'
import { isApprovalExplained } from '#shared/review/quick-approval'
import type { RecordDetail } from '#shared/review/record-response'
import type { ReviewAction } from '#shared/review/review-action'
import { canChangeStatus } from '#shared/revisions/status-transitions'
import { callRoute } from '../../api/call-route.ts'
import { inOrderOf } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import type { FormReading } from '../kit/form-labels.ts'
import { KeysHint } from '../kit/keys-hint.tsx'
import { noReason, optionalReasonForm, RequiredReason, reasonForm } from '../kit/required-reason.tsx'
import { useUnsavedChanges, useUnsavedFields } from '../kit/unsaved-changes.ts'
import { useDeskForm } from '../kit/use-desk-form.ts'
import { useListKeys } from '../kit/use-list-keys.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { type CommentDraft, CommentField } from './comment-draft.tsx'
import { recordOutcome } from './undo-state.ts'

interface ReviewPanelProps {
	readonly record: RecordDetail
	readonly reading: FormReading
	/** Null while the record is not being returned. */
	readonly commenting: CommentDraft | null
	readonly onBegin: () => void
	readonly onEnd: () => void
	/** Called when the record has changed. */
	readonly onMoved: () => void
	/** Called when another user changed the record. */
	readonly onOutdated: () => void
}

type Reviewed = Pick<RecordDetail, 'status' | 'void'>
const isOpenTo = (role: Role, record: Reviewed): boolean =>
	may(role, 'records.review') && record.void === null

/** True if this role can return the record, and so may comment on it. */
export const canReturn = (role: Role, record: Reviewed): boolean =>
	isOpenTo(role, record) && canChangeStatus(role, record.status, 'returned')

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
	return <DecisionPanel review={review} onReturn={onBegin} />
}

type Review = ReturnType<typeof useReview>

/** Permissions for this record, its unsent comments, and the actions with their keyboard shortcuts. */
function useReview({
	record,
	commenting,
	onBegin,
	onEnd,
	onMoved,
	onOutdated,
}: Omit<ReviewPanelProps, 'reading'>) {
	const { person } = useDesk()
	const { seen } = record
	const isExplained = isApprovalExplained({ ...record, openConflicts: record.conflicts.length })
	const approval = useDeskForm({
		schema: isExplained ? reasonForm : optionalReasonForm,
		defaultValues: noReason,
		unsaved: 'comments',
		async onSubmit({ why }) {
			await move({ kind: 'approve', seen, why: isExplained ? why : '' })
			approval.reset()
		},
	})
	const isApproved = record.status === 'approved'
	const mayReturn = canReturn(person.role, record)
	const mayApprove =
		isOpenTo(person.role, record) && !isApproved && canChangeStatus(person.role, record.status, 'approved')
	const { why = '', to = '' } = commenting ?? {}
	const notes = [...(commenting?.notes ?? [])].flatMap(([about, text]) =>
		text.trim() === '' ? [] : [{ about, text: text.trim() }],
	)
	const isWritten = notes.length > 0 || why.trim() !== ''
	useUnsavedChanges('comments', isWritten)
	const written = useUnsavedFields()
	// reloading the record would discard the typed reason of a conflict
	const isDeciding = written.includes('decision')
	const panel = useRef<HTMLElement>(null)
	useListKeys(panel, {
		...(mayApprove && !commenting && !approval.isBusy && written.length === 0
			? { a: () => approval.submit() }
			: {}),
		...(mayReturn && !commenting && written.length === 0 ? { r: onBegin } : {}),
	})
	// the shortcut `r` of the list opens the record with `#return`
	const isReturnRequested = useRef(location.hash === '#return')
	useEffect(() => {
		if (mayReturn && isReturnRequested.current) onBegin()
		isReturnRequested.current = false
	}, [mayReturn, onBegin])

	async function move(wanted: ReviewAction) {
		try {
			await callRoute(recordApi.review, { params: { id: record.id }, body: wanted })
		} catch (thrown) {
			if (asProblem(thrown).code === 'record-changed') onOutdated()
			throw thrown
		}
		const { id, name } = record
		if (wanted.kind === 'approve') recordOutcome({ kind: 'approve', done: [{ id, name }], left: [] })
		onEnd()
		onMoved()
	}
	const sendBack = () =>
		approval.run(() =>
			move(
				to === ''
					? { kind: 'return', seen, why: why.trim(), notes }
					: { kind: 'reassign', seen, why: why.trim(), notes, to },
			),
		)
	return {
		approval,
		isExplained,
		isApproved,
		mayReturn,
		mayApprove,
		isDeciding,
		notes,
		why,
		to,
		isWritten,
		panel,
		sendBack,
	}
}

interface DecisionPanelProps {
	readonly review: Review
	/** Called to begin the return of the record. */
	readonly onReturn: () => void
}

/** Buttons to approve the record, and to begin its return. */
function DecisionPanel({ review, onReturn }: DecisionPanelProps) {
	const { t } = useTranslations()
	const { approval, isExplained, isApproved, mayReturn, mayApprove, isDeciding, panel } = review
	return (
		<section className="review-panel" aria-label={t('review.title')} ref={panel}>
			{mayApprove && (
				<form className="stack tight" noValidate onSubmit={approval.submit}>
					{isExplained && (
						<RequiredReason
							label={t('review.approveReason')}
							field={approval.register('why')}
							error={approval.errors.why}
						/>
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

interface ReturnPanelProps extends Pick<ReviewPanelProps, 'record' | 'reading'> {
	readonly commenting: CommentDraft
	readonly review: Review
	readonly onCancel: () => void
}

/** Comments on the record, and the enumerator who corrects it. */
function ReturnPanel({ record, reading, commenting, review, onCancel }: ReturnPanelProps) {
	const { t } = useTranslations()
	const { approval, isApproved, isDeciding, notes, why, to, sendBack } = review
	return (
		<section className="review-panel stack tight" aria-label={t('review.title')}>
			<p>{t('review.returnHint')}</p>
			<label className="field">
				{t('review.commentOnRecord')}
				<textarea
					autoFocus={commenting.isNew}
					dir="auto"
					rows={2}
					maxLength={2000}
					value={commenting.notes.get('') ?? ''}
					onChange={(event) => commenting.write('', event.target.value)}
				/>
			</label>
			<Unanswered record={record} reading={reading} commenting={commenting} />
			<ReassignForm record={record} to={to} onChoose={(chosen) => commenting.setComment({ to: chosen })} />
			{isApproved && (
				<RequiredReason
					label={t('review.reopenReason')}
					field={{ value: why, onChange: ({ target }) => commenting.setComment({ why: target.value }) }}
				/>
			)}
			{isDeciding && <p className="hint">{t('review.unsavedText')}</p>}
			<ProblemNote problem={approval.problem} />
			<div className="review-panel">
				<button type="button" disabled={approval.isBusy || isDeciding} onClick={() => void sendBack()}>
					<Icon name="returned" />
					{t(to === '' ? 'review.returnWithComments' : 'review.reassignWithComments', {
						count: notes.length,
					})}
				</button>
				<button type="button" className="plain" onClick={onCancel}>
					{t('review.cancel')}
				</button>
			</div>
		</section>
	)
}

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

interface ReassignFormProps {
	readonly record: RecordDetail
	readonly to: string
	readonly onChoose: (person: string) => void
}

/** Chooses who corrects the record: its current owner or another enumerator of the district. */
function ReassignForm({ record, to, onChoose }: ReassignFormProps) {
	const { t, language } = useTranslations()
	const { found } = useRoute(peopleApi.list, {})
	const owner = found?.find(({ id }) => id === record.owner.id)
	const takers = owner ? (found ?? []).filter((each) => canReceiveRecord(each, owner, record.district)) : []
	if (takers.length === 0) return null
	return (
		<label className="field">
			{t('review.assignCorrectionTo')}
			<select value={to} onChange={(event) => onChoose(event.target.value)}>
				<option value="">{record.owner.name}</option>
				{inOrderOf(language, takers, ({ name }) => name).map(({ id, name, code }) => (
					<option key={id} value={id}>
						{name} ({code})
					</option>
				))}
			</select>
		</label>
	)
}

/** Lets the reviewer comment on unanswered questions, which are not listed among the answers. */
function Unanswered({
	record,
	reading,
	commenting,
}: Pick<ReviewPanelProps, 'record' | 'reading' | 'commenting'>) {
	const { t } = useTranslations()
	const blank = reading.nodes.filter(
		({ template, part }) =>
			part.kind === 'question' &&
			part.label !== undefined &&
			part.type !== 'note' &&
			!template.includes('/@') &&
			record.answers[template] === undefined,
	)
	if (blank.length === 0) return null
	const chosen = blank.filter(({ template }) => commenting?.notes.has(template))
	return (
		<>
			<label className="field">
				{t('review.commentUnanswered')}
				<select value="" onChange={(event) => commenting?.write(event.target.value, '')}>
					<option value="">{t('fill.choose')}</option>
					{blank.map(({ template }) => (
						<option key={template} value={template}>
							{reading.label(template)}
						</option>
					))}
				</select>
			</label>
			{chosen.map(({ template }) => (
				<div key={template}>
					<p dir="auto">{reading.label(template)}</p>
					<CommentField commenting={commenting} about={template} label={reading.label(template)} />
				</div>
			))}
		</>
	)
}
