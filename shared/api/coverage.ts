import * as z from 'zod/mini'
import { coverageSchema, districtPageSchema } from '../coverage/coverage.ts'
import { chartsSchema, interviewMapSchema } from '../coverage/fieldwork-charts.ts'
import { overviewSchema } from '../coverage/overview.ts'
import { boundariesSchema, maxBoundaryBytes } from '../study/boundaries.ts'
import { districtParameter, roundQuery, scopeQuery } from './parameters.ts'
import { defineApi } from './route.ts'

/** Routes for the progress of fieldwork in the user's districts, and for the boundaries on its map. */
export const coverageApi = defineApi({
	forRound: {
		method: 'GET',
		path: '/api/coverage',
		permission: 'coverage.read',
		audit: 'nothing',
		query: roundQuery,
		response: coverageSchema,
	},
	overview: {
		method: 'GET',
		path: '/api/overview',
		permission: 'coverage.read',
		audit: 'nothing',
		query: roundQuery,
		response: overviewSchema,
	},
	charts: {
		method: 'GET',
		path: '/api/charts',
		permission: 'coverage.read',
		audit: 'nothing',
		query: scopeQuery,
		response: chartsSchema,
	},
	/** Null if no boundaries were imported: districts are shown as tiles then. */
	boundaries: {
		method: 'GET',
		path: '/api/boundaries',
		permission: 'coverage.read',
		audit: 'nothing',
		response: z.nullable(boundariesSchema),
	},
	importBoundaries: {
		method: 'POST',
		path: '/api/boundaries',
		permission: 'boundaries.import',
		isForRealData: true,
		audit: ['boundaries-imported'],
		bodyLimit: maxBoundaryBytes,
		body: boundariesSchema,
	},
	forDistrict: {
		method: 'GET',
		path: '/api/coverage/:district',
		permission: 'coverage.read',
		audit: 'nothing',
		params: districtParameter,
		query: roundQuery,
		response: districtPageSchema,
	},
	interviewMap: {
		method: 'GET',
		path: '/api/coverage/:district/map',
		permission: 'locations.exact',
		audit: ['interview-map-viewed'],
		params: districtParameter,
		query: roundQuery,
		response: interviewMapSchema,
	},
})
