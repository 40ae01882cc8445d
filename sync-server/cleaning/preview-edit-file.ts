import type { EditFilePreview, FilePart } from '#shared/cleaning/edit-file'
import {
	compareReturnedRow,
	detectEncoding,
	listEncodings,
	matchReturnedTable,
	type ReturnedRow,
	type ReturnedTable,
	usesOf,
} from '#shared/cleaning/returned-table'
import { type ExportMarker, parseExportMarker } from '#shared/export/export-marker'
import { rowId, rowsOf } from '#shared/export/repeat-rows'
import { answersInFiles, listCurrentAnswers, planTables, type StoredAnswers } from '#shared/export/table-plan'
import { type Answer, rowsAbove, sameAnswer, templateOf } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { rowNumbersOf } from '#shared/forms/row-numbers'
import { Problem } from '#shared/kernel/problem'
import { yieldToEventLoop } from '../export/select-answers.ts'
import { createSourceAsOf } from '../export/source-as-of.ts'
import { readWithin } from '../forms/read-within.ts'
import { type ExportRow, streamRecords } from '../storage/exports/export-records.ts'
import type { Session } from '../storage/session.ts'
import { hiddenBy, selectPossibleChanges } from './answers-hidden-by.ts'
import { EditFileRemarks } from './edit-file-remarks.ts'
import { inListOrder } from './new-answer.ts'
import { type EditSelection, listConflictPaths } from './preview-bulk-edit.ts'

/** Rows by which the format of a file is detected. */
const maxListedRows = 50
/** Rows between two yields to the event loop. */
const lineBatchSize = 20

interface EditFileLine {
	readonly at: number
	readonly record: string
	readonly row: string
	readonly from: ExportMarker
	readonly cells: readonly string[]
}

interface EditFileChange {
	readonly path: string
	readonly column: string
	readonly after: Answer | null
	/** Row number in the file. */
	readonly at: number
}

/** A record as of the export of the file. */
interface RecordAsOf {
	readonly row: ExportRow
	readonly seq: number
}

interface ChangedRecord {
	readonly form: CompiledForm
	readonly currentRow: ExportRow
	readonly asExported: RecordAsOf
	readonly changes: readonly EditFileChange[]
}

/**
 * Previews the changes of an edited export that is uploaded again: each cell is compared with its value at
 * the time of the export. Nothing is written; cells that cannot be applied are reported by row and column.
 *
 * @throws Problem `not-found` for an unknown form, `input-invalid` for a table without ids, or an unknown
 * format
 */
export async function previewEditFile(selection: EditSelection, part: FilePart): Promise<EditFilePreview> {
	const { versions, ways } = await waysIn(selection, part.form)
	const table = matchReturnedTable(part.header, ways)
	if (table.places.record < 0 || table.places.takenFrom < 0)
		throw new Problem('input-invalid', { field: 'header' })
	const remarks = new EditFileRemarks()
	const lines = linesOf(part, table, remarks)
	const blurred = planTables(versions, { values: 'codes', byteOrderMark: false })
	const records: EditFilePreview['records'] = []
	const requestedEncoding =
		part.values === undefined ? null : ways.findIndex((way) => way.values === part.values)
	if (requestedEncoding === -1) throw new Problem('input-invalid', { field: 'values' })
	let values: string | null = null
	await selection.store.atOneMoment(async (moment) => {
		const now = await rowsNow(moment, selection, lines, remarks)
		const then = await rowsThen(moment, selection, part.form, lines)
		const backs = await matchLines(lines, { selection, now, then, ways, blurred, table, remarks })
		if (!backs) return
		const first = backs.slice(0, maxListedRows).map(({ back }) => back)
		const place = requestedEncoding ?? detectEncoding(table, ways, first)
		const way = { place: place ?? 0, values: (ways[place ?? 0] ?? ways[0]).values }
		if (place !== null) values = way.values
		const changed = await compareLines(backs, { selection, form: part.form, table, way, remarks })
		for (const each of changed.values()) {
			const { currentRow } = each
			await yieldToEventLoop()
			if (selection.isAborted()) return
			const open =
				currentRow.open_conflicts > 0
					? await listConflictPaths(moment, selection.forms, currentRow)
					: new Set<string>()
			const found = recordFound(each, open, remarks)
			if (found) records.push(found)
		}
	})
	return { records, remarks: remarks.all(), values }
}

/** A line of the file with the same row in its record, now and at the time of the export. */
interface MatchedLine {
	readonly line: EditFileLine
	readonly back: ReturnedRow
	readonly currentRow: ExportRow
	readonly asExported: RecordAsOf
}

