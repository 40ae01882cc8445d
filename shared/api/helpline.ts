import * as z from 'zod/mini'
import { helplineShiftSchema, shiftReplySchema, shiftRequestSchema } from '../helpline/call-backs.ts'
import { callCountsSchema } from '../helpline/call-counts.ts'
import { referralCountsSchema } from '../helpline/count-referrals.ts'
import { defineApi } from './route.ts'

const monthSchema = z.string().check(z.regex(/^\d{4}-\d{2}$/))

/** Routes for the call log of the helpline. */
export const helplineApi = defineApi({
	shift: {
		method: 'GET',
		path: '/api/helpline/shift',
		permission: 'operator-quality.resolve',
		audit: ['call-backs-viewed'],
		response: helplineShiftSchema,
	},
	actInShift: {
		method: 'POST',
		path: '/api/helpline/shift',
		permission: 'anybody',
		audit: 'nothing',
		body: shiftRequestSchema,
		response: shiftReplySchema,
	},
	counts: {
		method: 'GET',
		path: '/api/helpline/counts',
		permission: 'operator-quality.resolve',
		audit: 'nothing',
		query: z.object({ madeUp: z.optional(z.literal('1')) }),
		response: callCountsSchema,
	},
	referrals: {
		method: 'GET',
		path: '/api/helpline/referrals',
		permission: 'operator-quality.resolve',
		audit: 'nothing',
		query: z.object({ from: monthSchema, to: monthSchema, madeUp: z.optional(z.literal('1')) }),
		response: referralCountsSchema,
	},
})
