import type { ImportBatch, ImportPreview, ImportRequest } from '#shared/import/import-api'
import { importPath, ownerPath } from '#shared/revisions/metadata-paths'
import { changesAgainst } from '#shared/revisions/new-revision'
import { emptyView } from '#shared/revisions/record-state'
import type { Revision } from '#shared/revisions/revision'
import { yieldToEventLoop } from '../export/select-answers.ts'
import { writeDeskEdits } from '../review/desk-revisions.ts'
import type { Store } from '../storage/store.ts'
import { foldKnown, getImportId } from '../sync/known-record.ts'
import type { Signer } from '../sync/signer.ts'
import { type ImportDeps, type Prepared, type PreparedRow, prepareRows } from './prepare-rows.ts'
import { computeOutcomes, type RowOutcome, toPreviewRow } from './row-outcomes.ts'

/** Previews the import of some rows. Nothing is written. @throws Problem `not-found` */
export async function previewImport(deps: ImportDeps, part: ImportBatch): Promise<ImportPreview> {
	const prepared = await prepareRows(deps, part)
	const found = await deps.store.atOneMoment((moment) => computeOutcomes(moment, prepared, null))
	return { lines: found.map(toPreviewRow) }
}

interface ImportContext extends ImportDeps {
	readonly signer: Signer
	/** Returns a store that logs the number of records of one step. */
	readonly noting: (many: number) => Store
	/** Called if no row is imported. */
	readonly onNone: () => Promise<void>
}

/**
 * Imports rows as records: each gets a revision of the desk at the time of its interview, marked with the
 * import. Existing records are unchanged, so that a part that is sent again is written once.
 *
 * @throws Problem `not-found`
 */
export async function importRecords(deps: ImportContext, part: ImportRequest): Promise<ImportPreview> {
	const prepared = await prepareRows(deps, part)
	const { store } = deps
	const isToCome = ({ outcome, record }: RowOutcome) =>
		outcome === 'reimported' ||
		(outcome === 'new' && !record.revisions.some((known) => getImportId(known) === part.id))
	const found: RowOutcome[] = []
	let isLogged = false
	for (const lines of inSteps(prepared.lines)) {
		if (deps.isAborted()) break
		const some = { ...prepared, lines }
		const ahead = await store.atOneMoment((moment) => computeOutcomes(moment, some, part.id))
		const many = ahead.filter(isToCome).length
		if (many === 0) {
			found.push(...ahead)
			continue
		}
		const written = await deps.noting(many).write(async (session) => {
			const now = await computeOutcomes(session, some, part.id)
			const edits = now
				.filter(isToCome)
				.map((each) => ({ record: each.record, edit: editOf(each, prepared, deps, part) }))
			await writeDeskEdits(session, deps.forms, edits)
			return now
		})
		isLogged = true
		found.push(...written)
		await yieldToEventLoop()
	}
	if (!isLogged) await deps.onNone()
	return { lines: found.map(toPreviewRow) }
}

/**
 * Rows and answers per transaction, during which phones wait: about twenty households, or a hundred calls.
 */
const [linesInOne, answersInOne] = [100, 3000]
function inSteps(lines: readonly PreparedRow[]): PreparedRow[][] {
	const steps: PreparedRow[][] = []
	let answers = Number.POSITIVE_INFINITY
	for (const line of lines) {
		if (answers + line.answers.size > answersInOne || steps.at(-1)?.length === linesInOne) {
			steps.push([])
			answers = 0
		}
		steps.at(-1)?.push(line)
		answers += line.answers.size
	}
	return steps
}

function editOf({ line, record }: RowOutcome, { form }: Prepared, deps: ImportContext, part: ImportRequest) {
	const { store, study, person, signer } = deps
	const isNew = record.revisions.length === 0
	const view = isNew ? emptyView : foldKnown(record.revisions, form)
	const at: Revision['at'] = { wall: new Date(line.time).toISOString(), tz: study.offsetMinutes, off: 0 }
	// Approved interviews are not sent to phones.
	const owner = (part.status === 'submitted' ? line.owner : null) ?? person.id
	return {
		signer,
		project: store.project,
		person,
		view,
		heads: view.heads,
		why: part.file,
		form: { id: part.mapping.form, ver: part.mapping.version },
		// A repeated import has the current time.
		...(isNew ? { at } : {}),
		set: {
			...changesAgainst(view, line.answers),
			$status: part.status,
			[importPath]: part.id,
			...(isNew ? {} : { $void: null }),
			...(isNew && owner === person.id ? {} : { [ownerPath]: owner }),
		},
	}
}
