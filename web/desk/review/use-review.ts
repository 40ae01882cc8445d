import { useEffect, useRef } from 'react'
import { recordApi } from '#shared/api/records'
import { asProblem } from '#shared/kernel/problem'
import { may, type Role } from '#shared/people/roles'
import { isApprovalExplained } from '#shared/review/quick-approval'
import type { RecordDetail } from '#shared/review/record-response'
import type { ReviewAction } from '#shared/review/review-action'
import { canChangeStatus } from '#shared/revisions/status-transitions'
import { callRoute } from '../../api/call-route.ts'
import { useDesk } from '../kit/desk-context.ts'
import { noReason, optionalReasonForm, reasonForm } from '../kit/required-reason.tsx'
import { useUnsavedChanges, useUnsavedFields } from '../kit/unsaved-changes.ts'
import { useDeskForm } from '../kit/use-desk-form.ts'
import { useListKeys } from '../kit/use-list-keys.ts'
import type { CommentDraft } from './comment-draft.tsx'
import { recordOutcome } from './undo-state.ts'

/** The record under review, its comments, and the callbacks of the screen. */
export interface ReviewContext {
	readonly record: RecordDetail
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

export type Review = ReturnType<typeof useReview>

/** Permissions for this record, its unsent comments, and the actions with their keyboard shortcuts. */
export function useReview({ record, commenting, onBegin, onEnd, onMoved, onOutdated }: ReviewContext) {
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
