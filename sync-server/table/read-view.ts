import type { KnownQuestion } from '#shared/export/parts-across-versions'
import { pathByIds } from '#shared/forms/answers'
import { isSealed } from '#shared/forms/sealed-answer-text'
import { Problem } from '#shared/kernel/problem'
import type { Role } from '#shared/people/roles'
import {
	type ColumnSummaryResponse,
	maxValues,
	type SealedCell,
	type TableRowsResponse,
} from '#shared/table/table-view'
import { withYields } from '../export/select-answers.ts'
import { type DataRecord, findRecordsByArrival } from '../storage/exports/data-records.ts'
import type { Store } from '../storage/store.ts'
import type { ColumnStore } from './column-store.ts'
import { buildRows, type DataRow, type DataValue, questionOf, withColumns } from './data-tables.ts'
import type { TableQuery } from './table-query.ts'
import type { TableView } from './table-views.ts'

/** Maximum distinct values that are counted separately. */
const mostDifferent = 100_000

interface LinesOf {
	readonly columns: readonly string[]
	readonly from: number
	readonly many: number
	/** Role whose encrypted answers are returned for decryption; null for none. */
	readonly opener: Role | null
}

/**
 * Reads some rows of a view with their current values. @throws Problem `input-invalid` for a column that the
 * table does not have
 */
export async function readViewRows(
	store: Store,
	query: TableQuery,
	view: TableView,
	request: LinesOf,
): Promise<TableRowsResponse['lines']> {
	const { table } = query
	const columns = new Map(table.columns.map((column) => [column.name, column]))
	if (request.columns.some((name) => !columns.has(name)))
		throw new Problem('input-invalid', { field: 'columns' })
	const found = await linesAt(store, query, view, request, new Set(request.columns))
	const cell = (line: DataRow, name: string): DataValue | SealedCell => {
		const value = line[name] ?? null
		if (!isSealed(value)) return value
		const ids = [String(line.row_id ?? ''), String(line.parent_row_id ?? '')]
		const path = pathByIds(questionOf(table, name)?.template ?? '', ids)
		const isOpened =
			path !== null && request.opener !== null && columns.get(name)?.sealedTo === request.opener
		return { path: path ?? '', text: isOpened ? value : null }
	}
	return found.map(
		(line) =>
			line && { record: String(line.record_id), cells: request.columns.map((name) => cell(line, name)) },
	)
}

/** Reads rows of a view with their current values and their records; null for a row that no longer exists. */
export async function rowsOfView(
	store: Store,
	{ filter, plan, table }: TableQuery,
	{ seqs, lines }: TableView,
	{ from, many }: { readonly from: number; readonly many: number },
): Promise<({ readonly line: DataRow; readonly row: DataRecord } | null)[]> {
	const requestedSeqs = [...seqs.subarray(from, from + many)]
	const rows = await findRecordsByArrival(store.reading, filter, [...new Set(requestedSeqs)])
	const bySeq = new Map<number, { readonly row: DataRecord; readonly lines: readonly DataRow[] }>()
	for await (const row of withYields(rows))
		bySeq.set(Number(row.first_seq), { row, lines: buildRows(table, row, plan) })
	return requestedSeqs.map((seq, i) => {
		const found = bySeq.get(seq)
		const line = found?.lines[lines?.[from + i] ?? 0]
		return found && line ? { line, row: found.row } : null
	})
}

async function linesAt(
	store: Store,
	query: TableQuery,
	view: TableView,
	part: { readonly from: number; readonly many: number },
	names: ReadonlySet<string>,
): Promise<(DataRow | null)[]> {
	const table = withColumns(query.table, names)
	const found = await rowsOfView(store, { ...query, table }, view, part)
	return found.map((each) => each?.line ?? null)
}

interface ColumnOf {
	readonly name: string
	/** ms since 1970 */
	readonly now: number
	readonly signal: AbortSignal
}

/**
 * Summarises a column over the rows of a view, with the texts of its question. @throws Problem
 * `input-invalid` for a column that the table does not have
 */
