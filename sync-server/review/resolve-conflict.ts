import type { Answer } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { Problem } from '#shared/kernel/problem'
import { unreachable } from '#shared/kernel/unreachable'
import type { Person } from '#shared/people/people'
import type { Decision } from '#shared/review/record-response'
import { type Conflict, getCurrentAnswers, isStatus, type RecordState } from '#shared/revisions/record-state'
import type { FormRepository } from '../forms/form-repository.ts'
import type { Store } from '../storage/store.ts'
import { foldKnown, getRecordHeader, type KnownRevision, knownRecords } from '../sync/known-record.ts'
import type { Signer } from '../sync/signer.ts'
import { type AnswerChanges, writeDeskEdit } from './desk-revisions.ts'
import { lateChanges } from './late-changes.ts'
import { requirePossibleAnswer } from './possible-answer.ts'

export interface DecideDeps {
	readonly store: Store
	readonly forms: FormRepository
	readonly signer: Signer
	/** ms since 1970 */
	readonly now: () => number
}

/**
 * Resolves a conflict: writes a desk revision that has all sides as ancestors and sets the disputed path. It
 * is written in the transaction that reads the record, so that no revision can arrive in between.
 *
 * @throws Problem `not-found`, `conflict-already-resolved`, `value-not-allowed`, `reason-missing`
 */
export async function resolveConflict(
	{ store, forms, signer, now }: DecideDeps,
	person: Person,
	recordId: string,
	decision: Decision,
): Promise<void> {
	const why = decision.why.trim()
	if (why === '') throw new Problem('reason-missing')
	await store.write(async (session) => {
		const record = knownRecords([recordId], await session.revisionsOf([recordId])).get(recordId)
		const header = record ? getRecordHeader(record) : null
		if (!record || !header) throw new Problem('not-found')
		const form = await forms.compiled(header.form, header.version)
		const view = foldKnown(record.revisions, form)
		const open = view.conflicts.find((each) => each.id === decision.conflict)
		if (!open) throw new Problem('conflict-already-resolved')
		const disputed = { open, view, revisions: record.revisions, form, at: now() }
		await writeDeskEdit(session, forms, record, {
			signer,
			project: store.project,
			form: { id: header.form, ver: header.version },
			person,
			// late revisions are not part of the view: the decision about them is the first to have them as parents
			heads: open.kind === 'late' ? view.allHeads : view.heads,
			view,
			set: changesFor(disputed, decision.value),
			why,
		})
	})
}

interface ConflictInput {
	readonly open: Conflict
	readonly view: RecordState
	readonly revisions: readonly KnownRevision[]
	readonly form: CompiledForm | null
	/** Time of the decision, ms. */
	readonly at: number
}

function changesFor(disputed: ConflictInput, value: Decision['value']): AnswerChanges {
	const { open, view, revisions, form } = disputed
	switch (open.kind) {
		case 'field':
			if (typeof value === 'boolean') throw new Problem('value-not-allowed')
			return { [open.path]: checkedAnswer(disputed, value) }
		case 'row':
			if (typeof value !== 'boolean') throw new Problem('value-not-allowed')
			return { [open.path]: value ? (view.fields.get(open.path) ?? 0) : null }
		case 'void':
			if (value !== null && (typeof value !== 'string' || value.trim() === ''))
				throw new Problem('value-not-allowed')
			return { $void: value }
		case 'status': {
			const offered = revisions
				.filter(({ id }) => open.revisions.includes(id))
				.map(({ revision }) => revision.set.$status)
			if (!isStatus(value) || !offered.includes(value)) throw new Problem('value-not-allowed')
			return { $status: value }
		}
		case 'late':
			if (typeof value !== 'boolean') throw new Problem('value-not-allowed')
			return lateChanges({ isAccepted: value, view, revisions, form })
		case 'waiting':
			throw new Problem('value-not-allowed')
		default:
			return unreachable(open.kind)
	}
}

/**
 * Validates a typed answer: the question must be able to have it in this record. A value from one of the
 * sides is always valid.
 */
function checkedAnswer(
	{ open: { path }, view, revisions, form, at }: ConflictInput,
	value: Answer | null,
): Answer | null {
	if (value === null) return null
	const isExistingValue = revisions.some(
		({ revision }) => JSON.stringify(revision.set[path]) === JSON.stringify(value),
	)
	if (isExistingValue) return value
	if (!form) throw new Problem('value-not-allowed')
	requirePossibleAnswer(form, new Map([...getCurrentAnswers(view), [path, value]]), path, value, at)
	return value
}
