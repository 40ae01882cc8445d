import {
	assignHouseholdsRequestSchema,
	importListingDrawRequestSchema,
	importSampleRequestSchema,
	sampleResponseSchema,
	setClusterAccessRequestSchema,
} from '../sample/sample-api.ts'
import { districtQuery } from './parameters.ts'
import { defineApi } from './route.ts'

/** Routes for the sample of a round. */
export const sampleApi = defineApi({
	list: {
		method: 'GET',
		path: '/api/sample',
		permission: 'sample.read',
		audit: ['sample-listed'],
		query: districtQuery,
		response: sampleResponseSchema,
	},
	import: {
		method: 'POST',
		path: '/api/sample',
		permission: 'sample.import',
		isForRealData: true,
		audit: ['sample-imported'],
		bodyLimit: 8_000_000,
		body: importSampleRequestSchema,
	},
	importListingDraw: {
		method: 'POST',
		path: '/api/sample/listing-draws',
		permission: 'sample.import',
		isForRealData: true,
		audit: ['sample-imported'],
		body: importListingDrawRequestSchema,
	},
	setClusterAccess: {
		method: 'POST',
		path: '/api/sample/cluster-access',
		permission: 'sample.assign',
		isForRealData: true,
		audit: ['cluster-unreachable', 'cluster-reachable'],
		body: setClusterAccessRequestSchema,
	},
	assignHouseholds: {
		method: 'POST',
		path: '/api/sample/assignments',
		permission: 'sample.assign',
		isForRealData: true,
		audit: ['households-assigned'],
		body: assignHouseholdsRequestSchema,
	},
})
