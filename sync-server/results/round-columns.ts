import type { KnownChoice } from '#shared/export/parts-across-versions'
import { Problem } from '#shared/kernel/problem'
import { yieldToEventLoop } from '../export/select-answers.ts'
import type { ColumnStore } from '../table/column-store.ts'
import type { DataTable, DataValue } from '../table/data-tables.ts'
import { valueAt } from '../table/packed-column.ts'
import type { TableQuery } from '../table/table-query.ts'

/** A column of all interviews of a round: distinct values, and the index of the value of each interview. */
export interface RoundColumn {
	readonly values: readonly DataValue[]
	readonly which: Uint32Array
}

/** Visible interviews as columns of the requested questions, by name. */
export interface RoundColumns {
	readonly many: number
	readonly columns: ReadonlyMap<string, RoundColumn>
}

/**
 * Readable questions of the main table, outside of repeats and encrypted in no version, with the columns that
 * hold the whole answer: several if versions of the form have it in different groups.
 */
export function readableColumns({ table, columns }: DataTable): Map<string, readonly string[]> {
	const first = table.plain.length + 1
	const found = new Map<string, string[]>()
	const sealed = new Set<string>()
	for (const [i, { of, part, choice }] of table.columns.entries()) {
		const column = columns[first + i]
		if (part !== '' || choice || !column) continue
		const { name } = of.question
		if (column.sealedTo) sealed.add(name)
		found.set(name, [...(found.get(name) ?? []), column.name])
	}
	for (const name of sealed) found.delete(name)
	return found
}

/** Choices of a question with their labels. Empty for free input. */
export const choicesOf = ({ table }: DataTable, question: string): readonly KnownChoice[] =>
	table.columns.find(({ of, part, choice }) => of.question.name === question && part === '' && !choice)?.of
		.choices ?? []

/**
 * `names`: questions, or columns of the record itself such as `record_id`. @throws Problem `server-busy` if
 * the client has disconnected
 */
export async function readRoundColumns(
	columnStore: ColumnStore,
	query: TableQuery,
	names: Iterable<string>,
	{ now, signal }: { readonly now: number; readonly signal: AbortSignal },
): Promise<RoundColumns> {
	const questions = readableColumns(query.table)
	// A question that the form lacks has no column; requesting it would scan every record.
	const ofRecord = (name: string) => query.table.columns.some((each) => each.own && each.name === name)
	const parts = [...new Set(names)].map((name) => ({
		name,
		from: questions.get(name) ?? (ofRecord(name) ? [name] : []),
		places: new Map<DataValue, number>(),
		blocks: [] as Uint32Array[],
	}))
	const columnsQuery = { names: new Set(parts.flatMap(({ from }) => from)), now, ended: signal }
	let many = 0
	for await (const { seqs, isIn, columns } of columnStore.readChunks(query, columnsQuery)) {
		const lines = Uint32Array.from({ length: seqs.length }, (_, line) => line).filter(isIn)
		many += lines.length
		for (const { from, places, blocks } of parts) {
			const held = from.map((column) => columns.get(column))
			const [only] = held
			if (held.length === 1 && only) {
				const moved = Uint32Array.from(only.values, (value) => placeOf(places, value))
				blocks.push(lines.map((line) => moved[only.which[line] ?? 0] ?? 0))
			} else
				blocks.push(
					lines.map((line) => {
						const answered = held.find((column) => valueAt(column, line) !== null)
						return placeOf(places, valueAt(answered, line))
					}),
				)
		}
	}
	return {
		many,
		columns: new Map(
			parts.map(({ name, places, blocks }) => [
				name,
				{ values: [...places.keys()], which: joined(blocks, many) },
			]),
		),
	}
}

/** True if any interview answers the question. */
export function hasAnswers({ columns }: RoundColumns, name: string): boolean {
	const column = columns.get(name)
	const isAnswer = column?.values.map((value) => value !== null && value !== '')
	return column?.which.some((at) => isAnswer?.[at] === true) ?? false
}

/**
 * Yields to the event loop between two estimates. @throws Problem `server-busy` if the client has
 * disconnected
 */
export async function yieldUnlessAborted(signal: AbortSignal): Promise<void> {
	await yieldToEventLoop()
	if (signal.aborted) throw new Problem('server-busy')
}

function placeOf(places: Map<DataValue, number>, value: DataValue): number {
	const known = places.get(value)
	if (known !== undefined) return known
	places.set(value, places.size)
	return places.size - 1
}

function joined(blocks: readonly Uint32Array[], many: number): Uint32Array {
	const all = new Uint32Array(many)
	let at = 0
	for (const block of blocks) {
		all.set(block, at)
		at += block.length
	}
	return all
}

/**
 * Evaluates a function for each interview, once per distinct combination of answers. `says` receives a
 * function that returns the answer to a question, '' for none.
 */
export function evaluateForEach(
	{ many, columns }: RoundColumns,
	names: readonly string[],
	evaluate: (lookup: (name: string) => string | number) => number,
): Float64Array {
	const read = names.flatMap((name) => columns.get(name) ?? [])
	let at = 0
	const lookup = (name: string): string | number => {
		const column = columns.get(name)
		return column?.values[column.which[at] ?? 0] ?? ''
	}
	const known = new Map<number, number>()
	const isCountable = read.reduce((all, { values }) => all * values.length, 1) <= Number.MAX_SAFE_INTEGER
	const results = new Float64Array(many)
	for (; at < many; at++) {
		let key = 0
		for (const { values, which } of read) key = key * values.length + (which[at] ?? 0)
		let value = isCountable ? known.get(key) : undefined
		if (value === undefined) {
			value = evaluate(lookup)
			if (isCountable) known.set(key, value)
		}
		results[at] = value
	}
	return results
}
