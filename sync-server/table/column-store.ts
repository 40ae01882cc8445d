import { Problem } from '#shared/kernel/problem'
import { withYields, yieldToEventLoop } from '../export/select-answers.ts'
import { traceOf } from '../logging/trace-of.ts'
import { inParts } from '../storage/engine/chunks.ts'
import { findColumnParts, findColumnTable, listColumnParts } from '../storage/exports/column-tables.ts'
import { changedAfter, type DataRecord, findRecordsByArrival } from '../storage/exports/data-records.ts'
import type { Store } from '../storage/store.ts'
import { type ArrivalIndex, createArrivalIndex } from './arrival-index.ts'
import { type DataTable, withColumns } from './data-tables.ts'
import { type PackedColumn, unpackColumn } from './packed-column.ts'
import type { TableQuery } from './table-query.ts'
import {
	buildRecordRows,
	catchUp,
	decodeChunkPositions,
	idOf,
	type RecordRows,
	type Sizes,
	usualSizes,
} from './write-columns.ts'

/*
 * A form's table is cached in the database column by column, so that a query reads a few columns of all
 * records instead of every record. The cache is built at the first query and follows changes by sequence
 * number; later changes are read from the records. Access is decided by the rights of the reader on the
 * records, never by the cache.
 */

/** Columns read at a time, of some kB each. */
const columnBatchSize = 64

/** A chunk of table rows, in the order in which their records arrived. */
export interface ColumnChunk {
	/** Arrival number of the record of each row, and the index of the row within its record. */
	readonly seqs: ArrayLike<number>
	readonly lines: ArrayLike<number>
	/** False for rows that are not visible, or that another chunk contains. */
	isIn(line: number): boolean
	readonly columns: ReadonlyMap<string, PackedColumn>
}

interface ColumnRequest {
	/** Columns to read; null for all. */
	readonly names: ReadonlySet<string> | null
	/** ms since 1970 */
	readonly now: number
	/** Aborts when the request has ended. */
	readonly ended: AbortSignal
}

export interface ColumnStore {
	/**
	 * Yields all rows that the user may see, with some of their columns: first the cached ones, then those that
	 * changed since or are not cached. The rows of a record are together and appear once; cached records come
	 * in order of arrival.
	 *
	 * @throws Problem `server-busy` when it is aborted
	 */
	readChunks(query: TableQuery, request: ColumnRequest): AsyncIterable<ColumnChunk>
	/**
	 * Returns the arrival numbers of the records that the user may see, in ascending order.
	 *
	 * @throws Problem `server-busy` when it is aborted
	 */
	arrivals(query: TableQuery, ended: AbortSignal): Promise<Float64Array>
	/** Starts to cache a table before its columns are requested. */
	prepare(query: TableQuery, now: number): void
	/** Stops writing the cache. */
	close(): Promise<void>
}

/** `onFailure`: called with errors of work that no request waits for. */
export function createColumnStore(
	store: Store,
	onFailure: (what: string) => void,
	sizes: Sizes = usualSizes,
): ColumnStore {
	const closed = new AbortController()
	const running = new Map<string, Promise<void>>()
	const arrived = createArrivalIndex(store)
	const next = async (...signals: AbortSignal[]) => {
		await yieldToEventLoop()
		if (signals.some(({ aborted }) => aborted)) throw new Problem('server-busy')
	}
	/** Updates the cache once for all requests that wait for it. */
	function caughtUp(query: TableQuery, now: number): Promise<void> {
		const id = idOf(query)
		const work =
			running.get(id) ??
			catchUp(store, query, { sizes, now, next: () => next(closed.signal) }).finally(() => running.delete(id))
		running.set(id, work)
		return work
	}
	async function* stretches(
		query: TableQuery,
		{ names, now, ended }: ColumnRequest,
	): AsyncGenerator<ColumnChunk> {
		const left = new Promise<never>((_, reject) =>
			ended.addEventListener('abort', () => reject(new Problem('server-busy')), { once: true }),
		)
		await Promise.race([caughtUp(query, now), left])
		const rest = () => next(ended, closed.signal)
		for await (const stretch of readStretches(store, query, names, { sizes, arrived, rest })) {
			yield stretch
			await rest()
		}
	}
	return {
		readChunks: stretches,
		arrivals: (query, ended) => arrived.of(query, () => next(ended, closed.signal)),
		prepare(query, now) {
			caughtUp(query, now).catch((thrown: unknown) => {
				if (!closed.signal.aborted) onFailure(`Tables by columns: ${traceOf(thrown)}`)
			})
		},
		async close() {
			closed.abort()
			await Promise.allSettled(running.values())
		},
	}
}

