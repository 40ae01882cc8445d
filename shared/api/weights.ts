import {
	createWeightsRequestSchema,
	uploadWeightingFileRequestSchema,
	weightingFileRequestSchema,
	weightingResponseSchema,
	weightSetRequestSchema,
	weightsVerificationSchema,
} from '../results/weight-sets.ts'
import { defineApi, wholeRoundCost } from './route.ts'

/** Routes for weight sets of a round: inputs, creation, verification, download. */
export const weightApi = defineApi({
	list: {
		method: 'GET',
		path: '/api/weights',
		permission: 'results.write',
		audit: 'nothing',
		query: createWeightsRequestSchema,
		response: weightingResponseSchema,
	},
	uploadFile: {
		method: 'POST',
		path: '/api/weights/files',
		permission: 'results.write',
		audit: ['weighting-file-uploaded'],
		body: uploadWeightingFileRequestSchema,
	},
	downloadFile: {
		method: 'GET',
		path: '/api/weights/files/file',
		permission: 'results.write',
		audit: 'nothing',
		query: weightingFileRequestSchema,
		response: 'file',
	},
	create: {
		method: 'POST',
		path: '/api/weights',
		permission: 'results.write',
		audit: ['weights-created'],
		cost: wholeRoundCost,
		body: createWeightsRequestSchema,
	},
	verify: {
		method: 'POST',
		path: '/api/weights/verification',
		permission: 'results.write',
		audit: 'nothing',
		cost: wholeRoundCost,
		body: weightSetRequestSchema,
		response: weightsVerificationSchema,
	},
	download: {
		method: 'GET',
		path: '/api/weights/file',
		permission: 'results.write',
		audit: ['weights-downloaded'],
		query: weightSetRequestSchema,
		response: 'file',
	},
})
