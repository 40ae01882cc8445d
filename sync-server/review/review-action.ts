import type { Answer } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { shortDigest } from '#shared/kernel/digest'
import { randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import { unreachable } from '#shared/kernel/unreachable'
import { canReceiveRecord, type Person } from '#shared/people/people'
import { may } from '#shared/people/roles'
import { isApprovalExplained } from '#shared/review/quick-approval'
import type { NewComment, ReviewAction } from '#shared/review/review-action'
import { notePath, ownerPath } from '#shared/revisions/metadata-paths'
import type { RecordState, Status } from '#shared/revisions/record-state'
import { canChangeStatus } from '#shared/revisions/status-transitions'
import { serverRandom } from '../people/invitations.ts'
import { codeMakers } from '../storage/people/devices.ts'
import { asPerson, findPerson } from '../storage/people/people.ts'
import { findRecord, findReviewStates } from '../storage/records/records.ts'
import type { WriteSession } from '../storage/store.ts'
import { foldKnown, getRecordHeader, type KnownRecord, knownRecords } from '../sync/known-record.ts'
import { adoptOrphans } from './adopt-orphans.ts'
import { type AnswerChanges, writeDeskEdit } from './desk-revisions.ts'
import { changesTurning } from './late-decisions.ts'
import type { DecideDeps } from './resolve-conflict.ts'

/**
 * Returns a digest of the heads on the user's screen: those shown, and those that are late or waiting. It
 * prevents an action on a state that the user has not seen.
 */
export const digestSeenHeads = ({
	heads,
	late,
	waiting,
}: Pick<RecordState, 'heads' | 'late' | 'waiting'>): string =>
	shortDigest(JSON.stringify([heads, late, waiting]))

/**
 * Applies a review action to a record: approves it, returns it with comments, and the other actions on a
 * whole record. Writes a desk revision on top of the heads that were shown.
 *
 * @throws Problem `not-found`, `record-changed`, `not-allowed`, `approval-own-device`, `reason-missing`,
 * `comment-missing`, `reassignment-not-possible`
 */
export async function applyReviewAction(
	{ store, forms, signer }: Pick<DecideDeps, 'store' | 'forms' | 'signer'>,
	person: Person,
	recordId: string,
	move: ReviewAction,
): Promise<void> {
	await store.write((session) =>
		writeReviewAction(session, { store, forms, signer }, person, recordId, move, (view) => {
			if (digestSeenHeads(view) !== move.seen) throw new Problem('record-changed')
		}),
	)
}

/**
 * Applies a review action within the write session of the project. `mayGoOn` throws if the record is not in
 * the state that the person expects.
 */
export async function writeReviewAction(
	session: WriteSession,
	{ store: { project }, forms, signer }: Pick<DecideDeps, 'store' | 'forms' | 'signer'>,
	person: Person,
	recordId: string,
	move: AnyMove,
	mayGoOn: (view: RecordState, record: KnownRecord) => void,
): Promise<void> {
	const record = knownRecords([recordId], await session.revisionsOf([recordId])).get(recordId)
	const header = record ? getRecordHeader(record) : null
	if (!record || !header) throw new Problem('not-found')
	const form = await forms.compiled(header.form, header.version)
	const view = foldKnown(record.revisions, form)
	mayGoOn(view, record)
	if (move.kind === 'approve') await demandOthersDevices(session, record, person)
	const why = move.why.trim()
	const set = await changesFor({ session, project, record, form, view, person, why }, move)
	await writeDeskEdit(session, forms, record, {
		signer,
		project,
		form: { id: header.form, ver: header.version },
		person,
		// never late revisions, which were not reviewed
		heads: view.heads,
		view,
		set,
		...(why === '' ? {} : { why }),
	})
}

/**
 * Rejects an approval by the person who created the code of one of the devices: they could be using that
 * device themselves, so another person has to approve its revisions.
 *
 * @throws Problem `approval-own-device`
 */
async function demandOthersDevices(
	session: WriteSession,
	{ revisions }: KnownRecord,
	person: Person,
): Promise<void> {
	const devices = [...new Set(revisions.map(({ revision }) => revision.device))]
	const makers = await codeMakers(session, devices)
	if ([...makers.values()].includes(person.id)) throw new Problem('approval-own-device')
}

/** A review action on one record, or on several unopened ones in bulk. */
type AnyMove = ReviewAction | { readonly kind: 'approve' | 'undo'; readonly why: '' }

interface ReviewActionResult {
	readonly session: WriteSession
	readonly project: string
	readonly record: KnownRecord
	readonly form: CompiledForm | null
	readonly view: RecordState
	readonly person: Person
	readonly why: string
}

async function changesFor(moved: ReviewActionResult, move: AnyMove): Promise<AnswerChanges> {
	switch (move.kind) {
		case 'approve':
			await demandExplained(moved)
			return { $status: statusTo('approved', moved) }
		case 'undo':
			return { $status: statusAfterUndo(moved) }
		case 'return':
			if (move.notes.length === 0) throw new Problem('comment-missing')
			return { $status: statusTo('returned', moved), ...notesOf(move.notes) }
		case 'reassign':
			return {
				$status: statusTo('returned', moved),
				[ownerPath]: await takerOf(moved, move.to),
				...notesOf(move.notes),
			}
		case 'reverse-late-decision':
			return decidedAgain(moved, move)
		case 'adopt':
			return adopted(moved)
		default:
			return unreachable(move)
	}
}

/** @throws Problem `reason-missing` if the record has open issues, whose approval needs a reason */
async function demandExplained({ session, record, view, person, why }: ReviewActionResult): Promise<void> {
	if (why !== '') return
	const row = await findRecord(session, record.id)
	if (!row) throw new Problem('not-found')
	const { openFlags, answersError } = findReviewStates(row, person.role)
	if (isApprovalExplained({ openConflicts: view.conflicts.length, openFlags, answersError }))
		throw new Problem('reason-missing')
}

/** Checks a change of status; reopening an approved record needs a reason. */
function statusTo(to: Status, { view, person, why }: ReviewActionResult): Status {
	if (!canChangeStatus(person.role, view.status, to)) throw new Problem('not-allowed')
	if (view.status === 'approved' && to !== 'approved' && why === '') throw new Problem('reason-missing')
	return to
}

/** Returns the status after an approval is undone. No reason is required for a mistake of a moment ago. */
function statusAfterUndo({ view, person }: ReviewActionResult): Status {
	if (view.status !== 'approved' || !canChangeStatus(person.role, view.status, 'submitted'))
		throw new Problem('not-allowed')
	return 'submitted'
}

/** @throws Problem `not-allowed`, `reason-missing`, `record-changed` if nothing waits any more */
function adopted({ record, form, view, person, why }: ReviewActionResult): AnswerChanges {
	if (!may(person.role, 'records.resolve')) throw new Problem('not-allowed')
	if (why === '') throw new Problem('reason-missing')
	if (view.waiting.length === 0) throw new Problem('record-changed')
	return adoptOrphans({ view, revisions: record.revisions, form })
}

/** @throws Problem `not-allowed`, `reason-missing`, `nothing-to-reverse` */
async function decidedAgain(
	{ session, record, form, view, person, why }: ReviewActionResult,
	{ decision, isAccepted }: Extract<ReviewAction, { kind: 'reverse-late-decision' }>,
): Promise<AnswerChanges> {
	if (!may(person.role, 'records.resolve')) throw new Problem('not-allowed')
	if (why === '') throw new Problem('reason-missing')
	const decided = { view, revisions: record.revisions, form }
	const changes = await changesTurning(session, record.id, { revision: decision, isAccepted }, decided)
	if (Object.keys(changes).length === 0) throw new Problem('nothing-to-reverse')
	return changes
}

/** @throws Problem `reassignment-not-possible` unless `to` works in the record's district */
async function takerOf({ session, record }: ReviewActionResult, to: string): Promise<string> {
	const row = await findRecord(session, record.id)
	const [taking, from] = [await findPerson(session, to), await findPerson(session, row?.owner ?? '')]
	if (!row || !taking || !from || !canReceiveRecord(asPerson(taking), asPerson(from), row.district))
		throw new Problem('reassignment-not-possible')
	return to
}

const notesOf = (notes: readonly NewComment[]): Record<string, Answer> =>
	Object.fromEntries(notes.map(({ about, text }) => [notePath(about, randomId(serverRandom)), text]))
