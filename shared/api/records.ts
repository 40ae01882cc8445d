import * as z from 'zod/mini'
import { reasonSchema } from '../kernel/reason.ts'
import { quarantineDecisionRequestSchema, quarantineListResponseSchema } from '../review/quarantine.ts'
import { recordListSchema, recordQuerySchema } from '../review/record-list.ts'
import { decisionSchema, recordDetailSchema } from '../review/record-response.ts'
import { revealIdentifierRequestSchema, revealIdentifierResponseSchema } from '../review/reveal-identifier.ts'
import { reviewActionSchema } from '../review/review-action.ts'
import { idParameter } from './parameters.ts'
import { defineApi } from './route.ts'

/** A blank reason has a problem of its own, thrown by the decision. */
const decisionBody = z.object({ ...decisionSchema.shape, why: reasonSchema })
const attachmentParams = z.object({ id: z.string(), attachment: z.string() })

/** Routes for records in the districts of the user. */
export const recordApi = defineApi({
	list: {
		method: 'GET',
		path: '/api/records',
		permission: 'records.read',
		audit: ['records-listed'],
		query: recordQuerySchema,
		response: recordListSchema,
	},
	detail: {
		method: 'GET',
		path: '/api/records/:id',
		permission: 'records.read',
		audit: ['record-opened'],
		params: idParameter,
		response: recordDetailSchema,
	},
	resolveConflict: {
		method: 'POST',
		path: '/api/records/:id/conflicts',
		permission: 'records.resolve',
		audit: ['conflict-resolved'],
		params: idParameter,
		body: decisionBody,
	},
	review: {
		method: 'POST',
		path: '/api/records/:id/review',
		permission: 'records.review',
		audit: [
			'record-approved',
			'record-returned',
			'record-reassigned',
			'late-decision-reversed',
			'orphan-adopted',
		],
		params: idParameter,
		body: reviewActionSchema,
	},
})

/** Routes for work that was not accepted automatically and waits for a decision. */
export const quarantineApi = defineApi({
	list: {
		method: 'GET',
		path: '/api/quarantine',
		permission: 'quarantine.read',
		audit: ['quarantine-listed'],
		response: quarantineListResponseSchema,
	},
	decide: {
		method: 'POST',
		path: '/api/quarantine/decisions',
		permission: 'quarantine.resolve',
		audit: ['quarantine-released', 'quarantine-rejected'],
		body: quarantineDecisionRequestSchema,
	},
})

/** Route for photos, recordings and other files of a record. */
export const attachmentApi = defineApi({
	download: {
		method: 'GET',
		path: '/api/records/:id/attachments/:attachment',
		permission: 'records.read',
		audit: ['attachment-opened'],
		params: attachmentParams,
		response: 'file',
	},
})

/** Route for an encrypted answer that identifies a person: one answer per request, with an entry in the audit log each time. */
export const identifierApi = defineApi({
	// Not a GET, so that it is neither cached nor linked.
	reveal: {
		method: 'POST',
		path: '/api/records/:id/identifiers/reveal',
		permission: 'identifiers.open',
		audit: ['identifier-opened'],
		params: idParameter,
		body: revealIdentifierRequestSchema,
		response: revealIdentifierResponseSchema,
	},
})
