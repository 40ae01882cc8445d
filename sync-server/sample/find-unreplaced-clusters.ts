import type { Overview } from '#shared/coverage/overview'
import { type DistrictScope, isDistrictInScope } from '#shared/people/roles'
import { clusterStatesOf } from '../storage/sample/cluster-states.ts'
import { sampleOfClusters } from '../storage/sample/sample.ts'
import type { Session } from '../storage/session.ts'

/**
 * Returns the inaccessible clusters of these districts in whose place nobody works: no replacement cluster is
 * left, or the one that opened has no enumerator. A replacement that is inaccessible itself is listed, and not
 * the cluster before it.
 */
export async function findUnreplacedClusters(
	session: Session,
	round: string,
	districts: DistrictScope,
): Promise<NonNullable<Overview['unreplacedClusters']>> {
	const inaccessible = (await clusterStatesOf(session, round)).filter(({ unreachable }) => unreachable === 1)
	const places = inaccessible.flatMap(({ cluster, opened }) => [
		cluster,
		...(opened === null ? [] : [opened]),
	])
	const rows = await sampleOfClusters(session, round, [...new Set(places)])
	const districtOf = new Map(rows.map(({ cluster, district }) => [cluster, district]))
	const settled = new Set(inaccessible.map(({ cluster }) => cluster))
	for (const { cluster, person } of rows) if (person !== null) settled.add(cluster)
	return inaccessible.flatMap(({ cluster, opened }) => {
		const district = districtOf.get(cluster)
		if (district === undefined || !isDistrictInScope(districts, district)) return []
		return opened !== null && settled.has(opened) ? [] : [{ cluster, district, replacement: opened }]
	})
}
