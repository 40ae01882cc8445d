import * as z from 'zod/mini'
import { coverageSchema, districtPageSchema } from '../coverage/coverage.ts'
import { chartsSchema, interviewMapSchema } from '../coverage/fieldwork-charts.ts'
import { boundariesSchema, maxBoundaryBytes } from '../study/boundaries.ts'
import { defineApi } from './route.ts'

const ofRound = z.object({ round: z.string() })
const ofDistrict = z.object({ district: z.string() })

/** Routes for the progress of fieldwork in the user's districts, and for the boundaries on its map. */
export const coverageApi = defineApi({
	forRound: {
		method: 'GET',
		path: '/api/coverage',
		permission: 'coverage.read',
		audit: 'nothing',
		query: ofRound,
		response: coverageSchema,
	},
	/** `district` absent: all districts of the user. */
	charts: {
		method: 'GET',
		path: '/api/charts',
		permission: 'coverage.read',
		audit: 'nothing',
		query: z.object({ round: z.string(), district: z.optional(z.string()) }),
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
		params: ofDistrict,
		query: ofRound,
		response: districtPageSchema,
	},
	interviewMap: {
		method: 'GET',
		path: '/api/coverage/:district/map',
		permission: 'locations.exact',
		audit: ['interview-map-viewed'],
		params: ofDistrict,
		query: ofRound,
		response: interviewMapSchema,
	},
})
