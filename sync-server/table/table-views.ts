import { isSealed } from '#shared/forms/sealed-answer-text'
import { Problem } from '#shared/kernel/problem'
import { needsValue, parseConditions } from '#shared/table/conditions'
import type { Store } from '../storage/store.ts'
import type { ColumnChunk, ColumnStore } from './column-store.ts'
import { type DataTable, type DataValue, questionOf } from './data-tables.ts'
import { compileODataFilter, type ODataFilter } from './odata-filter.ts'
import { valueAt } from './packed-column.ts'
import { sortWithYields } from './sort-with-yields.ts'
import type { SortKey, TableQuery } from './table-query.ts'

/**
 * The rows of a query in their order: the arrival number of each row's record, and the index of the row
 * within it.
 */
export interface TableView {
	readonly seqs: Float64Array
	/** Null if each record has one row. */
	readonly lines: Uint16Array | null
	/** Sequence number of the store when the view was made. */
	readonly seq: number
	/** ms since 1970 */
	readonly at: number
}

export interface TableViews {
	/** True if the view is cached. */
	isCached(query: TableQuery): boolean
	/** @throws Problem `input-invalid`, `server-busy` if the same user has requested another view since */
	find(query: TableQuery, options: { readonly skipsCache: boolean; readonly now: number }): Promise<TableView>
}

/** Limits of the cache: age, number of views, and rows at 8 bytes each. */
const [maxAgeMs, maxViews, maxCachedLines] = [15 * 60_000, 40, 5_000_000]

