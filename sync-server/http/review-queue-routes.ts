import type { FastifyInstance } from 'fastify'
import { reviewApi } from '#shared/api/review'
import { may } from '#shared/people/roles'
import type { RecordQuery } from '#shared/review/record-list'
import { applyBulkReview } from '../review/bulk-review.ts'
import { countRecords } from '../storage/records/records.ts'
import { findNeighbours, findQueueFacets } from '../storage/records/review-queue.ts'
import { auditBulk } from './audit-bulk.ts'
import type { Deps } from './deps.ts'
import { mountApi } from './mount-api.ts'
import { filterFor, orderOf } from './record-filter.ts'
import { recordOf } from './require-record.ts'

/** Routes for the review queue: counts, one record after the other, and bulk review. */
export function queueRoutes(app: FastifyInstance, deps: Deps): void {
	const { store } = deps

	mountApi(app, deps, reviewApi, {
		async count({ person }) {
			const study = await deps.study.current()
			const count = (query: RecordQuery) => countRecords(store.reading, filterFor(person, study, query))
			return {
				review: await count({ waiting: '1' }),
				conflicts: may(person.role, 'records.resolve') ? await count({ disputed: '1' }) : null,
			}
		},
		async facets({ person, query }) {
			const filter = filterFor(person, await deps.study.current(), query)
			return findQueueFacets(store.reading, filter)
		},
		async neighbours({ person, params, query, request }) {
			const of = await recordOf(deps, request, person, params.id)
			const filter = filterFor(person, await deps.study.current(), query)
			return findNeighbours(store.reading, filter, { order: orderOf(query), of })
		},
		async bulk({ person, body, request }) {
			const done = body.kind === 'approve' ? 'record-approved' : 'approval-undone'
			return auditBulk(deps, request, person, { done, listed: 'records-listed' }, (how) =>
				applyBulkReview(deps, person, body, how),
			)
		},
	})
}
