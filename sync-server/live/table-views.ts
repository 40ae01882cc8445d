import { type Condition, conditionsIn, filterOf, needsValue } from '#shared/export/table-conditions'
import type { TablePlan } from '#shared/export/table-plan'
import type { TableSpec } from '#shared/export/table-view'
import { isSealed } from '#shared/forms/sealed-text'
import { Problem } from '#shared/kernel/problem'
import { turn, withTurns } from '../export/export-answers.ts'
import { type ArrivedAfter, arrivals, arrivedAfter } from '../storage/live-queries.ts'
import type { RecordFilter } from '../storage/record-queries.ts'
import type { Store } from '../storage/store.ts'
import {
	type LiveLine,
	type LiveTable,
	type LiveValue,
	liveLines,
	readsAnswers,
	withColumns,
} from './live-tables.ts'
import { type Filter, readFilter } from './odata-filter.ts'
import { sortInTurns } from './sort-in-turns.ts'

/** What is looked at, by whom. */
export interface Looking {
	/** Id of the person. */
	readonly person: string
	readonly spec: TableSpec
	readonly filter: RecordFilter
	readonly plan: TablePlan
	readonly table: LiveTable
}

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
	/** @throws Problem `input-invalid`, `server-busy` where the same person asked for another since */
	find(looking: Looking, options: { readonly isAnew: boolean; readonly now: number }): Promise<TableView>
}

const [recordsAtATime, numbersAtATime] = [1000, 50_000]
/** What was looked for stays so long, and so much of it: 8 bytes a line. */
const [keptMs, mostKept, mostLinesKept] = [15 * 60_000, 40, 5_000_000]

/** Views that were made, in this process: another makes the same again. */
export function keepTableViews(store: Store): TableViews {
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
		async find(looking, { isAnew, now }) {
			const { person, spec, filter } = looking
			const key = JSON.stringify([person, spec, filter])
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
			const work = makeView(store, looking, end.signal, now)
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

const everything: Filter = { fits: () => true, names: new Set() }

async function makeView(store: Store, looking: Looking, ended: AbortSignal, now: number): Promise<TableView> {
	const { plan, spec, table } = looking
	const { seq } = await store.head()
	const whole = spec.filter === '' ? everything : readFilter(spec.filter, table)
	const { filter, left } = toldByRow(looking)
	const { fits, names } = left === '' ? everything : whole
	// what nobody here can read has no order
	if (spec.sort && !table.columns.some(({ name, sealedTo }) => name === spec.sort?.column && !sealedTo))
		throw new Problem('input-invalid', { field: 'sort' })
	// nor is it narrowed: what an older version left open would be found by its words
	const sealed = new Set(table.columns.filter(({ sealedTo }) => sealedTo).map(({ name }) => name))
	const conditions =
		conditionsIn(spec.filter) ?? [...whole.names].map((column) => ({ column, comparison: 'eq' as const }))
	if (conditions.some(({ column, comparison }) => sealed.has(column) && needsValue(comparison)))
		throw new Problem('input-invalid', { field: 'filter' })
	const next = async () => {
		await turn()
		if (ended.aborted) throw new Problem('server-busy')
	}
	if (table.table.repeat === null && left === '' && spec.search === '' && !spec.sort) {
		const seqs: number[] = []
		for (;;) {
			const page = await arrivals(store.reading, store.project, filter, {
				...{ after: seqs.at(-1) ?? -1, limit: numbersAtATime },
			})
			for (const each of page) seqs.push(each)
			if (page.length < numbersAtATime) return { seqs: Float64Array.from(seqs), lines: null, seq, at: now }
			await next()
		}
	}
	const sought = spec.search.toLowerCase()
	const column = spec.sort?.column ?? ''
	const read = sought === '' ? withColumns(table, new Set([...names, column])) : table
	const [seqs, lines, keys]: [number[], number[], LiveValue[]] = [[], [], []]
	const withAnswers = readsAnswers(read)
	let after: ArrivedAfter | null = null
	for (;;) {
		const page = await arrivedAfter(store.reading, store.project, filter, {
			...{ after, limit: recordsAtATime, withAnswers },
		})
		for await (const row of withTurns(page))
			for (const [i, line] of liveLines(read, row, plan).entries()) {
				if (!fits(line) || (sought !== '' && !hasText(line, sought, sealed))) continue
				seqs.push(Number(row.first_seq))
				lines.push(i)
				if (spec.sort) keys.push(line[column] ?? null)
			}
		const last = page.at(-1)
		if (!last || page.length < recordsAtATime) break
		after = { seq: last.first_seq, id: last.id }
		await next()
	}
	const order = spec.sort ? await sortInTurns(keys.length, byKeys(keys, spec.sort.isDescending)) : null
	const placed = (given: number[]) => (_: unknown, i: number) => given[order ? (order[i] ?? 0) : i] ?? 0
	return {
		seqs: Float64Array.from({ length: seqs.length }, placed(seqs)),
		lines: table.table.repeat === null ? null : Uint16Array.from({ length: lines.length }, placed(lines)),
		...{ seq, at: now },
	}
}

/** What is asked of a record's state the database tells from its index; `left`: what is to be looked for in lines, '' for nothing. */
function toldByRow({ filter, spec, table }: Looking): { filter: RecordFilter; left: string } {
	const conditions = table.table.repeat === null ? (conditionsIn(spec.filter) ?? []) : []
	const isState = ({ column, comparison }: Condition) => column === 'record_status' && comparison === 'eq'
	const asked = conditions.filter(isState)
	if (asked.length === 0) return { filter, left: spec.filter }
	const others = conditions.filter((each) => !isState(each))
	const statuses = filter.statuses?.filter((status) => asked.every(({ value }) => value === status)) ?? []
	return {
		filter: { ...filter, ...(statuses.length > 0 ? { statuses } : { ids: [] }) },
		left: filterOf(others, table.columns) ?? spec.filter,
	}
}

const hasText = (line: LiveLine, sought: string, sealed: ReadonlySet<string>): boolean =>
	Object.entries(line).some(
		([name, value]) =>
			value !== null &&
			!sealed.has(name) &&
			!isSealed(value as string) &&
			String(value).toLowerCase().includes(sought),
	)

const collator = new Intl.Collator('en', { numeric: true })
/** What is missing comes last either way. */
function byKeys(keys: readonly LiveValue[], isDescending: boolean) {
	const turned = isDescending ? -1 : 1
	return (a: number, b: number): number => {
		const [one, other] = [keys[a] ?? null, keys[b] ?? null]
		if (one === null || other === null) return Number(one === null) - Number(other === null)
		if (typeof one === 'number' && typeof other === 'number') return turned * (one - other)
		return turned * collator.compare(String(one), String(other))
	}
}
