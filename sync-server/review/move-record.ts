import { canReceiveRecord, type Person } from '#shared/access/people'
import { may } from '#shared/access/roles'
import type { Answer } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { shortDigest } from '#shared/kernel/digest'
import { randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import { unreachable } from '#shared/kernel/unreachable'
import { notePath, ownerPath } from '#shared/revisions/beside'
import { isApprovalExplained } from '#shared/revisions/clean-record'
import type { NewComment, ReviewAction } from '#shared/revisions/record-move'
import { canChangeStatus } from '#shared/revisions/review-moves'
import type { RecordState, Status } from '#shared/revisions/view'
import { serverRandom } from '../accounts/codes.ts'
import { codeMakers } from '../storage/device-table.ts'
import { asPerson, findPerson } from '../storage/person-table.ts'
import { findRecord, findReviewStates } from '../storage/record-queries.ts'
import type { WriteSession } from '../storage/store.ts'
import { foldKnown, getRecordHeader, type KnownRecord, knownRecords } from '../sync/known-record.ts'
import { adoption } from './adoption.ts'
import type { DecideDeps } from './decide-case.ts'
import { type AnswerChanges, writeDeskEdit } from './desk-revisions.ts'
import { changesTurning } from './late-decisions.ts'

/**
 * What was on the screen, in short: what is shown, and what waits beside it. Nobody approves or returns what they have not
 * seen.
 */
export const digestSeenHeads = ({
	heads,
	late,
	waiting,
}: Pick<RecordState, 'heads' | 'late' | 'waiting'>): string =>
	shortDigest(JSON.stringify([heads, late, waiting]))

/**
 * Approves a record, returns it with comments, and whatever else the desk does with a whole record: a revision of the desk
 * on top of what it saw.
 *
 * @throws Problem `not-found`, `record-changed`, `not-allowed`, `approval-own-device`, `reason-missing`, `comment-missing`, `cannot-be-handed-on`
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

/** A move by the writer who holds the project. `mayGoOn` throws where what is there is not what the person means. */
export async function writeReviewAction(
	session: WriteSession,
	{ store: { project }, forms, signer }: Pick<DecideDeps, 'store' | 'forms' | 'signer'>,
	person: Person,
	recordId: string,
	move: AnyMove,
	mayGoOn: (view: RecordState, record: KnownRecord) => void,
): Promise<void> {
	const record = knownRecords([recordId], await session.revisionsOf([recordId])).get(recordId)
	const outline = record ? getRecordHeader(record) : null
	if (!record || !outline) throw new Problem('not-found')
	const form = await forms.compiled(outline.form, outline.version)
	const view = foldKnown(record.revisions, form)
	mayGoOn(view, record)
	if (move.kind === 'approve') await demandOthersDevices(session, project, record, person)
	const why = move.why.trim()
	const set = await changesFor({ session, project, record, form, view, person, why }, move)
	await writeDeskEdit(session, forms, record, {
		signer,
		project,
		form: { id: outline.form, ver: outline.version },
		person,
		// never what came late, which nobody has looked at
		heads: view.heads,
		view,
		set,
		...(why === '' ? {} : { why }),
	})
}

/**
 * Whoever made the code of another device of somebody may sit behind that device: what it wrote is for others to approve.
 *
 * @throws Problem `approval-own-device`
 */
async function demandOthersDevices(
	{ db }: WriteSession,
	project: string,
	{ revisions }: KnownRecord,
	person: Person,
): Promise<void> {
	const devices = [...new Set(revisions.map(({ revision }) => revision.device))]
	const makers = await codeMakers(db, project, devices)
	if ([...makers.values()].includes(person.id)) throw new Problem('approval-own-device')
}

/** As it is asked for with one record, or with several of which nobody has opened one. */
type AnyMove = ReviewAction | { readonly kind: 'approve' | 'take-back'; readonly why: '' }

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
		case 'take-back':
			return { $status: takenBack(moved) }
		case 'return':
			if (move.notes.length === 0) throw new Problem('comment-missing')
			return { $status: statusTo('returned', moved), ...notesOf(move.notes) }
		case 'hand-on':
			return {
				$status: statusTo('returned', moved),
				[ownerPath]: await takerOf(moved, move.to),
				...notesOf(move.notes),
			}
		case 'decide-late-again':
			return decidedAgain(moved, move)
		case 'adopt':
			return adopted(moved)
		default:
			return unreachable(move)
	}
}

/** @throws Problem `reason-missing` where something is open that is not approved in passing */
async function demandExplained({
	session: { db },
	project,
	record,
	view,
	person,
	why,
}: ReviewActionResult): Promise<void> {
	if (why !== '') return
	const row = await findRecord(db, project, record.id)
	if (!row) throw new Problem('not-found')
	const { openFlags, viewError } = findReviewStates(row, person.role)
	if (isApprovalExplained({ openCases: view.conflicts.length, openFlags, viewError }))
		throw new Problem('reason-missing')
}

/** Whoever opens what was approved says why. */
function statusTo(to: Status, { view, person, why }: ReviewActionResult): Status {
	if (!canChangeStatus(person.role, view.status, to)) throw new Problem('not-allowed')
	if (view.status === 'approved' && to !== 'approved' && why === '') throw new Problem('reason-missing')
	return to
}

/** It waits again, as it did before: no reason is asked for what was done by mistake a moment ago. */
function takenBack({ view, person }: ReviewActionResult): Status {
	if (view.status !== 'approved' || !canChangeStatus(person.role, view.status, 'submitted'))
		throw new Problem('not-allowed')
	return 'submitted'
}

/** @throws Problem `not-allowed`, `reason-missing`, `record-changed` if nothing waits any more */
function adopted({ record, form, view, person, why }: ReviewActionResult): AnswerChanges {
	if (!may(person.role, 'records.decide')) throw new Problem('not-allowed')
	if (why === '') throw new Problem('reason-missing')
	if (view.waiting.length === 0) throw new Problem('record-changed')
	return adoption({ view, revisions: record.revisions, form })
}

/** @throws Problem `not-allowed`, `reason-missing`, `nothing-to-decide-again` */
async function decidedAgain(
	{ session, record, form, view, person, why }: ReviewActionResult,
	{ decision, isTaken }: Extract<ReviewAction, { kind: 'decide-late-again' }>,
): Promise<AnswerChanges> {
	if (!may(person.role, 'records.decide')) throw new Problem('not-allowed')
	if (why === '') throw new Problem('reason-missing')
	const decided = { view, revisions: record.revisions, form }
	const changes = await changesTurning(session.db, record.id, { revision: decision, isTaken }, decided)
	if (Object.keys(changes).length === 0) throw new Problem('nothing-to-decide-again')
	return changes
}

/** @throws Problem `cannot-be-handed-on` unless it is somebody at work in the record's district */
async function takerOf(
	{ session: { db }, project, record }: ReviewActionResult,
	to: string,
): Promise<string> {
	const row = await findRecord(db, project, record.id)
	const [taking, from] = [await findPerson(db, project, to), await findPerson(db, project, row?.owner ?? '')]
	if (!row || !taking || !from || !canReceiveRecord(asPerson(taking), asPerson(from), row.district))
		throw new Problem('cannot-be-handed-on')
	return to
}

const notesOf = (notes: readonly NewComment[]): Record<string, Answer> =>
	Object.fromEntries(notes.map(({ about, text }) => [notePath(about, randomId(serverRandom)), text]))
