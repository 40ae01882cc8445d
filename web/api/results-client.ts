import * as z from 'zod/mini'
import {
	type ChangeResponse,
	changeResponseSchema,
	type EstimatesResponse,
	estimatesResponseSchema,
} from '#shared/results/estimates-response'
import type { IndicatorWording } from '#shared/results/indicator'
import {
	type IndicatorListItem,
	indicatorListSchema,
	type SaveIndicatorRequest,
	type TryIndicatorResponse,
	tryIndicatorResponseSchema,
} from '#shared/results/indicators-api'
import { type MaterialResponse, materialResponseSchema } from '#shared/results/material'
import { read } from './read-reply.ts'
import { searchOf } from './search-of.ts'
import { getJson, postJson } from './server-client.ts'

type EstimatesQuery = Readonly<Record<string, string>>

export const fetchEstimates = (query: EstimatesQuery): Promise<EstimatesResponse> =>
	read(estimatesResponseSchema, getJson(`/api/results/estimates?${searchOf(query)}`))
export const changeBetween = (query: EstimatesQuery): Promise<ChangeResponse> =>
	read(changeResponseSchema, getJson(`/api/results/change?${searchOf(query)}`))
export const fetchMaterial = (round: string): Promise<MaterialResponse> =>
	read(materialResponseSchema, getJson(`/api/results/material?${searchOf({ round })}`))
export const indicators = (): Promise<IndicatorListItem[]> =>
	read(indicatorListSchema, getJson('/api/indicators'))
export const saveIndicator = (indicator: SaveIndicatorRequest): Promise<{ version: number }> =>
	read(z.object({ version: z.int() }), postJson('/api/indicators', indicator))
export const tryIndicator = (round: string, wording: IndicatorWording): Promise<TryIndicatorResponse> =>
	read(tryIndicatorResponseSchema, postJson('/api/indicators/try', { round, ...wording }))

/** URL of a zip with the interviews' data, the estimates, and scripts that reproduce them. */
export const buildReproductionFilesUrl = (round: string, by: string, weights: string): string =>
	`/api/results/reproduction-files?${searchOf({ round, by, weights })}`
