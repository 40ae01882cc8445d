import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { isDistrictInScope } from '#shared/people/roles'
import { getClusterDistrict } from '#shared/sample/sample'
import {
	assignHouseholdsRequestSchema,
	importListingDrawRequestSchema,
	importSampleRequestSchema,
	sampleResponseSchema,
	setClusterAccessRequestSchema,
} from '#shared/sample/sample-api'
import { roundsFor } from '#shared/study/study'
import { assignHouseholds } from '../sample/assign-households.ts'
import { setClusterAccess } from '../sample/cluster-access.ts'
import { sampleDrawn } from '../sample/drawn-listings.ts'
import { importSample } from '../sample/import-sample.ts'
import { listSample } from '../sample/list-sample.ts'
import { findRecord } from '../storage/records/records.ts'
import { audit, createAuditedStore } from './audit.ts'
import type { Deps } from './deps.ts'
import { requirePermission, requirePermissionOnRealData } from './session-cookie.ts'

/** Routes for the sample of a round: import, assignment, list. */
export function sampleRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
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
	app.get(
		'/api/sample',
		{
			config: { notes: ['sample-listed'] },
			schema: {
				querystring: z.object({ round: z.string(), district: z.string() }),
				response: { 200: sampleResponseSchema },
			},
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'sample.read')
			const { round, district } = request.query
			await demand(person, round, [district])
			const found = await listSample(store, { round, district, now: deps.now() })
			const many = found.clusters.length
			await audit(deps, request, { kind: 'sample-listed', many, district, round })
			return found
		},
	)
	app.post(
		'/api/sample',
		{
			config: { notes: ['sample-imported'] },
			bodyLimit: 8_000_000,
			schema: { body: importSampleRequestSchema },
		},
		async (request, reply) => {
			const person = await requirePermissionOnRealData(deps, request, 'sample.import')
			const { round, clusters } = request.body
			await rejectClosedRound(round)
			await demand(person, round, [...new Set(clusters.map(({ cluster }) => getClusterDistrict(cluster)))])
			const auditedStore = createAuditedStore(deps, request, {
				kind: 'sample-imported',
				many: clusters.length,
				round,
			})
			await importSample(auditedStore, request.body)
			return reply.code(204).send()
		},
	)
	app.post(
		'/api/sample/listing-draws',
		{ config: { notes: ['sample-imported'] }, schema: { body: importListingDrawRequestSchema } },
		async (request, reply) => {
			const person = await requirePermissionOnRealData(deps, request, 'sample.import')
			const { round, record } = request.body
			await rejectClosedRound(round)
			const district = (await findRecord(store.reading, store.project, record))?.district
			if (!district) throw new Problem('not-found')
			await demand(person, round, [district])
			const drawn = await sampleDrawn(store, request.body, district)
			if (!drawn) throw new Problem('not-found')
			await importSample(
				createAuditedStore(deps, request, { kind: 'sample-imported', many: 1, district, round }),
				drawn,
			)
			return reply.code(204).send()
		},
	)
	app.post(
		'/api/sample/cluster-access',
		{
			config: { notes: ['cluster-unreachable', 'cluster-reachable'] },
			schema: { body: setClusterAccessRequestSchema },
		},
		async (request, reply) => {
			const person = await requirePermissionOnRealData(deps, request, 'sample.assign')
			const { round, cluster, isUnreachable } = request.body
			const district = getClusterDistrict(cluster)
			await demand(person, round, [district])
			const kind = isUnreachable ? 'cluster-unreachable' : 'cluster-reachable'
			await setClusterAccess(
				createAuditedStore(deps, request, { kind, district, round }),
				person.id,
				request.body,
			)
			return reply.code(204).send()
		},
	)
	app.post(
		'/api/sample/assignments',
		{ config: { notes: ['households-assigned'] }, schema: { body: assignHouseholdsRequestSchema } },
		async (request, reply) => {
			const person = await requirePermissionOnRealData(deps, request, 'sample.assign')
			const { round, cluster, households, person: of } = request.body
			const district = getClusterDistrict(cluster)
			await demand(person, round, [district])
			const many = households.length
			const auditedStore = createAuditedStore(deps, request, {
				kind: 'households-assigned',
				of,
				many,
				district,
				round,
			})
			await assignHouseholds(auditedStore, request.body)
			return reply.code(204).send()
		},
	)
}
