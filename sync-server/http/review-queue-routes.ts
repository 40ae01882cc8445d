import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { may } from '#shared/people/roles'
import { bulkResultSchema, bulkReviewRequestSchema } from '#shared/review/bulk-review'
import {
	queueFacetsSchema,
	type RecordQuery,
	recordNeighboursResponseSchema,
	waitingCountSchema,
} from '#shared/review/record-list'
import { applyBulkReview } from '../review/bulk-review.ts'
import { countRecords } from '../storage/records/records.ts'
import { findNeighbours, findQueueFacets } from '../storage/records/review-queue.ts'
import { auditBulk } from './audit-bulk.ts'
import type { Deps } from './deps.ts'
import { filterFor, orderOf, recordQuery } from './record-filter.ts'
import { recordFor } from './require-record.ts'
import { requirePermission } from './session-cookie.ts'

const idParams = z.object({ id: z.string() })

/** Routes for the review queue: counts, one record after the other, and bulk review. */
export function queueRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store } = deps

	app.get(
		'/api/review/count',
		{ config: { notes: 'nothing' }, schema: { response: { 200: waitingCountSchema } } },
		async (request) => {
			const person = await requirePermission(deps, request, 'records.review')
			const study = await deps.study.current()
			const count = (query: RecordQuery) =>
				countRecords(store.reading, store.project, filterFor(person, study, query))
			return {
				review: await count({ waiting: '1' }),
				conflicts: may(person.role, 'records.resolve') ? await count({ disputed: '1' }) : null,
			}
		},
	)
	app.get(
		'/api/review/facets',
		{
			config: { notes: 'nothing' },
			schema: { querystring: recordQuery, response: { 200: queueFacetsSchema } },
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'records.read')
			const filter = filterFor(person, await deps.study.current(), request.query)
			return findQueueFacets(store.reading, store.project, filter)
		},
	)
	app.get(
		'/api/records/:id/neighbours',
		{
			config: { notes: 'nothing' },
			schema: {
				params: idParams,
				querystring: recordQuery,
				response: { 200: recordNeighboursResponseSchema },
			},
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'records.read')
			const of = await recordFor(deps, request, person)
			const filter = filterFor(person, await deps.study.current(), request.query)
			return findNeighbours(store.reading, store.project, filter, { order: orderOf(request.query), of })
		},
	)
	app.post(
		'/api/review/bulk',
		{
			config: { notes: ['record-approved', 'approval-undone', 'records-listed'] },
			schema: { body: bulkReviewRequestSchema, response: { 200: bulkResultSchema } },
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'records.review')
			const done = request.body.kind === 'approve' ? 'record-approved' : 'approval-undone'
			return auditBulk(deps, request, person, { done, listed: 'records-listed' }, (how) =>
				applyBulkReview(deps, person, request.body, how),
			)
		},
	)
}
