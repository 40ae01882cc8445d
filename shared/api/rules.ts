import * as z from 'zod/mini'
import { maxBulkEditBytes, recordScopeSchema } from '../cleaning/bulk-edit.ts'
import {
	resolveViolationsRequestSchema,
	ruleListResponseSchema,
	ruleViolationsResponseSchema,
	saveRuleRequestSchema,
	saveRuleResponseSchema,
	tryRuleRequestSchema,
	tryRuleResponseSchema,
} from '../cleaning/rules.ts'
import { wholeNumberSchema } from '../kernel/whole-number.ts'
import { bulkResultSchema } from '../review/bulk-review.ts'
import { countSchema } from '../review/record-list.ts'
import { defineApi, wholeRoundCost } from './route.ts'

const violationsQuery = z.object({
	...recordScopeSchema.shape,
	rule: z.optional(z.string().check(z.maxLength(64))),
	right: z.optional(z.literal('1')),
	after: z.optional(wholeNumberSchema),
})

/** Routes for data cleaning rules and their violations. */
export const ruleApi = defineApi({
	list: {
		method: 'GET',
		path: '/api/rules',
		permission: 'records.edit',
		audit: 'nothing',
		query: recordScopeSchema,
		response: ruleListResponseSchema,
	},
	countViolations: {
		method: 'GET',
		path: '/api/rules/violations/count',
		permission: 'records.edit',
		audit: 'nothing',
		response: countSchema,
	},
	save: {
		method: 'POST',
		path: '/api/rules',
		permission: 'records.edit',
		audit: ['rule-saved'],
		body: saveRuleRequestSchema,
		response: saveRuleResponseSchema,
	},
	test: {
		method: 'POST',
		path: '/api/rules/try',
		permission: 'records.edit',
		audit: ['answers-previewed'],
		isLong: true,
		cost: wholeRoundCost,
		body: tryRuleRequestSchema,
		response: tryRuleResponseSchema,
	},
	violations: {
		method: 'GET',
		path: '/api/rules/violations',
		permission: 'records.edit',
		audit: ['violations-listed'],
		query: violationsQuery,
		response: ruleViolationsResponseSchema,
	},
	resolve: {
		method: 'POST',
		path: '/api/rules/acceptances',
		permission: 'records.edit',
		audit: ['violation-resolved', 'records-listed'],
		bodyLimit: maxBulkEditBytes,
		body: resolveViolationsRequestSchema,
		response: bulkResultSchema,
	},
})
