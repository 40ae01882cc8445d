import { needsValue, parseConditions } from '#shared/export/table-conditions'
import { isSealed } from '#shared/forms/sealed-text'
import { Problem } from '#shared/kernel/problem'
import type { Store } from '../storage/store.ts'
import type { ColumnChunk, ColumnStore } from './kept-columns.ts'
import { type LiveTable, type LiveValue, questionOf } from './live-tables.ts'
import type { SortKey, TableQuery } from './looking.ts'
import { compileODataFilter, type ODataFilter } from './odata-filter.ts'
import { valueAt } from './packed-column.ts'
import { sortWithYields } from './sort-in-turns.ts'

/** Which lines there are and in which order: the numbers of their records, and which line of each it is. */
export interface TableView {
	readonly seqs: Float64Array
	/** Null where each record has one. */
	readonly lines: Uint16Array | null
	/** Number of the last thing that had come. */
	readonly seq: number
	/** ms since 1970 */
	readonly at: number
}

export interface TableViews {
	/** Whether it was made before, and costs nothing now. */
	isKept(query: TableQuery): boolean
	/** @throws Problem `input-invalid`, `server-busy` where the same person asked for another since */
	find(query: TableQuery, options: { readonly isAnew: boolean; readonly now: number }): Promise<TableView>
}

/** What was looked for stays so long, and so much of it: 8 bytes a line. */
const [keptMs, mostKept, mostLinesKept] = [15 * 60_000, 40, 5_000_000]

/** Views that were made, in this process: another makes the same again. */
export function createTableViewCache(store: Store, columns: ColumnStore): TableViews {
	const kept = new Map<string, TableView>()
	const running = new Map<
		string,
		{ readonly key: string; readonly work: Promise<TableView>; readonly end: AbortController }
	>()
	function keep(key: string, view: TableView): void {
		kept.set(key, view)
		const lines = () => [...kept.values()].reduce((sum, { seqs }) => sum + seqs.length, 0)
		for (const oldest of kept.keys()) {
			if (kept.size <= 1 || (kept.size <= mostKept && lines() <= mostLinesKept)) break
			kept.delete(oldest)
		}
	}
	return {
		isKept: (query) => kept.has(keyOf(query)),
		async find(query, { isAnew, now }) {
			const { person } = query
			const key = keyOf(query)
			for (const [each, { at }] of kept) if (at + keptMs <= now) kept.delete(each)
			const known = kept.get(key)
			if (known && !isAnew) {
				// the one that was asked for last is the last to go
				kept.delete(key)
				kept.set(key, known)
				return known
			}
			const before = running.get(person)
			if (before?.key === key) return before.work
			// whoever asks for something else does not wait for it any more
			before?.end.abort()
			const end = new AbortController()
			const work = makeView(store, columns, query, { ended: end.signal, now })
			running.set(person, { key, work, end })
			try {
				const view = await work
				keep(key, view)
				return view
			} finally {
				if (running.get(person)?.end === end) running.delete(person)
			}
		},
	}
}

const keyOf = ({ person, spec, filter, order }: TableQuery): string =>
	JSON.stringify([person, spec, filter, order])

async function makeView(
	store: Store,
	kept: ColumnStore,
	query: TableQuery,
	{ ended, now }: { readonly ended: AbortSignal; readonly now: number },
): Promise<TableView> {
	const { spec, table } = query
	const { seq } = await store.head()
	const filter = spec.filter === '' ? null : compileODataFilter(spec.filter, table)
	const sortKeys = sortKeysOf(query)
	// nor is it narrowed: what an older version left open would be found by its words
	const sealed = new Set(table.columns.filter(({ sealedTo }) => sealedTo).map(({ name }) => name))
	const conditions =
		parseConditions(spec.filter) ??
		[...(filter?.names ?? [])].map((column) => ({ column, comparison: 'eq' as const }))
	if (conditions.some(({ column, comparison }) => sealed.has(column) && needsValue(comparison)))
		throw new Problem('input-invalid', { field: 'filter' })
	if (table.table.repeat === null && !filter && spec.search === '' && sortKeys.length === 0) {
		const seqs = await kept.arrivals(query, ended)
		// whoever opens a table looks into its columns next
		kept.prepare(query, now)
		return { seqs, lines: null, seq, at: now }
	}
	const sought = spec.search.toLowerCase()
	const names =
		sought === '' ? new Set([...(filter?.names ?? []), ...sortKeys.map(({ column }) => column)]) : null
	const [seqs, lines]: [number[], number[]] = [[], []]
	const values: LiveValue[][] = sortKeys.map(() => [])
	const isOfRecords = table.table.repeat === null
	let [isInOrder, last] = [isOfRecords, -1]
	for await (const stretch of kept.readChunks(query, { names, now, ended })) {
		const fits = fitting(stretch, filter, { sought, table })
		const keys = sortKeys.map(({ column }) => stretch.columns.get(column))
		for (let line = 0; line < stretch.seqs.length; line++) {
			if (!stretch.isIn(line) || !fits(line)) continue
			const seq = stretch.seqs[line] ?? 0
			if (seq <= last) isInOrder = false
			last = seq
			seqs.push(seq)
			if (!isOfRecords) lines.push(stretch.lines[line] ?? 0)
			for (const [i, key] of keys.entries()) values[i]?.push(valueAt(key, line))
		}
	}
	if (isInOrder && sortKeys.length === 0) return { seqs: Float64Array.from(seqs), lines: null, seq, at: now }
	let order = await sortWithYields(
		seqs.length,
		(a, b) => (seqs[a] ?? 0) - (seqs[b] ?? 0) || (lines[a] ?? 0) - (lines[b] ?? 0),
	)
	// by the last first: what is the same by one stays in the order of those after it
	for (const [i, key] of [...sortKeys.entries()].reverse()) {
		const type = table.columns.find(({ name }) => name === key.column)?.type
		order = await inOrder(order, values[i] ?? [], type, key)
	}
	return {
		seqs: placed(seqs, order, new Float64Array(seqs.length)),
		lines: isOfRecords ? null : placed(lines, order, new Uint16Array(lines.length)),
		seq,
		at: now,
	}
}

