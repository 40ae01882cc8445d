import { getClusterDistrict, type ImportedCluster, type ImportSampleRequest } from '#shared/campaign/sample'
import { Problem } from '#shared/kernel/problem'
import { clusterStatesOf, saveClusterState } from '../storage/cluster-table.ts'
import { insertSample, type SampleRow, sampleOfDistrict, saveClusterCentre } from '../storage/sample-table.ts'
import type { Store, WriteSession } from '../storage/store.ts'
import { nextReserve } from './cluster-state.ts'
import { publishAssignments } from './give-households.ts'

/**
 * Takes a sample in. What is there already stays as it is (R3): the same cluster again is passed over, but for its middle, which it may
 * still get where it has none; another one under its name is refused, and so is a line of the district that a household has already.
 *
 * @throws Problem `sample-differs`, which names the cluster
 */
export async function importSample(store: Store, { round, clusters }: ImportSampleRequest): Promise<void> {
	const { project } = store
	await store.write(async (session) => {
		const { db } = session
		const districts = new Set(clusters.map(({ cluster }) => getClusterDistrict(cluster)))
		const there = new Map<string, SampleRow[]>()
		const lines = new Set<string>()
		for (const district of districts)
			for (const row of await sampleOfDistrict(db, project, round, district)) {
				there.set(row.cluster, [...(there.get(row.cluster) ?? []), row])
				if (row.line !== null) lines.add(`${district} ${row.line}`)
			}
		const fresh: SampleRow[] = []
		const placed: SampleRow[][] = []
		for (const each of clusters) {
			const rows = rowsOf(project, round, each)
			const stored = there.get(each.cluster)
			const known = stored && withMiddle(stored, each.centre)
			if (
				known ? asText(known) !== asText(rows) : hasTwice(rows) || rows.some((row) => lines.has(lineOf(row)))
			)
				throw new Problem('sample-differs', { cluster: each.cluster })
			if (known) {
				if (known !== stored) placed.push(known)
				there.set(each.cluster, known)
				continue
			}
			there.set(each.cluster, rows)
			for (const row of rows) if (row.line !== null) lines.add(lineOf(row))
			fresh.push(...rows)
		}
		await insertSample(db, fresh)
		await openWaiting(session, there)
		for (const rows of placed) {
			await saveClusterCentre(db, rows)
			await publishAssignments(session, rows, new Set(rows.map(({ person }) => person)))
		}
	})
}

/** Reserve clusters that come after somebody said that another one cannot be entered open for it at once. */
async function openWaiting({ db, at }: WriteSession, there: ReadonlyMap<string, readonly SampleRow[]>) {
	const [{ project, round } = { project: '', round: '' }] = [...there.values()][0] ?? []
	for (const each of await clusterStatesOf(db, project, round)) {
		if (each.unreachable === 0 || each.opened !== null || !there.has(each.cluster)) continue
		const opened = nextReserve(
			there,
			await clusterStatesOf(db, project, round),
			getClusterDistrict(each.cluster),
		)
		if (opened !== null) await saveClusterState(db, { ...each, opened, at })
	}
}

/** The rows with a middle that they had none of; else the same rows. */
const withMiddle = (rows: SampleRow[], centre: string | undefined): SampleRow[] =>
	centre !== undefined && rows.every((row) => row.centre === null)
		? rows.map((row) => ({ ...row, centre }))
		: rows

const lineOf = ({ district, line }: SampleRow): string => `${district} ${line}`
/** A household, or a line, stands in the same cluster twice. */
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
	lines.map(({ household, line, selection }, place) => ({
		project,
		round,
		cluster,
		household,
		place,
		line,
		area,
		centre: centre ?? null,
		district: getClusterDistrict(cluster),
		selection: String(selection),
		reserve_cluster: (isReserve ? 1 : 0) as 0 | 1,
		person: null,
	}))

const asText = (rows: readonly SampleRow[]): string =>
	JSON.stringify(
		rows.map(({ household, line, area, centre, selection, reserve_cluster }) => [
			...[household, line, area, centre, selection, reserve_cluster],
		]),
	)
