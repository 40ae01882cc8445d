import * as z from 'zod/mini'
import { exportCountSchema, identifyingCountSchema } from '../export/export-count.ts'
import { exportJobSchema } from '../export/export-job.ts'
import { exportedRecordsSchema, exportJobRequestSchema, exportQuerySchema } from '../export/export-query.ts'
import { idParameter } from './parameters.ts'
import { defineApi, wholeRoundCost } from './route.ts'

/** Counts are not logged: they reveal no names. */
const countQuery = z.pick(exportedRecordsSchema, {
	form: true,
	round: true,
	district: true,
	status: true,
	from: true,
	to: true,
})

/** Routes for files with the records of a form in one round. */
export const exportApi = defineApi({
	count: {
		method: 'GET',
		path: '/api/export/count',
		permission: 'records.export',
		audit: 'nothing',
		query: countQuery,
		response: exportCountSchema,
	},
	identifying: {
		method: 'GET',
		path: '/api/export/identifying',
		permission: 'records.export',
		audit: 'nothing',
		cost: wholeRoundCost,
		query: countQuery,
		response: identifyingCountSchema,
	},
	download: {
		method: 'GET',
		path: '/api/export',
		permission: 'records.export',
		audit: ['export-downloaded'],
		cost: wholeRoundCost,
		query: exportQuerySchema,
		response: 'file',
	},
})

/** Routes for files that are written in the background and can be downloaded for a day. */
export const exportJobApi = defineApi({
	list: {
		method: 'GET',
		path: '/api/export-jobs',
		permission: 'records.export',
		audit: 'nothing',
		response: z.array(exportJobSchema),
	},
	create: {
		method: 'POST',
		path: '/api/export-jobs',
		permission: 'records.export',
		audit: 'nothing',
		cost: wholeRoundCost,
		body: exportJobRequestSchema,
		response: exportJobSchema,
	},
	download: {
		method: 'GET',
		path: '/api/export-jobs/:id/file',
		permission: 'records.export',
		audit: ['export-downloaded', 'release-downloaded'],
		params: idParameter,
		response: 'file',
	},
	cancel: {
		method: 'DELETE',
		path: '/api/export-jobs/:id',
		permission: 'records.export',
		audit: 'nothing',
		params: idParameter,
	},
})
