import type { FastifyInstance } from 'fastify'
import { sampleApi } from '#shared/api/sample'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { isDistrictInScope } from '#shared/people/roles'
import { getClusterDistrict } from '#shared/sample/sample'
import { roundsFor } from '#shared/study/study'
import { assignHouseholds } from '../sample/assign-households.ts'
import { setClusterAccess } from '../sample/cluster-access.ts'
import { sampleDrawn } from '../sample/drawn-listings.ts'
import { importSample } from '../sample/import-sample.ts'
import { listSample } from '../sample/list-sample.ts'
import { findRecord } from '../storage/records/records.ts'
import type { Deps } from './deps.ts'
import { mountApi } from './mount-api.ts'

/** Routes for the sample of a round: import, assignment, list. */
export function sampleRoutes(app: FastifyInstance, deps: Deps): void {
	const { store } = deps
	/** @throws Problem `not-found`, `not-allowed` */
	async function demand(person: Person, round: string, districts: readonly string[]) {
		const study = await deps.study.current()
		if (!roundsFor(person, study).some(({ code }) => code === round)) throw new Problem('not-found')
		for (const district of districts) {
			if (!study.districts.some(({ code }) => code === district)) throw new Problem('not-found')
			if (!isDistrictInScope(person.districts, district)) throw new Problem('not-allowed')
		}
	}
	/** Rejects closed and demonstration rounds: neither needs a sample. @throws Problem `round-closed` */
	async function rejectClosedRound(round: string) {
		const { rounds } = await deps.study.current()
		const wanted = rounds.find(({ code }) => code === round)
		if (wanted?.demonstration || wanted?.state === 'closed') throw new Problem('round-closed')
	}
	mountApi(app, deps, sampleApi, {
		async list({ person, query: { round, district }, audit }) {
			await demand(person, round, [district])
			const found = await listSample(store, { round, district, now: deps.now() })
			await audit({ kind: 'sample-listed', many: found.clusters.length, district, round })
			return found
		},
		async import({ person, body, auditedStore }) {
			const { round, clusters } = body
			await rejectClosedRound(round)
			await demand(person, round, [...new Set(clusters.map(({ cluster }) => getClusterDistrict(cluster)))])
			await importSample(auditedStore({ kind: 'sample-imported', many: clusters.length, round }), body)
		},
		async importListingDraw({ person, body, auditedStore }) {
			const { round, record } = body
			await rejectClosedRound(round)
			const district = (await findRecord(store.reading, record))?.district
			if (!district) throw new Problem('not-found')
			await demand(person, round, [district])
			const drawn = await sampleDrawn(store, body, district)
			if (!drawn) throw new Problem('not-found')
			await importSample(auditedStore({ kind: 'sample-imported', many: 1, district, round }), drawn)
		},
		async setClusterAccess({ person, body, auditedStore }) {
			const { round, cluster, isUnreachable } = body
			const district = getClusterDistrict(cluster)
			await demand(person, round, [district])
			const kind = isUnreachable ? 'cluster-unreachable' : 'cluster-reachable'
			await setClusterAccess(auditedStore({ kind, district, round }), person.id, body)
		},
		async assignHouseholds({ person, body, auditedStore }) {
			const { round, assignments } = body
			await demand(person, round, [...new Set(assignments.map(({ cluster }) => getClusterDistrict(cluster)))])
			const counts = new Map<string, { of: string | null; district: string; many: number }>()
			for (const { cluster, households, person: of } of assignments) {
				const district = getClusterDistrict(cluster)
				const key = `${district} ${of}`
				const many = (counts.get(key)?.many ?? 0) + households.length
				counts.set(key, { of, district, many })
			}
			const [first, ...others] = [...counts.values()].map(
				(each) => ({ kind: 'households-assigned', round, ...each }) as const,
			)
			if (first) await assignHouseholds(auditedStore(first, ...others), body)
		},
	})
}
