import * as z from 'zod/mini'
import {
	newReleaseSchema,
	releaseComparisonSchema,
	releaseSchema,
	releaseVerificationSchema,
	supersedeSchema,
} from '../export/release.ts'
import { idParameter } from './parameters.ts'
import { defineApi, wholeRoundCost } from './route.ts'

/** Routes for releases: named states of the records of a round, created once and written whenever they are requested. */
export const releaseApi = defineApi({
	list: {
		method: 'GET',
		path: '/api/releases',
		permission: 'records.export',
		audit: 'nothing',
		response: z.array(releaseSchema),
	},
	create: {
		method: 'POST',
		path: '/api/releases',
		permission: 'records.export',
		audit: ['release-created'],
		isLong: true,
		cost: wholeRoundCost,
		body: newReleaseSchema,
		response: releaseSchema,
	},
	download: {
		method: 'GET',
		path: '/api/releases/:id/file',
		permission: 'records.export',
		audit: ['release-downloaded'],
		cost: wholeRoundCost,
		params: idParameter,
		response: 'file',
	},
	verify: {
		method: 'POST',
		path: '/api/releases/:id/verification',
		permission: 'records.export',
		audit: 'nothing',
		isLong: true,
		cost: wholeRoundCost,
		params: idParameter,
		response: releaseVerificationSchema,
	},
	compare: {
		method: 'GET',
		path: '/api/releases/:id/comparison',
		permission: 'records.export',
		audit: ['releases-compared'],
		isLong: true,
		cost: wholeRoundCost,
		params: idParameter,
		query: z.object({ with: z.string().check(z.maxLength(64)) }),
		response: releaseComparisonSchema,
	},
	supersede: {
		method: 'POST',
		path: '/api/releases/:id/supersede',
		permission: 'records.export',
		audit: ['release-superseded'],
		params: idParameter,
		body: supersedeSchema,
		response: releaseSchema,
	},
})
