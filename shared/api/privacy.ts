import * as z from 'zod/mini'
import {
	eraseRequestSchema,
	erasureListItemSchema,
	erasureLookupResponseSchema,
	retentionSchema,
} from '../privacy/erasure.ts'
import { idParameter } from './parameters.ts'
import { defineApi } from './route.ts'

/** Cost of a route that reads every revision. */
const ofAllRecords = 20

/** Routes for the rights of respondents: a copy of their data, and its erasure. */
export const privacyApi = defineApi({
	findByCode: {
		method: 'GET',
		path: '/api/withdrawals',
		permission: 'records.erase',
		audit: ['withdrawal-searched'],
		query: z.object({ code: z.string().check(z.minLength(1), z.maxLength(40)) }),
		response: erasureLookupResponseSchema,
	},
	personData: {
		method: 'GET',
		path: '/api/records/:id/person-data',
		permission: 'records.erase',
		audit: ['person-data-exported'],
		params: idParameter,
		query: z.object({ language: z.optional(z.string().check(z.regex(/^[a-z]{2,3}$/))) }),
		response: 'file',
	},
	erase: {
		method: 'POST',
		path: '/api/records/:id/erase',
		permission: 'records.erase',
		audit: ['record-erased'],
		params: idParameter,
		body: eraseRequestSchema,
	},
	erasures: {
		method: 'GET',
		path: '/api/erasures',
		permission: 'records.erase',
		audit: ['erasures-listed'],
		response: z.array(erasureListItemSchema),
	},
	retention: {
		method: 'GET',
		path: '/api/retention',
		permission: 'retention.read',
		isForRealData: true,
		audit: ['retention-viewed'],
		cost: ofAllRecords,
		response: retentionSchema,
	},
	erasureFile: {
		method: 'GET',
		path: '/api/erasures/file',
		permission: 'records.erase',
		isForRealData: true,
		audit: ['erasure-list-downloaded'],
		response: 'file',
	},
})
