import {
	type BulkEditPreviewRequest,
	type FoundChanges,
	maxPreviewRecords,
	type QuestionScope,
	textAsOne,
	type WrittenTexts,
} from '#shared/cleaning/bulk-edit'
import { listCurrentAnswers, type StoredAnswers } from '#shared/export/table-plan'
import { rowsAbove, templateOf } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { isCorrectable } from '#shared/forms/editable'
import { nodesOf } from '#shared/forms/form-nodes'
import { rowNumbersOf } from '#shared/forms/row-numbers'
import { Problem } from '#shared/kernel/problem'
import { yieldToEventLoop } from '../export/select-answers.ts'
import type { FormRepository } from '../forms/form-repository.ts'
import { compileFormWithProbes, type FormProbes, getProbePaths } from '../forms/form-with-probes.ts'
import { readWithin } from '../forms/read-within.ts'
import { type ExportRow, streamRecords } from '../storage/exports/export-records.ts'
import { revisionsOf } from '../storage/log/revisions.ts'
import type { RecordFilter } from '../storage/records/records.ts'
import type { Session } from '../storage/session.ts'
import type { Store } from '../storage/store.ts'
import { foldKnown, getRecordHeader, knownRecords } from '../sync/known-record.ts'
import { changeAt, listInstancePaths } from './new-answer.ts'

/** Records between two yields to the event loop. */
const recordBatchSize = 10
const maxTexts = 500

export interface EditSelection {
	readonly store: Store
	readonly forms: FormRepository
	readonly filter: RecordFilter
	/** True after the client has disconnected. */
	readonly isAborted: () => boolean
}

type ProposedChange = FoundChanges['records'][number]['changes'][number]

/**
 * Previews a bulk edit: every answer whose question is asked, whose condition holds, and which would change.
 * Nothing is written. Ends at the maximum number of records of a preview.
 *
 * @throws Problem `expression-invalid`, `input-invalid` for what cannot be corrected
 */
export async function previewBulkEdit(
	selection: EditSelection,
	request: BulkEditPreviewRequest,
): Promise<FoundChanges> {
	const { where, into } = request
	const probes = { where, into: into.kind === 'expression' ? into.value : '' }
	const probed = await probedVersions(selection.forms, request, probes)
	const found: FoundChanges['records'] = []
	const withDisagreements: ExportRow[] = []
	const counts = { searchedRecords: 0, skipped: 0, notPossible: 0, disputed: 0 }
	let isMore = false
	await selection.store.atOneMoment(async (moment) => {
		for await (const row of recordsOf(selection, moment)) {
			if (found.length >= maxPreviewRecords) {
				isMore = true
				break
			}
			counts.searchedRecords++
			const form = probed.get(row.form_version)
			if (!form) {
				counts.skipped++
				continue
			}
			const changes = changesAt(request, form, row, counts)
			if (!changes) continue
			found.push(changes)
			if (row.open_conflicts > 0) withDisagreements.push(row)
		}
		// Queried afterwards: while records stream, no other query can run.
		for (const row of withDisagreements) {
			const at = found.findIndex(({ id }) => id === row.id)
			const each = found[at]
			if (!each) continue
			const open = await listConflictPaths(moment, selection.forms, row)
			const changes = each.changes.filter(({ path }) => !open.has(path))
			counts.disputed += each.changes.length - changes.length
			found.splice(at, 1, ...(changes.length > 0 ? [{ ...each, changes }] : []))
		}
	})
	return { ...counts, records: found, isMore }
}

/** Returns the changes of one record; null for none. Counts values that are not valid there. */
function changesAt(
	request: BulkEditPreviewRequest,
	form: CompiledForm,
	row: ExportRow,
	counts: { notPossible: number },
): FoundChanges['records'][number] | null {
	const currentAnswers = listCurrentAnswers(row.answers)
	const startedAt = Date.parse(row.started)
	const reading = readWithin(form, currentAnswers, startedAt)
	const changes: ProposedChange[] = []
	const hides = new Set<string>()
	for (const path of listInstancePaths(reading, request.question)) {
		const { where: holds, into: worked } = getProbePaths(path)
		if (!reading.calculated.has(holds)) continue
		const found = changeAt(
			{ form, path, reading, currentAnswers, startedAt },
			request.into,
			reading.calculated.get(worked),
		)
		if (found === 'as-it-is') continue
		if (found === 'not-possible') counts.notPossible++
		else {
			changes.push({ path, before: found.before, after: found.after })
			for (const each of found.hides) hides.add(each)
		}
	}
	if (changes.length === 0) return null
	const wanted = new Set([...changes.map(({ path }) => path), ...hides].flatMap(rowsAbove))
	const rows = [...rowNumbersOf(currentAnswers)].filter(([path]) => wanted.has(path))
	return {
		id: row.id,
		name: reading.name,
		formVersion: row.form_version,
		changes,
		hides: [...hides],
		rows: Object.fromEntries(rows),
	}
}

