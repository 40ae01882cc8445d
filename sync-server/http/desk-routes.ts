import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { isInDistricts } from '#shared/access/roles'
import { campaignSchema, roundsFor } from '#shared/campaign/campaign'
import { coverageSchema } from '#shared/campaign/coverage'
import { Problem } from '#shared/kernel/problem'
import { heldBackDecisionSchema, heldBackListSchema } from '#shared/revisions/held-back'
import { decisionSchema, recordDetailSchema } from '#shared/revisions/record-detail'
import { recordListSchema } from '#shared/revisions/record-listed'
import { recordMoveSchema } from '#shared/revisions/record-move'
import { restorationSchema } from '#shared/sync/restoration'
import { findCoverage } from '../coverage/find-coverage.ts'
import { decideCase } from '../review/decide-case.ts'
import { decideHeldBack, findHeldBack } from '../review/held-back.ts'
import { moveRecord } from '../review/move-record.ts'
import { findRevisions, recordDetail } from '../review/record-history.ts'
import { restoration } from '../storage/memory-queries.ts'
import { listRecords } from '../storage/record-queries.ts'
import type { Deps } from './deps.ts'
import { filterFor, recordQuery } from './record-filter.ts'
import { recordFor } from './record-for.ts'
import { personOf, personWhoMay } from './session-cookie.ts'

const recordsPerPage = 50
const idParams = z.object({ id: z.string() })
/** A reason that is blank has a problem of its own, which the decision tells. */
const decisionBody = z.object({ ...decisionSchema.shape, why: z.string().check(z.maxLength(1000)) })

/** What coordinators and data managers ask for. Every read and write is narrowed to the person's districts. */
export function deskRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store, forms, campaign } = deps

	app.get('/api/campaign', { schema: { response: { 200: campaignSchema } } }, async (request) => {
		const person = await personOf(deps, request)
		const districts = campaign.districts.filter(({ code }) => isInDistricts(person.districts, code))
		return { ...campaign, districts, rounds: roundsFor(person, campaign) }
	})
	app.get(
		'/api/coverage',
		{
			schema: {
				querystring: z.object({ round: z.string() }),
				response: { 200: coverageSchema },
			},
		},
		async (request) => {
			const person = await personWhoMay(deps, request, 'coverage.read')
			return findCoverage(store, campaign, request.query.round, person)
		},
	)
	app.get(
		'/api/records',
		{ schema: { querystring: recordQuery, response: { 200: recordListSchema } } },
		async (request) => {
			const person = await personWhoMay(deps, request, 'records.read')
			const page = { before: request.query.before, limit: recordsPerPage }
			return listRecords(store.reading, store.project, filterFor(person, campaign, request.query), page)
		},
	)
	app.get(
		'/api/records/:id',
		{ schema: { params: idParams, response: { 200: recordDetailSchema } } },
		async (request) => {
			const person = await personWhoMay(deps, request, 'records.read')
			const row = await recordFor(store, person, request.params.id)
			const found = await findRevisions(store, forms, row.id)
			if (!found) throw new Problem('not-found')
			return recordDetail(store, found, row)
		},
	)
	app.post(
		'/api/records/:id/decisions',
		{ schema: { params: idParams, body: decisionBody } },
		async (request, reply) => {
			const person = await personWhoMay(deps, request, 'records.decide')
			const { id } = await recordFor(store, person, request.params.id)
			await decideCase(deps, person, id, request.body)
			return reply.code(204).send()
		},
	)
	app.post(
		'/api/records/:id/moves',
		{ schema: { params: idParams, body: recordMoveSchema } },
		async (request, reply) => {
			const person = await personWhoMay(deps, request, 'records.review')
			const { id } = await recordFor(store, person, request.params.id)
			await moveRecord(deps, person, id, request.body)
			return reply.code(204).send()
		},
	)
	app.get(
		'/api/restoration',
		{ schema: { response: { 200: z.nullable(restorationSchema) } } },
		async (request) => {
			await personWhoMay(deps, request, 'people.read')
			return restoration(store.reading, store.project)
		},
	)
	app.get('/api/held-back', { schema: { response: { 200: heldBackListSchema } } }, async (request) =>
		findHeldBack(store, await personWhoMay(deps, request, 'held-back.read')),
	)
	app.post(
		'/api/held-back/decisions',
		{ schema: { body: heldBackDecisionSchema } },
		async (request, reply) => {
			const person = await personWhoMay(deps, request, 'held-back.decide')
			await decideHeldBack(deps, person, request.body)
			return reply.code(204).send()
		},
	)
}