/** Walks the records that a query shows in step with the cached chunks, and collects those that no chunk has. */
class SeenRecords {
	readonly #seqs: ArrayLike<number>
	readonly #skipped: number[] = []
	#at = 0
	constructor(seqs: ArrayLike<number>) {
		this.#seqs = seqs
	}
	/** Moves on to a record of the chunks, each higher than the last one; true if the query shows it. */
	advanceTo(seq: number): boolean {
		this.#skipUntil(seq)
		const isSeen = this.#seqs[this.#at] === seq
		if (isSeen) this.#at++
		return isSeen
	}
	/** Returns the records that no chunk has; only after the last chunk. */
	uncached(): readonly number[] {
		this.#skipUntil(Number.POSITIVE_INFINITY)
		return this.#skipped
	}
	#skipUntil(seq: number): void {
		for (; this.#at < this.#seqs.length; this.#at++) {
			const each = this.#seqs[this.#at] as number
			if (each >= seq) return
			this.#skipped.push(each)
		}
	}
}

/** Returns the rows of a chunk, each with its record, its number in the record, and whether it is shown. */
function locateRows(
	{ seqs: ofRecords, lines: counts }: { readonly seqs: ArrayLike<number>; readonly lines: ArrayLike<number> },
	isShown: (seq: number) => boolean,
): Omit<ColumnChunk, 'columns'> {
	let all = 0
	for (let i = 0; i < counts.length; i++) all += counts[i] as number
	const seqs = new Float64Array(all)
	const [lines, isIn] = [new Uint16Array(all), new Uint8Array(all)]
	let line = 0
	for (let i = 0; i < ofRecords.length; i++) {
		const seq = ofRecords[i] as number
		const shown = isShown(seq) ? 1 : 0
		const end = line + (counts[i] as number)
		for (let many = 0; line < end; many++, line++) {
			seqs[line] = seq
			lines[line] = many
			isIn[line] = shown
		}
	}
	return { seqs, lines, isIn: (each) => isIn[each] === 1 }
}

async function* readStretches(
	store: Store,
	query: TableQuery,
	names: ColumnRequest['names'],
	{
		sizes: { recordBatchSize },
		arrived,
		rest,
	}: { readonly sizes: Sizes; readonly arrived: ArrivalIndex; readonly rest: () => Promise<void> },
): AsyncGenerator<ColumnChunk> {
	const { reading } = store
	const { filter, table, plan } = query
	const id = idOf(query)
	const cached = await findColumnTable(reading, id)
	const since = { after: Number(cached?.seq ?? 0), until: (await store.head()).seq, limit: recordBatchSize }
	const fresh = cached ? await changedAfter(reading, filter, since) : []
	const isFresh = new Set(fresh.map(({ first_seq }) => Number(first_seq)))
	const seen = new SeenRecords(await arrived.of(query, rest))
	const read = names && ['', ...names]
	const parts = cached ? await listColumnParts(reading, id) : []
	for await (const found of columnsOfParts(store, id, parts, read)) {
		const held = decodeChunkPositions(found)
		if (!held || (names && [...names].some((name) => !found.has(name)))) continue
		const placed = locateRows(held, (seq) => seen.advanceTo(seq) && !isFresh.has(seq))
		found.delete('')
		const columns = new Map([...found].map(([name, bytes]) => [name, unpackColumn(bytes)]))
		yield { ...placed, columns }
	}
	const buildChunk = async (rows: readonly DataRecord[]): Promise<ColumnChunk> => {
		const rowOptions = { plan, table: names ? withColumns(table, names) : table }
		const records: RecordRows[] = []
		for await (const row of withYields(rows)) records.push(buildRecordRows(row, rowOptions))
		return inColumns(records, rowOptions.table)
	}
	if (fresh.length > 0) yield await buildChunk(fresh)
	for (const some of inParts(seen.uncached().filter((seq) => !isFresh.has(seq))))
		yield await buildChunk(await findRecordsByArrival(reading, filter, some))
}

/**
 * Reads many parts at a time if few columns are read: each database query costs as much as reading several
 * parts.
 */
async function* columnsOfParts(
	{ reading }: Store,
	id: string,
	parts: readonly number[],
	names: readonly string[] | null,
): AsyncGenerator<Map<string, Uint8Array>> {
	const atATime = names ? Math.max(1, Math.floor(columnBatchSize / names.length)) : 1
	for (let at = 0; at < parts.length; at += atATime) {
		const found = await findColumnParts(reading, id, parts.slice(at, at + atATime), names)
		yield* found.values()
	}
}

function inColumns(records: readonly RecordRows[], { columns }: DataTable): ColumnChunk {
	const all = records.flatMap(({ lines }) => lines)
	const which = Uint32Array.from(all, (_, i) => i)
	return {
		seqs: records.flatMap(({ seq, lines }) => lines.map(() => seq)),
		lines: records.flatMap(({ lines }) => lines.map((_, i) => i)),
		isIn: () => true,
		columns: new Map(
			columns.map(({ name }, i) => [name, { values: all.map((cells) => cells[i] ?? null), which }]),
		),
	}
}
