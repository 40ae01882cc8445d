import {
	type UploadWeightingFileRequest,
	type WeightingResponse,
	type WeightsVerification,
	weightingResponseSchema,
	weightsVerificationSchema,
} from '#shared/results/weight-sets'
import { read, searchOf } from './desk-client.ts'
import { getJson, postJson } from './server-client.ts'

export const fetchWeighting = (round: string): Promise<WeightingResponse> =>
	read(weightingResponseSchema, getJson(`/api/weights?${searchOf({ round })}`))
export const uploadWeightingFile = (file: UploadWeightingFileRequest): Promise<unknown> =>
	postJson('/api/weights/files', file)
export const createWeights = (round: string): Promise<unknown> => postJson('/api/weights', { round })
export const checkWeights = (round: string, n: number): Promise<WeightsVerification> =>
	read(weightsVerificationSchema, postJson('/api/weights/verification', { round, n }))

/** URL of the weights' file for download. */
export const addressOfWeights = (round: string, n: number): string =>
	`/api/weights/file?${searchOf({ round, n: String(n) })}`
export const buildWeightingFileUrl = (round: string, kind: string, n: number): string =>
	`/api/weights/files/file?${searchOf({ round, kind, n: String(n) })}`
