import * as z from 'zod/mini'
import { wholeNumberSchema } from '../kernel/whole-number.ts'
import { auditPageSchema, auditQuerySchema, auditVerificationSchema } from '../people/audit-log.ts'
import { defineApi } from './route.ts'

/** Cost of a route that reads every log entry. */
const ofWholeLog = 20
const pageQuery = z.object({ ...auditQuerySchema.shape, before: z.optional(wholeNumberSchema) })

/** Routes for the audit log. Reading it is logged as well. */
export const auditLogApi = defineApi({
	list: {
		method: 'GET',
		path: '/api/audit-log',
		permission: 'audit-log.read',
		isForRealData: true,
		audit: ['audit-log-read'],
		query: pageQuery,
		response: auditPageSchema,
	},
	ownRole: {
		method: 'GET',
		path: '/api/audit-log/own-role',
		permission: 'audit-log.own-role',
		isForRealData: true,
		audit: 'nothing',
		query: z.object({ before: z.optional(wholeNumberSchema) }),
		response: auditPageSchema,
	},
	verify: {
		method: 'GET',
		path: '/api/audit-log/verification',
		permission: 'audit-log.read',
		isForRealData: true,
		audit: ['audit-log-verified'],
		cost: ofWholeLog,
		response: auditVerificationSchema,
	},
	download: {
		method: 'GET',
		path: '/api/audit-log/export',
		permission: 'audit-log.read',
		isForRealData: true,
		audit: ['audit-log-downloaded'],
		cost: ofWholeLog,
		query: auditQuerySchema,
		response: 'file',
	},
})
