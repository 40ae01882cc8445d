import { isSealed, sealedPrefix } from '#shared/forms/sealed-answer-text'
import { shortDigest } from '#shared/kernel/digest'
import { withYields, yieldToEventLoop } from '../export/select-answers.ts'
import {
	deleteColumnTables,
	findColumnParts,
	findColumnTable,
	listUnusedColumnTables,
	saveColumnParts,
	saveColumnTable,
	touchColumnTable,
} from '../storage/exports/column-tables.ts'
import {
	changedAfter,
	changedOtherwise,
	type DataRecord,
	listArrivalsByChange,
} from '../storage/exports/data-records.ts'
import type { Store } from '../storage/store.ts'
import { type DataTable, type DataValue, dataCells } from './data-tables.ts'
import { packColumn, packPositions, unpackColumn, unpackPositions, valueAt } from './packed-column.ts'
import type { TableQuery } from './table-query.ts'

/**
 * Version of the cache format. Raised when cells are computed or encoded differently: tables then get new
 * ids, and the old ones go unused.
 */
const version = 2
export const usualSizes = {
	/** Arrival numbers per part. */
	partWidth: 4096,
	recordBatchSize: 4000,
	/** Maximum changed records that each query reads from the records; above it, the columns are written. */
	maxFresh: 2000,
	/**
	 * Above `fewFresh` changed records the columns are also written if these arrived in at most `fewParts`
	 * parts, as new records do.
	 */
	fewFresh: 200,
	fewParts: 4,
}
const columnBatchSize = 20
const [dayMs, unusedMs] = [86_400_000, 30 * 86_400_000]

export type Sizes = typeof usualSizes

interface Keeping {
	readonly sizes: Sizes
	/** ms since 1970 */
	readonly now: number
	/** Awaited between two pieces of work. @throws when writing has to stop */
	readonly next: () => Promise<void>
}

/** The rows of a record, each with its cells in column order, and the arrival number of the record. */
export interface RecordRows {
	readonly seq: number
	readonly lines: readonly (readonly DataValue[])[]
}
export const buildRecordRows = (
	row: DataRecord,
	{ table, plan }: Pick<TableQuery, 'table' | 'plan'>,
): RecordRows => ({
	seq: Number(row.first_seq),
	lines: dataCells(table, row, plan),
})

/** Decodes the positions of a part's records; null for a part that is not cached. */
export function decodeChunkPositions(columns: ReadonlyMap<string, Uint8Array>) {
	const packed = columns.get('')
	return packed ? unpackPositions(packed) : null
}

/** Returns the id of a cached table: a digest of its content, columns and role. */
export function idOf({ filter, table, spec, versions }: TableQuery): string {
	const { form, round, demonstration, role, statuses } = filter
	const columns = table.columns.map(({ name, type }) => [name, type])
	const identity = [version, form, round, demonstration, role, statuses, table.name, spec.values]
	return shortDigest(JSON.stringify([...identity, versions, columns]))
}

