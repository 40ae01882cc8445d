import type { CellFault } from '#shared/kernel/cell-fault'
import { readCsvTable } from '#shared/kernel/csv'
import type { SampleResponse } from '#shared/sample/sample-api'
import { householdKey } from './assignment-rows.ts'

const columns = ['cluster', 'household', 'code'] as const
type AssignmentColumn = (typeof columns)[number]

export interface AssignmentFile {
	/** New enumerators of the households whose enumerator changes; null to unassign. */
	readonly changes: ReadonlyMap<string, string | null>
	/** Number of rows that change nothing. */
	readonly same: number
	readonly faults: readonly CellFault<AssignmentColumn>[]
}

/** Returns the assignments of a district as rows of a file: one row per household, with the username. */
export function assignmentFileRows({ clusters, people }: SampleResponse): string[][] {
	const known = new Map(people.map((person) => [person.id, person]))
	return [
		['cluster', 'area', 'household', 'line', 'reserve', 'sex', 'state', 'code', 'person'],
		...clusters.flatMap(({ cluster, area, lines }) =>
			lines.map(({ household, line, isReserve, sex, state, person }) => {
				const holder = person === null ? undefined : known.get(person)
				return [
					cluster,
					area,
					String(household),
					String(line ?? ''),
					isReserve ? 'yes' : 'no',
					sex ?? '',
					state,
					holder?.code ?? '',
					holder?.name ?? '',
				]
			}),
		),
	]
}

/**
 * Reads assignments from a CSV file with the columns cluster, household and code (the username, empty to
 * unassign); other columns are ignored. Each error has its row, so that all can be corrected at once.
 */
export function parseAssignmentFile(csv: string, { clusters, people }: SampleResponse): AssignmentFile {
	const codes = new Map(people.map(({ code, id }) => [code, id]))
	const holders = new Map(
		clusters.flatMap(({ cluster, lines }) =>
			lines.map(({ household, person }) => [householdKey(cluster, household), person] as const),
		),
	)
	const open = new Set(clusters.filter(({ state }) => state === 'open').map(({ cluster }) => cluster))
	const changes = new Map<string, string | null>()
	const faults: CellFault<AssignmentColumn>[] = []
	let same = 0
	const rows = readCsvTable(csv)
	for (const column of columns)
		if (rows.length > 0 && !(column in (rows[0] ?? {})))
			faults.push({ at: 1, column, found: '', possible: column })
	if (faults.length > 0) return { changes, same, faults }
	for (const [i, row] of rows.entries()) {
		const at = i + 2
		const cell = (column: (typeof columns)[number]) => (row[column] ?? '').trim()
		const [cluster, household, code] = [cell('cluster'), cell('household'), cell('code')]
		const before = faults.length
		if (!clusters.some((each) => each.cluster === cluster))
			faults.push({
				at,
				column: 'cluster',
				found: cluster,
				possible: clusters[0]?.cluster ?? '',
				kind: 'example',
			})
		const key = householdKey(cluster, Number(household))
		if (faults.length === before && !holders.has(key))
			faults.push({ at, column: 'household', found: household, possible: '1–999' })
		const person = code === '' ? null : codes.get(code)
		if (person === undefined)
			faults.push({
				at,
				column: 'code',
				found: code,
				possible: [...codes.keys()].slice(0, 5).join(', '),
				kind: 'example',
			})
		if (faults.length > before || person === undefined) continue
		if (holders.get(key) === person || (person !== null && !open.has(cluster))) same++
		else changes.set(key, person)
	}
	return { changes, same, faults }
}
