import type { BulkEditRequest } from '#shared/cleaning/bulk-edit'
import { isFinished } from '#shared/coverage/coverage'
import { type Answers, sameAnswer } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import type { BulkResult } from '#shared/review/bulk-review'
import { bulkEditPath, fromFilePath, importPath, undoesPath } from '#shared/revisions/metadata-paths'
import { getCurrentAnswers, type RecordState } from '#shared/revisions/record-state'
import { maxPaths } from '#shared/revisions/revision'
import { streamRecordsAsOf } from '../export/source-as-of.ts'
import { type AnswerChanges, writeDeskEdit } from '../review/desk-revisions.ts'
import { type BulkRunOptions, eachByItself, RecordSkipped } from '../review/for-each-record.ts'
import type { DecideDeps } from '../review/resolve-conflict.ts'
import type { Store, WriteSession } from '../storage/store.ts'
import {
	computeCorrectedTime,
	foldKnown,
	getImportId,
	getRecordHeader,
	type KnownRecord,
	knownRecords,
} from '../sync/known-record.ts'
import { hiddenBy } from './answers-hidden-by.ts'
import { laterOfOwn } from './self-conflicts.ts'
import { computeUndo, isPartOf } from './undo.ts'

/**
 * Applies a bulk edit, or undoes one: for each record a revision of the desk on top of its current heads,
 * with the reason. A record that has changed since the preview is skipped, and so is one with a conflict at
 * the answer: conflicts are resolved by a person who has seen their sides.
 *
 * @throws Problem `reason-missing`, and whatever stops the first of them
 */
export async function applyBulkEdit(
	{ forms, signer }: Pick<DecideDeps, 'forms' | 'signer'>,
	person: Person,
	bulkEdit: BulkEditRequest,
	reached: BulkRunOptions,
): Promise<BulkResult> {
	const why = bulkEdit.why.trim()
	if (why === '') throw new Problem('reason-missing')
	const edit = (
		session: WriteSession,
		store: Store,
		found: EditableRecord,
		seen: RecordState,
		changes: AnswerChanges,
	) => {
		const set = {
			...changes,
			[isUndoOfImport(found, bulkEdit) ? importPath : bulkEditPath]: bulkEdit.bulkEditId,
			...(bulkEdit.kind === 'undo' ? { [undoesPath]: bulkEdit.undoes } : {}),
			...(bulkEdit.kind === 'from-file' ? { [fromFilePath]: 'yes' } : {}),
		}
		if (Object.keys(set).length > maxPaths) throw new RecordSkipped('too-many')
		return writeDeskEdit(session, forms, found.record, {
			signer,
			project: store.project,
			person,
			why,
			form: { id: found.form.definition.id, ver: found.version },
			heads: seen.heads,
			view: seen,
			set,
		})
	}
	const write = async (session: WriteSession, store: Store, id: string, changesOf: ChangesOf) => {
		const found = await loadEditableRecord(session, forms, id)
		// A repeated request, whose first response was lost.
		if (found.record.revisions.some(isPartOf(bulkEdit.bulkEditId))) return
		const changes = changesOf(found)
		// Both sides of a self-conflict were shown in the preview.
		if (bulkEdit.kind === 'edit' && isDisputed(found, changes)) throw new RecordSkipped('conflict')
		await edit(session, store, found, found.view, changes)
	}
	const writeFromFile = async (session: WriteSession, store: Store, each: FromFile) => {
		const found = await loadEditableRecord(session, forms, each.id)
		if (found.record.revisions.some(isPartOf(bulkEdit.bulkEditId))) return
		const { then, fresh, stale } = await againstThen(session, found, each)
		if (isDisputed(found, { ...fresh, ...stale })) throw new RecordSkipped('conflict')
		if (Object.keys(stale).length > 0) await edit(session, store, found, then, stale)
		if (Object.keys(fresh).length === 0) return
		const now = await loadEditableRecord(session, forms, each.id)
		await edit(session, store, now, now.view, fresh)
	}
	if (bulkEdit.kind === 'from-file')
		return eachByItself(bulkEdit.records, reached, (each, store) =>
			store.write((session) => writeFromFile(session, store, each)),
		)
	if (bulkEdit.kind === 'edit')
		return eachByItself(bulkEdit.records, reached, (each, store) =>
			store.write((session) => write(session, store, each.id, (found) => corrected(found, each))),
		)
	if (bulkEdit.kind === 'accept-later')
		return eachByItself(bulkEdit.records, reached, (each, store) =>
			store.write((session) => write(session, store, each.id, (found) => withLaterChanges(found, each))),
		)
	return eachByItself(bulkEdit.records, reached, ({ id }, store) =>
		store.write((session) =>
			write(session, store, id, (found) =>
				isUndoOfImport(found, bulkEdit)
					? voidImportedRecord(found, bulkEdit.undoes, why)
					: computeUndo(found, bulkEdit.undoes),
			),
		),
	)
}

/** True when an import is undone: the record is voided as a whole, and its answers remain readable. */
const isUndoOfImport = ({ record }: EditableRecord, bulkEdit: BulkEditRequest): boolean =>
	bulkEdit.kind === 'undo' && record.revisions.some((known) => getImportId(known) === bulkEdit.undoes)

