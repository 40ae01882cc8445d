import { bulkResultSchema, bulkReviewRequestSchema } from '../review/bulk-review.ts'
import {
	queueFacetsSchema,
	recordNeighboursResponseSchema,
	recordQuerySchema,
	waitingCountSchema,
} from '../review/record-list.ts'
import { idParameter } from './parameters.ts'
import { defineApi } from './route.ts'

/** Routes for the review queue: counts, one record after the other, and several at once. */
export const reviewApi = defineApi({
	count: {
		method: 'GET',
		path: '/api/review/count',
		permission: 'records.review',
		audit: 'nothing',
		response: waitingCountSchema,
	},
	facets: {
		method: 'GET',
		path: '/api/review/facets',
		permission: 'records.read',
		audit: 'nothing',
		query: recordQuerySchema,
		response: queueFacetsSchema,
	},
	neighbours: {
		method: 'GET',
		path: '/api/records/:id/neighbours',
		permission: 'records.read',
		audit: 'nothing',
		params: idParameter,
		query: recordQuerySchema,
		response: recordNeighboursResponseSchema,
	},
	bulk: {
		method: 'POST',
		path: '/api/review/bulk',
		permission: 'records.review',
		audit: ['record-approved', 'approval-undone', 'records-listed'],
		body: bulkReviewRequestSchema,
		response: bulkResultSchema,
	},
})