/** What nobody here can read has no order. @throws Problem `input-invalid` */
function sortKeysOf({ spec, order, table }: TableQuery): readonly SortKey[] {
	const keys = order ?? (spec.sort ? [{ ...spec.sort, blanks: 'last' as const }] : [])
	const isSorted = (column: string) =>
		table.columns.some(({ name, sealedTo }) => name === column && !sealedTo)
	if (!keys.every(({ column }) => isSorted(column))) throw new Problem('input-invalid', { field: 'sort' })
	return keys
}

function placed<Into extends Float64Array | Uint16Array>(
	given: readonly number[],
	order: Uint32Array,
	into: Into,
): Into {
	for (let at = 0; at < into.length; at++) into[at] = given[order[at] ?? 0] ?? 0
	return into
}

/** Whether a line of a stretch is one that is looked for. */
function fitting(
	stretch: ColumnChunk,
	filter: ODataFilter | null,
	search: Search,
): (line: number) => boolean {
	const hasText = search.sought === '' ? () => true : having(stretch, search)
	if (!filter) return hasText
	const columns = [...filter.names].map((name) => [name, stretch.columns.get(name)] as const)
	const told: Record<string, LiveValue> = {}
	const [only, another] = columns
	if (only && !another) {
		// each different value once
		const [name, column] = only
		const hits = (column?.values ?? [null]).map((value) => filter.matches({ [name]: value }))
		return (line) => hits[column?.which[line] ?? 0] === true && hasText(line)
	}
	return (line) => {
		if (!hasText(line)) return false
		for (const [name, column] of columns) told[name] = valueAt(column, line)
		return filter.matches(told)
	}
}

interface Search {
	/** In small letters. */
	readonly sought: string
	readonly table: LiveTable
}

/** A part of any cell but sealed ones, or of what a code means in any language: looked for once in each different value. */
function having({ columns, seqs }: ColumnChunk, { sought, table }: Search): (line: number) => boolean {
	const found = new Uint8Array(seqs.length)
	const has = (text: string) => text.toLowerCase().includes(sought)
	for (const { name, sealedTo, codes } of table.columns) {
		const column = columns.get(name)
		if (sealedTo || !column) continue
		const meant = codes.length > 0 ? codesMeant(table, name, has) : none
		const isFound = (value: LiveValue) =>
			value !== null &&
			!isSealed(value as string) &&
			(has(String(value)) ||
				(meant.size > 0 &&
					String(value)
						.split(' ')
						.some((code) => meant.has(code))))
		const hits = Uint8Array.from(column.values, (value) => (isFound(value) ? 1 : 0))
		if (!hits.includes(1)) continue
		for (let line = 0; line < found.length; line++) if (hits[column.which[line] ?? 0]) found[line] = 1
	}
	return (line) => found[line] === 1
}

const none: ReadonlySet<string> = new Set()
const codesMeant = (table: LiveTable, name: string, has: (text: string) => boolean): Set<string> =>
	new Set(
		questionOf(table, name)
			?.choices.filter(({ label }) => Object.values(label).some(has))
			.map((choice) => choice.name),
	)

const collator = new Intl.Collator('en', { numeric: true })
function compared(a: LiveValue, b: LiveValue, turned: number, blanks: SortKey['blanks']): number {
	if (a === null || b === null) {
		const isAfter = Number(a === null) - Number(b === null)
		return blanks === 'last' ? isAfter : -isAfter
	}
	if (typeof a === 'number' && typeof b === 'number') return turned * (a - b)
	return turned * collator.compare(String(a), String(b))
}

const timely: ReadonlySet<string | undefined> = new Set(['Edm.Date', 'Edm.DateTimeOffset'])

/** The places of lines by their keys; those with the same stay as they arrived. Each different key is compared once. */
async function inOrder(
	arrived: Uint32Array,
	keys: readonly LiveValue[],
	type: string | undefined,
	{ isDescending, blanks }: SortKey,
): Promise<Uint32Array> {
	const turned = isDescending ? -1 : 1
	const different = [...new Set(keys)]
	const held = timely.has(type)
		? different.map((key) => (key === null ? null : Date.parse(String(key))))
		: different
	const compare = (a: number, b: number) => compared(held[a] ?? null, held[b] ?? null, turned, blanks)
	const sorted = await sortWithYields(different.length, compare)
	const ranks = new Map<LiveValue, number>()
	let rank = 0
	for (const [i, place] of sorted.entries()) {
		if (i > 0 && compare(sorted[i - 1] ?? 0, place) !== 0) rank++
		ranks.set(different[place] ?? null, rank)
	}
	const ends = new Uint32Array(rank + 2)
	const rankOf = (line: number) => ranks.get(keys[line] ?? null) ?? 0
	for (const line of arrived) ends[rankOf(line) + 1] = (ends[rankOf(line) + 1] ?? 0) + 1
	for (let each = 1; each < ends.length; each++) ends[each] = (ends[each] ?? 0) + (ends[each - 1] ?? 0)
	const order = new Uint32Array(arrived.length)
	for (const line of arrived) {
		const at = ends[rankOf(line)] ?? 0
		order[at] = line
		ends[rankOf(line)] = at + 1
	}
	return order
}
