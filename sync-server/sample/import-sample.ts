import { Problem } from '#shared/kernel/problem'
import { getClusterDistrict } from '#shared/sample/sample'
import type { ImportedCluster, ImportSampleRequest } from '#shared/sample/sample-api'
import { clusterStatesOf, saveClusterState } from '../storage/sample/cluster-states.ts'
import { insertSample, type SampleRow, sampleOfDistrict, savePlaces } from '../storage/sample/sample.ts'
import type { Store, WriteSession } from '../storage/store.ts'
import { publishAssignments } from './assign-households.ts'
import { nextReserve } from './cluster-state.ts'

/**
 * Imports a sample. Existing clusters are unchanged (R3): an identical one is skipped, except that missing
 * places are filled in; a different one of the same name is rejected, and so is a line number of the district
 * that is already used.
 *
 * @throws Problem `sample-conflicts-with-stored` with the cluster
 */
export async function importSample(store: Store, { round, clusters }: ImportSampleRequest): Promise<void> {
	const { project } = store
	await store.write(async (session) => {
		const districts = new Set(clusters.map(({ cluster }) => getClusterDistrict(cluster)))
		const there = new Map<string, SampleRow[]>()
		const lines = new Set<string>()
		for (const district of districts)
			for (const row of await sampleOfDistrict(session, round, district)) {
				there.set(row.cluster, [...(there.get(row.cluster) ?? []), row])
				if (row.line !== null) lines.add(`${district} ${row.line}`)
			}
		const fresh: SampleRow[] = []
		const placed: SampleRow[][] = []
		for (const each of clusters) {
			const rows = rowsOf(project, round, each)
			const stored = there.get(each.cluster)
			const known = stored && withPlaces(stored, rows)
			if (
				stored && known
					? asText(known) !== asText(withPlaces(rows, stored))
					: hasTwice(rows) || rows.some((row) => lines.has(lineOf(row)))
			)
				throw new Problem('sample-conflicts-with-stored', { cluster: each.cluster })
			if (known) {
				if (known !== stored) placed.push(known)
				there.set(each.cluster, known)
				continue
			}
			there.set(each.cluster, rows)
			for (const row of rows) if (row.line !== null) lines.add(lineOf(row))
			fresh.push(...rows)
		}
		await insertSample(session, fresh)
		await openWaiting(session, there)
		for (const rows of placed) {
			await savePlaces(session, rows)
			await publishAssignments(session, rows, new Set(rows.map(({ person }) => person)))
		}
	})
}

/** Opens imported replacement clusters for clusters that were reported as inaccessible before. */
async function openWaiting(session: WriteSession, there: ReadonlyMap<string, readonly SampleRow[]>) {
	const [{ round } = { round: '' }] = [...there.values()][0] ?? []
	for (const each of await clusterStatesOf(session, round)) {
		if (each.unreachable === 0 || each.opened !== null || !there.has(each.cluster)) continue
		const opened = nextReserve(there, await clusterStatesOf(session, round), getClusterDistrict(each.cluster))
		if (opened !== null) await saveClusterState(session, { ...each, opened, at: session.at })
	}
}

/** Returns the rows with places that only the others have; the same rows if nothing is new. */
function withPlaces(rows: SampleRow[], others: readonly SampleRow[]): SampleRow[] {
	const known = new Map(others.map((row) => [row.household, row]))
	const centre = others[0]?.centre ?? null
	const filled = rows.map((row) => ({
		...row,
		centre: row.centre ?? centre,
		structure: row.structure ?? known.get(row.household)?.structure ?? null,
		point: row.point ?? known.get(row.household)?.point ?? null,
	}))
	return asText(filled) === asText(rows) ? rows : filled
}

const lineOf = ({ district, line }: SampleRow): string => `${district} ${line}`
/** True if a household or a line occurs twice in the cluster. */
function hasTwice(rows: readonly SampleRow[]): boolean {
	const lines = rows.flatMap(({ line }) => line ?? [])
	const households = rows.map(({ household }) => household)
	return new Set(lines).size < lines.length || new Set(households).size < households.length
}

const rowsOf = (
	project: string,
	round: string,
	{ cluster, area, centre, isReserve, lines }: ImportedCluster,
): SampleRow[] =>
	lines.map(({ household, line, selection, structure, point }, position) => ({
		project,
		round,
		cluster,
		household,
		position,
		line,
		area,
		centre: centre ?? null,
		district: getClusterDistrict(cluster),
		selection: String(selection),
		is_reserve_cluster: (isReserve ? 1 : 0) as 0 | 1,
		person: null,
		structure: structure ?? null,
		point: point ?? null,
	}))

const asText = (rows: readonly SampleRow[]): string =>
	JSON.stringify(
		rows.map(({ household, line, area, centre, selection, is_reserve_cluster, structure, point }) => [
			...[household, line, area, centre, selection, is_reserve_cluster, structure, point],
		]),
	)