/** Writes the changes since the last update, if there are many. */
export async function catchUp(store: Store, query: TableQuery, { sizes, now, next }: Keeping): Promise<void> {
	const { partWidth, recordBatchSize } = sizes
	const id = idOf(query)
	const { filter, table } = query
	const everywhere = { ...filter, districts: 'all' as const, inDistricts: undefined }
	for (;;) {
		const others = await changedOtherwise(store.reading)
		const state = shortDigest(others)
		const known = await findColumnTable(store.reading, id)
		const current = known?.state === state ? known : undefined
		const after = Number(current?.seq ?? 0)
		const { seq: until } = await store.head()
		const time = new Date(now).toISOString()
		if (current) {
			const changed = { after, until, limit: sizes.maxFresh + 1 }
			const fresh = await listArrivalsByChange(store.reading, everywhere, changed)
			if (isWithinFreshTail(fresh, sizes)) {
				if (Date.parse(current.used) + dayMs < now) await tidy(store, id, now)
				return
			}
		}
		const changesQuery = { after, until, limit: recordBatchSize }
		const rows = await changedAfter(store.reading, everywhere, changesQuery)
		const changed = new Map<number, RecordRows[]>()
		for await (const row of withYields(rows)) {
			const lines = buildRecordRows(row, query)
			const part = Math.floor(lines.seq / partWidth)
			const others = changed.get(part)
			if (others) others.push(lines)
			else changed.set(part, [lines])
		}
		const parts = new Map<number, Map<string, Uint8Array>>()
		for (const [part, records] of changed) {
			const before = current ? await findColumnParts(store.reading, id, [part], null) : null
			parts.set(part, await packed(records, before?.get(part) ?? new Map(), table.columns))
			await next()
		}
		const seq = rows.length < recordBatchSize ? until : Number(rows.at(-1)?.last_seq ?? until)
		await store.write(async (session) => {
			const there = await findColumnTable(session, id)
			// another server has updated the table meanwhile, or something was erased
			if (there?.seq !== known?.seq || there?.state !== known?.state) return
			if ((await changedOtherwise(session)) !== others) return
			if (!current) await deleteColumnTables(session, id)
			for (const [part, columns] of parts) await saveColumnParts(session, id, part, columns)
			await saveColumnTable(session, { id, state, seq, used: time })
		})
		await next()
	}
}

/** True if the changed records can be read without the cache. `fresh`: their arrival numbers. */
function isWithinFreshTail(
	fresh: readonly number[],
	{ maxFresh, fewFresh, fewParts, partWidth }: Sizes,
): boolean {
	if (fresh.length <= fewFresh) return true
	return fresh.length <= maxFresh && new Set(fresh.map((seq) => Math.floor(seq / partWidth))).size > fewParts
}

async function tidy(store: Store, id: string, now: number): Promise<void> {
	await store.write(async (session) => {
		await touchColumnTable(session, id, new Date(now).toISOString())
		const since = new Date(now - unusedMs).toISOString()
		for (const unused of await listUnusedColumnTables(session, since))
			await deleteColumnTables(session, unused)
	})
}

/** Encodes the columns of a part with these records; rows of records that it already has are replaced. */
async function packed(
	records: readonly RecordRows[],
	before: ReadonlyMap<string, Uint8Array>,
	columns: DataTable['columns'],
): Promise<Map<string, Uint8Array>> {
	const bySeq = new Map<number, readonly Source[]>()
	const held = decodeChunkPositions(before)
	let line = 0
	for (const [i, seq] of held?.seqs.entries() ?? [])
		bySeq.set(
			seq,
			Array.from({ length: held?.lines[i] ?? 0 }, () => line++),
		)
	for (const { seq, lines } of records) bySeq.set(seq, lines)
	const seqs = [...bySeq.keys()].sort((a, b) => a - b)
	const inOrder = seqs.map((seq) => bySeq.get(seq) ?? [])
	const sources = inOrder.flat()
	const which = { seqs, lines: inOrder.map(({ length }) => length) }
	const made = new Map<string, Uint8Array>([['', packPositions(which)]])
	for (const [i, { name }] of columns.entries()) {
		const bytes = before.get(name)
		const known = bytes && unpackColumn(bytes)
		const values = sources.map((source) =>
			typeof source === 'number' ? valueAt(known, source) : withoutSealed(source[i] ?? null),
		)
		made.set(name, packColumn(values))
		if (i % columnBatchSize === 0) await yieldToEventLoop()
	}
	return made
}
/** The index of a row that is cached, or the cells of a new one. */
type Source = number | readonly DataValue[]

const sealedText = `${sealedPrefix}${'A'.repeat(300)}`
/** Replaces an encrypted value by a placeholder: the cache only records that there is an answer. */
const withoutSealed = (value: DataValue): DataValue => (isSealed(value as string) ? sealedText : value)
