import { type Answer, rowsAbove } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { fold } from '#shared/revisions/fold'
import { asFoldRevision } from '#shared/revisions/form-version'
import { adoptedPath, isMetadataPath, ownerPath } from '#shared/revisions/metadata-paths'
import type { RecordState, Status } from '#shared/revisions/record-state'
import { type KnownRevision, rulesOf } from '../sync/known-record.ts'
import type { AnswerChanges } from './desk-revisions.ts'

interface Waiting {
	readonly view: RecordState
	readonly revisions: readonly KnownRevision[]
	readonly form: CompiledForm | null
}

/**
 * Returns the changes with which the desk adopts revisions whose ancestors never arrived, because the phone
 * that had them is gone: every answer they changed, folded by themselves. The edit names the revisions it
 * adopted, so that they are not offered again. If the ancestors arrive after all, the revisions count like
 * any other, and a different answer opens a conflict.
 */
export function adoptOrphans({ view, revisions, form }: Waiting): AnswerChanges {
	const waiting = revisions.filter(({ id }) => view.waiting.includes(id))
	const ids = new Set(waiting.map(({ id }) => id))
	const alone = fold(
		new Map(
			waiting.map((known) => [
				known.id,
				{ ...asFoldRevision(known), parents: known.revision.parents.filter((parent) => ids.has(parent)) },
			]),
		),
		rulesOf(form),
	)
	const changes: Record<string, Answer | null> = { $status: statusOf(view, waiting, alone) }
	for (const [path, value] of alone.fields) if (!isMetadataPath(path)) changes[path] = value
	// a row that arrived without its own path has no position in the order, and would not be shown
	const missing = Object.keys(changes)
		.flatMap(rowsAbove)
		.filter((row) => !Object.hasOwn(changes, row) && !view.fields.has(row))
	for (const [i, row] of [...new Set(missing)].entries()) changes[row] = lastPlace + i
	for (const id of ids) changes[adoptedPath(id)] = 1
	// the author of the root is unknown: the last author becomes the owner
	const author = waiting.at(-1)?.revision.author
	if (view.heads.length === 0 && author !== undefined) changes[ownerPath] = author
	return changes
}

const lastPlace = 1000

/**
 * Returns the status after the adoption: an existing record keeps its status, unless the adopted revisions finish
 * a draft or a returned record. An edit of a finished record does not repeat its status.
 */
function statusOf(view: RecordState, waiting: readonly KnownRevision[], alone: RecordState): Status {
	const ownStatus = waiting.some(({ revision }) => revision.set.$status !== undefined)
		? alone.status
		: 'submitted'
	if (view.heads.length === 0)
		return ownStatus === 'approved' || ownStatus === 'returned' ? 'submitted' : ownStatus
	const isFinished = ownStatus === 'submitted' && (view.status === 'draft' || view.status === 'returned')
	return isFinished ? 'submitted' : view.status
}