/** @throws RecordSkipped `changed` if the record was imported again since, with other answers */
function voidImportedRecord({ record }: EditableRecord, importId: string, why: string): AnswerChanges {
	const last = record.revisions.findLast(
		(known) => getImportId(known) !== null && !Object.hasOwn(known.revision.set, undoesPath),
	)
	if (!last || getImportId(last) !== importId) throw new RecordSkipped('changed')
	return { $void: why }
}

type ChangesOf = (found: EditableRecord) => AnswerChanges

interface EditableRecord {
	readonly record: KnownRecord
	readonly form: CompiledForm
	readonly version: number
	readonly view: RecordState
	readonly answers: Answers
	/** Time at which the record was started, ms since 1970. */
	readonly startedAt: number
}

/**
 * Loads a record for editing at the desk. @throws Problem `not-found`; RecordSkipped if its form is unknown
 * here, or its enumerator is still working on it
 */
export async function loadEditableRecord(
	session: WriteSession,
	forms: DecideDeps['forms'],
	id: string,
): Promise<EditableRecord> {
	const record = knownRecords([id], await session.revisionsOf([id])).get(id)
	const header = record ? getRecordHeader(record) : null
	if (!record || !header) throw new Problem('not-found')
	const form = await forms.compiled(header.form, header.version)
	if (!form || record.damage !== null) throw new RecordSkipped('not-understood')
	const view = foldKnown(record.revisions, form)
	if (view.void !== null) throw new RecordSkipped('void')
	if (!isFinished(view.status)) throw new RecordSkipped('not-finished')
	return {
		record,
		form,
		view,
		version: header.version,
		answers: getCurrentAnswers(view),
		startedAt: Date.parse(computeCorrectedTime(header.root.revision, header.root.received)),
	}
}

type OneRecord = Extract<BulkEditRequest, { kind: 'edit' }>['records'][number]

/** @throws RecordSkipped `changed`, `hides-others`; Problem `value-not-allowed` */
function corrected(
	{ form, answers, startedAt }: EditableRecord,
	{ changes, hides }: OneRecord,
): AnswerChanges {
	for (const { path, before, after } of changes) {
		if (!sameAnswer(answers.get(path) ?? null, before)) throw new RecordSkipped('changed')
		if (sameAnswer(before, after)) throw new Problem('value-not-allowed')
	}
	const hidden = hiddenBy(form, answers, changes, startedAt)
	if (!hides.includes('*') && hidden.some((path) => !hides.includes(path)))
		throw new RecordSkipped('hides-others')
	return Object.fromEntries(changes.map(({ path, after }) => [path, after]))
}

type FromFile = Extract<BulkEditRequest, { kind: 'from-file' }>['records'][number]

/**
 * Compares the values of a file with the state at its export. `fresh` changes are written on top of the
 * current state. `stale` changes, where the answer was edited since, are written on top of the state `then`,
 * so that they open a conflict and overwrite nothing.
 *
 * @throws RecordSkipped `changed`, `hides-others`; Problem `value-not-allowed`
 */
async function againstThen(
	session: WriteSession,
	{ record, form, answers, startedAt }: EditableRecord,
	{ seq, changes, hides }: FromFile,
): Promise<{ then: RecordState; fresh: AnswerChanges; stale: AnswerChanges }> {
	const recordsAsOf = await streamRecordsAsOf(session, { seq, withoutEdits: false }, [record.id])
	const then = foldKnown(recordsAsOf.get(record.id)?.revisions ?? [], form)
	const before = getCurrentAnswers(then)
	if (changes.some((each) => !sameAnswer(before.get(each.path) ?? null, each.before)))
		throw new RecordSkipped('changed')
	const now = (path: string) => answers.get(path) ?? null
	// Answers that another edit has already corrected are left out.
	const wanted = changes.filter(({ path, after }) => !sameAnswer(now(path), after))
	if (wanted.length === 0) throw new RecordSkipped('changed')
	const hidden = hiddenBy(form, answers, wanted, startedAt)
	if (!hides.includes('*') && hidden.some((path) => !hides.includes(path)))
		throw new RecordSkipped('hides-others')
	const set = (isStale: boolean): AnswerChanges =>
		Object.fromEntries(
			wanted
				.filter((each) => sameAnswer(now(each.path), each.before) !== isStale)
				.map(({ path, after }) => [path, after]),
		)
	return { then, fresh: set(false), stale: set(true) }
}

const isDisputed = ({ view }: EditableRecord, changes: AnswerChanges): boolean =>
	view.conflicts.some(({ path }) => Object.hasOwn(changes, path))

/** @throws RecordSkipped `changed` if there is no such conflict, or no more */
function withLaterChanges({ record, view }: EditableRecord, { changes }: OneRecord): AnswerChanges {
	const own = laterOfOwn(record, view)
	for (const { path, before, after } of changes)
		if (
			!own.some(
				(each) => each.path === path && sameAnswer(each.before, before) && sameAnswer(each.after, after),
			)
		)
			throw new RecordSkipped('changed')
	return Object.fromEntries(changes.map(({ path, after }) => [path, after]))
}
