import { type Answer, rowsAbove } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { adoptedPath, isMetadataPath, ownerPath } from '#shared/revisions/beside'
import { fold } from '#shared/revisions/fold'
import { asFoldRevision } from '#shared/revisions/form-version'
import type { RecordState, Status } from '#shared/revisions/view'
import { type KnownRevision, rulesOf } from '../sync/known-record.ts'
import type { AnswerChanges } from './desk-revisions.ts'

interface Waiting {
	readonly view: RecordState
	readonly revisions: readonly KnownRevision[]
	readonly form: CompiledForm | null
}

/**
 * What the desk takes over of revisions whose past never came, because only a phone had it that is gone: every answer that they
 * changed, as they read by themselves. It says which ones it took, so that nobody is asked about them any more; if
 * the past comes after all, they count like any other, and where that says something else somebody is asked.
 */
export function adoption({ view, revisions, form }: Waiting): AnswerChanges {
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
	// a row of which only the inside came: without its place in the order nobody would see it
	const missing = Object.keys(changes)
		.flatMap(rowsAbove)
		.filter((row) => !Object.hasOwn(changes, row) && !view.fields.has(row))
	for (const [i, row] of [...new Set(missing)].entries()) changes[row] = lastPlace + i
	for (const id of ids) changes[adoptedPath(id)] = 1
	// nobody is known who began it: it lies with who went on with it
	const author = waiting.at(-1)?.revision.author
	if (view.heads.length === 0 && author !== undefined) changes[ownerPath] = author
	return changes
}

const lastPlace = 1000

/** What is here keeps its status, unless they finished it. Whoever corrects what was finished does not say so again. */
function statusOf(view: RecordState, waiting: readonly KnownRevision[], alone: RecordState): Status {
	const said = waiting.some(({ revision }) => revision.set.$status !== undefined) ? alone.status : 'submitted'
	if (view.heads.length === 0) return said === 'approved' || said === 'returned' ? 'submitted' : said
	const isFinished = said === 'submitted' && (view.status === 'draft' || view.status === 'returned')
	return isFinished ? 'submitted' : view.status
}