interface MatchContext {
	readonly selection: EditSelection
	readonly now: Awaited<ReturnType<typeof rowsNow>>
	readonly then: Awaited<ReturnType<typeof rowsThen>>
	readonly ways: Awaited<ReturnType<typeof waysIn>>['ways']
	/** Plan of a file with coarsened locations. */
	readonly blurred: ReturnType<typeof planTables>
	readonly table: ReturnedTable
	readonly remarks: EditFileRemarks
}

/** Finds the rows of the lines; null if the client has disconnected. */
async function matchLines(
	lines: readonly EditFileLine[],
	{ selection, now, then, ways, blurred, table, remarks }: MatchContext,
): Promise<MatchedLine[] | null> {
	const disclosedAnswersOf = onceEach((row): ReturnedRow['exportedAnswers'] => {
		const stored = JSON.parse(row.answers) as StoredAnswers
		const discloseWith = (plan: typeof blurred) => answersInFiles(stored, row.form_version, plan)
		return [discloseWith(ways[0].plan), discloseWith(blurred)]
	})
	const currentAnswersOf = onceEach(({ answers }) => listCurrentAnswers(answers))
	const backs: MatchedLine[] = []
	for (const [i, line] of lines.entries()) {
		if (i % lineBatchSize === 0) await yieldToEventLoop()
		if (selection.isAborted()) return null
		const [currentRow, asExported] = [now.get(line.record), then.get(line.record)]
		if (!currentRow) continue
		// Exported by another server, or by this one before a restore.
		const isOfHere =
			asExported?.seq === line.from.seq && asExported.row.last_revision?.startsWith(line.from.revision)
		const back =
			asExported && isOfHere
				? backOf(line, table.repeat, currentAnswersOf(currentRow), disclosedAnswersOf(asExported.row))
				: null
		if (!isOfHere || !back) remarks.add(isOfHere ? 'row-unknown' : 'taken-elsewhere', '', line.at)
		if (asExported && back) backs.push({ line, back, currentRow, asExported })
	}
	return backs
}

interface CompareContext extends Pick<MatchContext, 'selection' | 'table' | 'remarks'> {
	readonly form: string
	readonly way: Parameters<typeof compareReturnedRow>[1]
}

/** Compares the lines with their rows, and returns the changes by record. */
async function compareLines(
	backs: readonly MatchedLine[],
	{ selection, form: formId, table, way, remarks }: CompareContext,
): Promise<ReadonlyMap<string, ChangedRecord & { readonly changes: EditFileChange[] }>> {
	const changed = new Map<string, ChangedRecord & { changes: EditFileChange[] }>()
	for (const [i, { line, back, currentRow, asExported }] of backs.entries()) {
		if (i % lineBatchSize === 0) await yieldToEventLoop()
		const form = await selection.forms.compiled(formId, currentRow.form_version)
		if (!form) continue
		const read = compareReturnedRow(table, way, back, (path) => form.byTemplate.get(templateOf(path))?.part)
		for (const { why, column } of read.remarks) remarks.add(why, column, line.at)
		if (read.changes.length === 0) continue
		const known = changed.get(currentRow.id) ?? { form, currentRow, asExported, changes: [] }
		changed.set(currentRow.id, known)
		known.changes.push(...read.changes.map((each) => ({ ...each, at: line.at })))
	}
	return changed
}

/** Caches a result per record, which may have many rows. */
function onceEach<Found>(make: (row: ExportRow) => Found): (row: ExportRow) => Found {
	const known = new Map<ExportRow, Found>()
	return (row) => {
		const found = known.get(row) ?? make(row)
		known.set(row, found)
		return found
	}
}

/** Returns the use of each column of a table, by its header. @throws Problem `not-found` */
export const usesIn = async (
	selection: Pick<EditSelection, 'forms'>,
	form: string,
	header: readonly string[],
) => usesOf(header, (await waysIn(selection, form)).ways)

async function waysIn({ forms }: Pick<EditSelection, 'forms'>, form: string) {
	const versions = await forms.versions(form)
	if (versions.length === 0) throw new Problem('not-found')
	return { versions, ways: listEncodings(versions) }
}

function linesOf({ lines }: FilePart, { places }: ReturnedTable, remarks: EditFileRemarks): EditFileLine[] {
	const seen = new Set<string>()
	return lines.flatMap(({ at, cells }) => {
		const cell = (place: number) => (cells[place] ?? '').trim()
		const [record, row, from] = [
			cell(places.record),
			cell(places.row),
			parseExportMarker(cell(places.takenFrom)),
		]
		const key = `${record} ${row}`
		const why = !from ? 'mark-missing' : seen.has(key) ? 'twice' : null
		seen.add(key)
		if (why !== null) remarks.add(why, '', at)
		return from && why === null ? [{ at, record, row, from, cells }] : []
	})
}

