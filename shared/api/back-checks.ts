import {
	assignBackCheckRequestSchema,
	backCheckListResponseSchema,
} from '../quality/back-check-assignment.ts'
import { districtQuery, idParameter } from './parameters.ts'
import { defineApi } from './route.ts'

/** Routes for back-checks: interviews that another enumerator repeats in part. */
export const backCheckApi = defineApi({
	list: {
		method: 'GET',
		path: '/api/back-checks',
		permission: 'back-checks.read',
		audit: ['back-checks-listed'],
		query: districtQuery,
		response: backCheckListResponseSchema,
	},
	assign: {
		method: 'POST',
		path: '/api/records/:id/back-check',
		permission: 'back-checks.assign',
		isForRealData: true,
		audit: ['back-check-assigned'],
		params: idParameter,
		body: assignBackCheckRequestSchema,
	},
})