/** Returns the paths with an open conflict in a record. */
export async function listConflictPaths(
	session: Session,
	forms: FormRepository,
	{ id, form_version }: Pick<ExportRow, 'id' | 'form_version'>,
): Promise<Set<string>> {
	const record = knownRecords([id], await revisionsOf(session, [id])).get(id)
	const header = record && getRecordHeader(record)
	if (!record || !header) return new Set()
	const form = await forms.compiled(header.form, form_version)
	return new Set(foldKnown(record.revisions, form).conflicts.map(({ path }) => path))
}

/** Counts the texts that answer a question, the most frequent first, each in its most frequent spelling. */
export async function findTexts(selection: EditSelection, scope: QuestionScope): Promise<WrittenTexts> {
	const { form, question } = scope
	const versions = await selection.forms.versions(form)
	const isText = versions.some(({ definition }) =>
		nodesOf(definition).some(
			({ template, part }) =>
				template === question && part.kind === 'question' && part.type === 'text' && isCorrectable(part),
		),
	)
	if (!isText) throw new Problem('input-invalid', { field: 'question' })
	const counted = new Map<string, { records: number; written: Map<string, number> }>()
	await selection.store.atOneMoment(async (moment) => {
		for await (const { answers: stored } of recordsOf(selection, moment)) {
			const { answers } = JSON.parse(stored) as StoredAnswers
			const inRecord = new Set<string>()
			for (const [path, answer] of answers) {
				if (templateOf(path) !== question || typeof answer !== 'string' || answer.trim() === '') continue
				const known = counted.get(textAsOne(answer)) ?? { records: 0, written: new Map<string, number>() }
				counted.set(textAsOne(answer), known)
				known.written.set(answer.trim(), (known.written.get(answer.trim()) ?? 0) + 1)
				inRecord.add(textAsOne(answer))
			}
			for (const text of inRecord) (counted.get(text) as { records: number }).records++
		}
	})
	const texts = [...counted.entries()]
		.sort(([a, first], [b, second]) => second.records - first.records || (a < b ? -1 : 1))
		.map(([, { records, written }]) => ({ text: mostOften(written), records }))
	return { texts: texts.slice(0, maxTexts), isMore: texts.length > maxTexts }
}

const mostOften = (written: ReadonlyMap<string, number>): string =>
	[...written].reduce((best, each) => (each[1] > best[1] ? each : best), ['', 0] as [string, number])[0]

/**
 * Compiles the versions of a form, by number, in which the question can be edited and the expressions can be
 * evaluated. Older versions may lack their questions; errors in the newest version are thrown.
 */
async function probedVersions(
	forms: FormRepository,
	{ form, question }: BulkEditPreviewRequest,
	probes: FormProbes,
): Promise<Map<number, CompiledForm>> {
	const versions = await forms.versions(form)
	const having = versions.filter(({ definition }) =>
		nodesOf(definition).some(({ template }) => template === question),
	)
	const newest = having.at(-1)
	if (!newest) throw new Problem('not-found')
	const probed = new Map<number, CompiledForm>()
	for (const { version, definition } of having)
		try {
			const compiled = compileFormWithProbes(definition, question, probes)
			if (isCorrectable(compiled.byTemplate.get(question)?.part)) probed.set(version, compiled)
		} catch (problem) {
			if (version === newest.version) throw problem
		}
	if (probed.size === 0) throw new Problem('input-invalid', { field: 'question' })
	return probed
}

/** Yields the records of a filter in order of arrival, until the client disconnects. */
export async function* recordsOf(
	{ filter, isAborted }: EditSelection,
	session: Session,
): AsyncGenerator<ExportRow> {
	let read = 0
	for await (const row of streamRecords(session, filter)) {
		if (++read % recordBatchSize === 0) await yieldToEventLoop()
		if (isAborted()) return
		yield row
	}
}
