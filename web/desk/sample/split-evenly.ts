import { isLineSettled } from '#shared/sample/sample'
import type { SampleResponse } from '#shared/sample/sample-api'
import {
	type AssignmentRow,
	type ClusterHousehold,
	householdKey,
	isLeft,
	keysOfRow,
} from './assignment-rows.ts'

/**
 * Returns those of the keys whose households can still change hands. Completed ones stay with the enumerator
 * who visited them, and so do the locked replacements of a completed row.
 */
export function openKeys(rows: readonly AssignmentRow[], keys: ReadonlySet<string>): Set<string> {
	const isOpen = (row: AssignmentRow, { state }: ClusterHousehold) =>
		state === 'closed' ? row.state !== 'complete' : state === 'handed-back' || !isLineSettled(state)
	return new Set(
		rows.flatMap((row) =>
			[...row.lines, ...row.replacements]
				.filter((line) => isOpen(row, line))
				.map(({ household }) => householdKey(row.cluster.cluster, household))
				.filter((key) => keys.has(key)),
		),
	)
}

interface SplitOptions {
	readonly rows: readonly AssignmentRow[]
	/** Households to hand out; the others of the rows stay as they are. */
	readonly keys: ReadonlySet<string>
	readonly people: readonly string[]
}

/** Hands out households of a district, so that all people have about the same number left in it. */
export function splitAmong(clusters: SampleResponse['clusters'], options: SplitOptions): Map<string, string> {
	const left = new Map<string, number>()
	for (const { cluster, lines } of clusters)
		for (const { household, person, state } of lines)
			if (person !== null && isLeft(state) && !options.keys.has(householdKey(cluster, household)))
				left.set(person, (left.get(person) ?? 0) + 1)
	return splitEvenly({ ...options, left })
}

interface Splitting extends SplitOptions {
	/** Number of households that each person has to visit already, outside of these. */
	readonly left: ReadonlyMap<string, number>
}

/**
 * Hands out households so that all people have about the same number left. The households of a row stay
 * together: the largest row goes first, to whoever has the least (Graham 1969, “Bounds on multiprocessing timing anomalies”).
 */
export function splitEvenly({ rows, keys, people, left }: Splitting): Map<string, string> {
	const found = new Map<string, string>()
	const load = new Map(people.map((person) => [person, left.get(person) ?? 0]))
	const parts = rows
		.map((row) => partOf(row, keys))
		.filter((part) => part.keys.length > 0)
		// rows that not everybody should get come first
		.sort((a, b) => Number(b.returnedBy.size > 0) - Number(a.returnedBy.size > 0) || b.weight - a.weight)
	for (const part of parts) {
		const [person] = [...people].sort(
			(a, b) =>
				Number(part.returnedBy.has(a)) - Number(part.returnedBy.has(b)) ||
				(load.get(a) ?? 0) - (load.get(b) ?? 0),
		)
		if (person === undefined) break
		for (const key of part.keys) found.set(key, person)
		load.set(person, (load.get(person) ?? 0) + part.weight)
	}
	return found
}

/**
 * Returns the households of a row that are handed out together, how many of them are to be visited, and who
 * returned some: these get them again only if there is nobody else.
 */
function partOf(row: AssignmentRow, keys: ReadonlySet<string>) {
	const own = [...row.lines, ...row.replacements].filter(({ household }) =>
		keys.has(householdKey(row.cluster.cluster, household)),
	)
	const returned = own.filter(({ state }) => state === 'handed-back')
	return {
		keys: keysOfRow(row).filter((key) => keys.has(key)),
		weight: returned.length + own.filter(({ state }) => isLeft(state)).length,
		returnedBy: new Set(returned.map(({ person }) => person)),
	}
}
