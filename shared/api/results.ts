import * as z from 'zod/mini'
import {
	answersRequestSchema,
	answersResponseSchema,
	changeRequestSchema,
	changeResponseSchema,
	estimatesRequestSchema,
	estimatesResponseSchema,
} from '../results/estimates-response.ts'
import {
	indicatorListSchema,
	saveIndicatorRequestSchema,
	tryIndicatorRequestSchema,
	tryIndicatorResponseSchema,
} from '../results/indicators-api.ts'
import { materialResponseSchema } from '../results/material.ts'
import { defineApi, wholeRoundCost } from './route.ts'

/** Routes for results: shares and means with their intervals, and files that reproduce them. */
export const resultApi = defineApi({
	estimates: {
		method: 'GET',
		path: '/api/results/estimates',
		permission: 'results.read',
		audit: ['results-viewed'],
		cost: wholeRoundCost,
		query: estimatesRequestSchema,
		response: estimatesResponseSchema,
	},
	answers: {
		method: 'GET',
		path: '/api/results/answers',
		permission: 'results.read',
		audit: ['results-viewed'],
		cost: wholeRoundCost,
		query: answersRequestSchema,
		response: answersResponseSchema,
	},
	change: {
		method: 'GET',
		path: '/api/results/change',
		permission: 'results.read',
		audit: ['results-viewed'],
		cost: 2 * wholeRoundCost,
		query: changeRequestSchema,
		response: changeResponseSchema,
	},
	material: {
		method: 'GET',
		path: '/api/results/material',
		permission: 'results.read',
		audit: ['results-viewed'],
		cost: wholeRoundCost,
		query: z.object({ round: estimatesRequestSchema.shape.round }),
		response: materialResponseSchema,
	},
	reproductionFiles: {
		method: 'GET',
		path: '/api/results/reproduction-files',
		permission: 'records.export',
		audit: ['export-downloaded'],
		cost: wholeRoundCost,
		query: estimatesRequestSchema,
		response: 'file',
	},
	indicators: {
		method: 'GET',
		path: '/api/indicators',
		permission: 'results.read',
		audit: 'nothing',
		response: indicatorListSchema,
	},
	saveIndicator: {
		method: 'POST',
		path: '/api/indicators',
		permission: 'results.write',
		audit: ['indicator-saved'],
		body: saveIndicatorRequestSchema,
		response: z.object({ version: z.int() }),
	},
	tryIndicator: {
		method: 'POST',
		path: '/api/indicators/try',
		permission: 'results.write',
		audit: ['answers-previewed'],
		cost: wholeRoundCost,
		body: tryIndicatorRequestSchema,
		response: tryIndicatorResponseSchema,
	},
})