/** Returns the current rows of the records that the user may edit. */
async function rowsNow(
	session: Session,
	{ filter }: EditSelection,
	lines: readonly EditFileLine[],
	remarks: EditFileRemarks,
): Promise<Map<string, ExportRow>> {
	const ids = [...new Set(lines.map(({ record }) => record))]
	const found = new Map<string, ExportRow>()
	for await (const row of streamRecords(session, { ...filter, ids })) found.set(row.id, row)
	for (const { record, at } of lines) if (!found.has(record)) remarks.add('record-unknown', '', at)
	return found
}

/**
 * Returns the records as of the export. Rows of one file have one export time, but files may have been
 * merged.
 */
async function rowsThen(
	session: Session,
	{ forms, filter }: EditSelection,
	form: string,
	lines: readonly EditFileLine[],
): Promise<Map<string, RecordAsOf>> {
	const bySeq = new Map<number, Set<string>>()
	const seqOf = new Map<string, number>()
	for (const { record, from } of lines) {
		const seq = seqOf.get(record) ?? from.seq
		seqOf.set(record, seq)
		bySeq.set(seq, (bySeq.get(seq) ?? new Set()).add(record))
	}
	const found = new Map<string, RecordAsOf>()
	for (const [seq, ids] of bySeq) {
		const moment = { forms, versions: new Map(), seq, withoutEdits: false }
		const chunkFilter = { ...filter, form, ids: [...ids] }
		for await (const row of createSourceAsOf(session, moment).records(chunkFilter))
			found.set(row.id, { row, seq })
	}
	return found
}

/** Null if the row did not exist then, or does not exist now. */
function backOf(
	line: EditFileLine,
	repeat: string | null,
	now: ReadonlyMap<string, Answer>,
	disclosed: ReturnedRow['exportedAnswers'],
): ReturnedRow | null {
	if (repeat === null) return { cells: line.cells, row: '', exportedAnswers: disclosed }
	const row = rowsOf(repeat, disclosed[0]).find((path) => rowId(path) === line.row)
	if (row === undefined || !now.has(row)) return null
	return { cells: line.cells, row, exportedAnswers: disclosed }
}

/** Returns the changes of a record at answers without an open conflict; null for none. */
function recordFound(
	{ form, currentRow, asExported, changes }: ChangedRecord,
	open: ReadonlySet<string>,
	remarks: EditFileRemarks,
): EditFilePreview['records'][number] | null {
	const [now, then] = [listCurrentAnswers(currentRow.answers), listCurrentAnswers(asExported.row.answers)]
	const startedAt = Date.parse(currentRow.started)
	const wanted = changes
		// An answer that was irrelevant then was blank in the file, but may exist in the record.
		.map((change) => ({ ...change, ...asWritten(form, change), before: then.get(change.path) ?? null }))
		.filter(({ path, after }) => !sameAnswer(now.get(path) ?? null, after))
	const undisputed = wanted.filter(({ path }) => !open.has(path))
	const possible = selectPossibleChanges(form, now, undisputed, startedAt)
	for (const { path, column, at } of wanted)
		if (open.has(path)) remarks.add('disputed', column, at)
		else if (!possible.some((each) => each.path === path)) remarks.add('not-possible', column, at)
	if (possible.length === 0) return null
	const reading = readWithin(form, now, startedAt)
	const hides = hiddenBy(form, now, possible, startedAt, reading)
	const within = new Set([...possible.map(({ path }) => path), ...hides].flatMap(rowsAbove))
	return {
		id: currentRow.id,
		name: reading.name,
		formVersion: currentRow.form_version,
		seq: asExported.seq,
		hides,
		changes: possible.map(({ path, before, after }) => ({ path, before, after })),
		stale: possible.flatMap(({ path, before }) => (sameAnswer(now.get(path) ?? null, before) ? [] : [path])),
		rows: Object.fromEntries([...rowNumbersOf(now)].filter(([path]) => within.has(path))),
	}
}

function asWritten(form: CompiledForm, { path, after }: EditFileChange): Pick<EditFileChange, 'after'> {
	const part = form.byTemplate.get(templateOf(path))?.part
	return { after: part?.kind === 'question' ? inListOrder(form, part, after) : after }
}