export async function columnOfView(
	columnStore: ColumnStore,
	query: TableQuery,
	view: TableView,
	{ name, now, signal }: ColumnOf,
): Promise<ColumnSummaryResponse> {
	const { table } = query
	const column = table.columns.find((each) => each.name === name)
	if (!column) throw new Problem('input-invalid', { field: 'column' })
	const counts = new Map<string | number, number>()
	const total = { lines: 0, missing: 0, sealed: 0, beyond: 0 }
	const numbers = { lowest: Number.POSITIVE_INFINITY, highest: Number.NEGATIVE_INFINITY, sum: 0, many: 0 }
	function count(value: DataValue, many: number): void {
		total.lines += many
		if (value === null) total.missing += many
		else if (isSealed(value)) total.sealed += many
		else {
			const before = counts.get(value)
			if (before === undefined && counts.size >= mostDifferent) total.beyond += many
			else counts.set(value, (before ?? 0) + many)
			if (typeof value !== 'number') return
			numbers.many += many
			numbers.sum += value * many
			numbers.lowest = Math.min(numbers.lowest, value)
			numbers.highest = Math.max(numbers.highest, value)
		}
	}
	const isInView = linesIn(view)
	for await (const stretch of columnStore.readChunks(query, { names: new Set([name]), now, ended: signal })) {
		const found = stretch.columns.get(name)
		const times = new Uint32Array(found?.values.length ?? 0)
		for (let line = 0; line < stretch.seqs.length; line++)
			if (stretch.isIn(line) && isInView(stretch.seqs[line] ?? 0, stretch.lines[line] ?? 0)) {
				const which = found?.which[line] ?? 0
				times[which] = (times[which] ?? 0) + 1
			}
		for (const [which, many] of times.entries()) if (many > 0) count(found?.values[which] ?? null, many)
	}
	const labels = new Map(column.codes.map(({ code, label }) => [code, label]))
	const often = [...counts].sort(([, a], [, b]) => b - a)
	const maxFrequent = often.slice(0, maxValues)
	const answered = total.lines - total.missing - total.sealed
	const of = questionOf(table, name)
	return {
		lines: total.lines,
		missing: total.missing,
		sealed: total.sealed,
		values: maxFrequent.map(([value, many]) => ({ value, many, label: labels.get(String(value)) ?? '' })),
		others: answered - maxFrequent.reduce((sum, [, many]) => sum + many, 0),
		numbers:
			numbers.many > 0 && numbers.many === answered
				? { lowest: numbers.lowest, highest: numbers.highest, mean: numbers.sum / numbers.many }
				: null,
		wordings: of ? listQuestionTexts(of) : [],
		choices:
			of?.choices.map((choice) => ({
				code: choice.name,
				label: { ...choice.label },
				versions: [...choice.versions],
			})) ?? [],
	}
}

/** Exceeds the number of rows that a record ever has. */
const maxLines = 65_536

/** Returns a predicate that is true for rows of a view, in any order. */
function linesIn({ seqs, lines }: TableView): (seq: number, line: number) => boolean {
	const all = Float64Array.from(seqs, (seq, i) => seq * maxLines + (lines?.[i] ?? 0)).sort()
	return (seq, line) => {
		const sought = seq * maxLines + line
		let [low, high] = [0, all.length]
		while (low < high) {
			const middle = (low + high) >> 1
			if ((all[middle] ?? 0) < sought) low = middle + 1
			else high = middle
		}
		return all[low] === sought
	}
}

/** Groups the versions of a form by how they ask a question. */
function listQuestionTexts({ definitions, versions }: KnownQuestion): ColumnSummaryResponse['wordings'] {
	const ways = new Map<string, ColumnSummaryResponse['wordings'][number]>()
	for (const [i, question] of definitions.entries()) {
		const way = {
			type: question.type,
			label: { ...question.label },
			hint: { ...question.hint },
			relevant: question.relevant ?? '',
			constraint: question.constraint ?? '',
			isRequired: question.required !== undefined,
		}
		const key = JSON.stringify(way)
		const before = ways.get(key)?.versions ?? []
		ways.set(key, { ...way, versions: [...before, versions[i] ?? 0] })
	}
	return [...ways.values()]
}
