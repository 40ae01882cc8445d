import { districtOf, type NewSample, type SampleCluster } from '#shared/campaign/sample'
import { Problem } from '#shared/kernel/problem'
import { insertSample, type SampleRow, sampleOfDistrict } from '../storage/sample-table.ts'
import type { Store } from '../storage/store.ts'

/**
 * Takes a sample in. What is there already stays as it is (R3): the same cluster again is passed over; another one under its name is
 * refused, and so is a line of the district that a household has already.
 *
 * @throws Problem `sample-differs`, which names the cluster
 */
export async function bringInSample(store: Store, { round, clusters }: NewSample): Promise<void> {
	const { project } = store
	await store.write(async ({ db }) => {
		const districts = new Set(clusters.map(({ cluster }) => districtOf(cluster)))
		const there = new Map<string, SampleRow[]>()
		const lines = new Set<string>()
		for (const district of districts)
			for (const row of await sampleOfDistrict(db, project, round, district)) {
				there.set(row.cluster, [...(there.get(row.cluster) ?? []), row])
				if (row.line !== null) lines.add(`${district} ${row.line}`)
			}
		const fresh: SampleRow[] = []
		for (const each of clusters) {
			const rows = rowsOf(project, round, each)
			const known = there.get(each.cluster)
			if (
				known ? asText(known) !== asText(rows) : hasTwice(rows) || rows.some((row) => lines.has(lineOf(row)))
			)
				throw new Problem('sample-differs', { cluster: each.cluster })
			if (known) continue
			there.set(each.cluster, rows)
			for (const row of rows) if (row.line !== null) lines.add(lineOf(row))
			fresh.push(...rows)
		}
		await insertSample(db, fresh)
	})
}

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
	{ cluster, area, centre, lines }: SampleCluster,
): SampleRow[] =>
	lines.map(({ household, line, selection }, place) => ({
		...{ project, round, cluster, household, place, line, area, centre: centre ?? null },
		district: districtOf(cluster),
		selection: String(selection),
		person: null,
	}))

const asText = (rows: readonly SampleRow[]): string =>
	JSON.stringify(
		rows.map(({ household, line, area, centre, selection }) => [household, line, area, centre, selection]),
	)