/** Creates the cache of views in this process; another process computes the same views itself. */
export function createTableViewCache(store: Store, columns: ColumnStore): TableViews {
	const cache = new Map<string, TableView>()
	const running = new Map<
		string,
		{ readonly key: string; readonly work: Promise<TableView>; readonly end: AbortController }
	>()
	function keep(key: string, view: TableView): void {
		cache.set(key, view)
		const lines = () => [...cache.values()].reduce((sum, { seqs }) => sum + seqs.length, 0)
		for (const oldest of cache.keys()) {
			if (cache.size <= 1 || (cache.size <= maxViews && lines() <= maxCachedLines)) break
			cache.delete(oldest)
		}
	}
	return {
		isCached: (query) => cache.has(keyOf(query)),
		async find(query, { skipsCache, now }) {
			const { person } = query
			const key = keyOf(query)
			for (const [each, { at }] of cache) if (at + maxAgeMs <= now) cache.delete(each)
			const known = cache.get(key)
			if (known && !skipsCache) {
				// moved to the end: the least recently used view is dropped first
				cache.delete(key)
				cache.set(key, known)
				return known
			}
			const before = running.get(person)
			if (before?.key === key) return before.work
			// a new query of the same user aborts the one before
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
	columnStore: ColumnStore,
	query: TableQuery,
	{ ended, now }: { readonly ended: AbortSignal; readonly now: number },
): Promise<TableView> {
	const { spec, table } = query
	const { seq } = await store.head()
	const filter = spec.filter === '' ? null : compileODataFilter(spec.filter, table)
	const sortKeys = sortKeysOf(query)
	rejectSealedFilter(query, filter)
	if (table.table.repeat === null && !filter && spec.search === '' && sortKeys.length === 0) {
		const seqs = await columnStore.arrivals(query, ended)
		// a user who opens a table will read its columns next
		columnStore.prepare(query, now)
		return { seqs, lines: null, seq, at: now }
	}
	const sought = spec.search.toLowerCase()
	const names =
		sought === '' ? new Set([...(filter?.names ?? []), ...sortKeys.map(({ column }) => column)]) : null
	const [seqs, lines]: [number[], number[]] = [[], []]
	const values: DataValue[][] = sortKeys.map(() => [])
	const isOfRecords = table.table.repeat === null
	let [isInOrder, last] = [isOfRecords, -1]
	for await (const stretch of columnStore.readChunks(query, { names, now, ended })) {
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
	const order = await orderOf({ seqs, lines, values }, sortKeys, table)
	return {
		seqs: placed(seqs, order, new Float64Array(seqs.length)),
		lines: isOfRecords ? null : placed(lines, order, new Uint16Array(lines.length)),
		seq,
		at: now,
	}
}

/** Rows of a view in order of arrival. */
interface FoundRows {
	readonly seqs: readonly number[]
	/** Line within the record; empty for the table of records. */
	readonly lines: readonly number[]
	/** Values by sort key. */
	readonly values: readonly DataValue[][]
}

/** Returns the places of the rows in the requested order. */
async function orderOf(
	{ seqs, lines, values }: FoundRows,
	sortKeys: readonly SortKey[],
	table: TableQuery['table'],
) {
	let order = await sortWithYields(
		seqs.length,
		(a, b) => (seqs[a] ?? 0) - (seqs[b] ?? 0) || (lines[a] ?? 0) - (lines[b] ?? 0),
	)
	// sorted by the last key first: the stable sort keeps the order of the later keys
	for (const [i, key] of [...sortKeys.entries()].reverse()) {
		const type = table.columns.find(({ name }) => name === key.column)?.type
		order = await inOrder(order, values[i] ?? [], type, key)
	}
	return order
}

/** @throws Problem `input-invalid` */
function rejectSealedFilter(
	{ spec, table }: TableQuery,
	filter: ReturnType<typeof compileODataFilter> | null,
): void {
	// encrypted columns cannot be filtered by value: values that an older version stored in plain text would
	// match
	const sealed = new Set(table.columns.filter(({ sealedTo }) => sealedTo).map(({ name }) => name))
	const conditions =
		parseConditions(spec.filter) ??
		[...(filter?.names ?? [])].map((column) => ({ column, comparison: 'eq' as const }))
	if (conditions.some(({ column, comparison }) => sealed.has(column) && needsValue(comparison)))
		throw new Problem('input-invalid', { field: 'filter' })
}

/** Returns the sort keys of a query. Encrypted columns cannot be sorted. @throws Problem `input-invalid` */
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

/** Returns a predicate that is true for rows of a chunk that match the filter and the search. */
function fitting(
	stretch: ColumnChunk,
	filter: ODataFilter | null,
	search: Search,
): (line: number) => boolean {
	const hasText = search.sought === '' ? () => true : having(stretch, search)
	if (!filter) return hasText
	const columns = [...filter.names].map((name) => [name, stretch.columns.get(name)] as const)
	const lineValues: Record<string, DataValue> = {}
	const [only, another] = columns
	if (only && !another) {
		// evaluate the filter once per distinct value
		const [name, column] = only
		const hits = (column?.values ?? [null]).map((value) => filter.matches({ [name]: value }))
		return (line) => hits[column?.which[line] ?? 0] === true && hasText(line)
	}
	return (line) => {
		if (!hasText(line)) return false
		for (const [name, column] of columns) lineValues[name] = valueAt(column, line)
		return filter.matches(lineValues)
	}
}

interface Search {
	/** Search text in lower case. */
	readonly sought: string
	readonly table: DataTable
}

/**
 * Returns a predicate that is true for rows with a matching cell: by its text, or by the label of its code in
 * any language. Encrypted cells never match. Each distinct value is checked once.
 */
function having({ columns, seqs }: ColumnChunk, { sought, table }: Search): (line: number) => boolean {
	const found = new Uint8Array(seqs.length)
	const has = (text: string) => text.toLowerCase().includes(sought)
	for (const { name, sealedTo, codes } of table.columns) {
		const column = columns.get(name)
		if (sealedTo || !column) continue
		const matchingCodes = codes.length > 0 ? findMatchingCodes(table, name, has) : none
		const isFound = (value: DataValue) =>
			value !== null &&
			!isSealed(value as string) &&
			(has(String(value)) ||
				(matchingCodes.size > 0 &&
					String(value)
						.split(' ')
						.some((code) => matchingCodes.has(code))))
		const hits = Uint8Array.from(column.values, (value) => (isFound(value) ? 1 : 0))
		if (!hits.includes(1)) continue
		for (let line = 0; line < found.length; line++) if (hits[column.which[line] ?? 0]) found[line] = 1
	}
	return (line) => found[line] === 1
}

const none: ReadonlySet<string> = new Set()
const findMatchingCodes = (table: DataTable, name: string, has: (text: string) => boolean): Set<string> =>
	new Set(
		questionOf(table, name)
			?.choices.filter(({ label }) => Object.values(label).some(has))
			.map((choice) => choice.name),
	)

const collator = new Intl.Collator('en', { numeric: true })
function compared(a: DataValue, b: DataValue, direction: number, blanks: SortKey['blanks']): number {
	if (a === null || b === null) {
		const isAfter = Number(a === null) - Number(b === null)
		return blanks === 'last' ? isAfter : -isAfter
	}
	if (typeof a === 'number' && typeof b === 'number') return direction * (a - b)
	return direction * collator.compare(String(a), String(b))
}

const timely: ReadonlySet<string | undefined> = new Set(['Edm.Date', 'Edm.DateTimeOffset'])

/** Sorts rows by key; rows with equal keys keep their order. Each distinct key is compared once. */
async function inOrder(
	arrived: Uint32Array,
	keys: readonly DataValue[],
	type: string | undefined,
	{ isDescending, blanks }: SortKey,
): Promise<Uint32Array> {
	const direction = isDescending ? -1 : 1
	const different = [...new Set(keys)]
	const held = timely.has(type)
		? different.map((key) => (key === null ? null : Date.parse(String(key))))
		: different
	const compare = (a: number, b: number) => compared(held[a] ?? null, held[b] ?? null, direction, blanks)
	const sorted = await sortWithYields(different.length, compare)
	const ranks = new Map<DataValue, number>()
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
