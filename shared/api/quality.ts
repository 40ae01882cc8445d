import * as z from 'zod/mini'
import { flagKindNames, flagStates, flagsResolvedSchema, resolveFlagsSchema } from '../quality/flags.ts'
import {
	enumeratorResponseSchema,
	flaggedListSchema,
	operatorAlertsResponseSchema,
	qualityAlertsResponseSchema,
	recordFlagsSchema,
	scorecardsSchema,
} from '../quality/quality-api.ts'
import {
	changeLimitsSchema,
	limitsListedSchema,
	limitsPreviewSchema,
	previewLimitsSchema,
} from '../quality/quality-limits.ts'
import { severities } from '../quality/severity.ts'
import { districtQuery, idParameter, roundQuery, scopeQuery } from './parameters.ts'
import { defineApi, wholeRoundCost } from './route.ts'

/** Routes for quality alerts, the resolution of flags, and the limits of the checks. */
export const qualityApi = defineApi({
	operators: {
		method: 'GET',
		path: '/api/quality/operators',
		permission: 'operator-quality.resolve',
		audit: ['quality-listed'],
		query: roundQuery,
		response: operatorAlertsResponseSchema,
	},
	alerts: {
		method: 'GET',
		path: '/api/quality',
		permission: 'quality.read',
		audit: ['quality-listed'],
		query: scopeQuery,
		response: qualityAlertsResponseSchema,
	},
	flags: {
		method: 'GET',
		path: '/api/quality/flags',
		permission: 'quality.read',
		audit: ['flags-listed'],
		query: z.object({
			round: z.string(),
			district: z.optional(z.string()),
			kind: z.optional(z.enum(flagKindNames)),
			state: z._default(z.enum(flagStates), 'open'),
			severity: z.optional(z.enum(severities)),
			/** Id of an enumerator. */
			person: z.optional(z.string()),
		}),
		response: flaggedListSchema,
	},
	scorecards: {
		method: 'GET',
		path: '/api/quality/enumerators',
		permission: 'quality.read',
		audit: ['quality-listed'],
		query: scopeQuery,
		response: scorecardsSchema,
	},
	enumerator: {
		method: 'GET',
		path: '/api/quality/enumerators/:id',
		permission: 'quality.read',
		audit: ['enumerator-viewed'],
		params: idParameter,
		query: districtQuery,
		response: enumeratorResponseSchema,
	},
	recordFlags: {
		method: 'GET',
		path: '/api/quality/records/:id',
		permission: 'quality.read',
		audit: ['record-opened'],
		params: idParameter,
		response: recordFlagsSchema,
	},
	resolveFlags: {
		method: 'POST',
		path: '/api/quality/resolutions',
		permission: 'quality.resolve',
		audit: [
			'interview-flag-resolved',
			'enumerator-flag-resolved',
			'team-flag-resolved',
			'operator-flag-resolved',
		],
		body: resolveFlagsSchema,
		response: flagsResolvedSchema,
	},
	limits: {
		method: 'GET',
		path: '/api/quality/limits',
		permission: 'quality.limits',
		audit: ['quality-limits-viewed'],
		query: roundQuery,
		response: limitsListedSchema,
	},
	previewLimits: {
		method: 'POST',
		path: '/api/quality/limits/preview',
		permission: 'quality.limits',
		audit: ['quality-limits-viewed'],
		cost: wholeRoundCost,
		body: previewLimitsSchema,
		response: limitsPreviewSchema,
	},
	changeLimits: {
		method: 'POST',
		path: '/api/quality/limits',
		permission: 'quality.limits',
		isForRealData: true,
		audit: ['quality-limits-changed'],
		body: changeLimitsSchema,
	},
})
