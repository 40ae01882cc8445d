import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { wholeRoundCost } from '#shared/api/route'
import { recordScopeSchema } from '#shared/cleaning/bulk-edit'
import {
	resolveViolationsRequestSchema,
	ruleListResponseSchema,
	ruleViolationsResponseSchema,
	saveRuleRequestSchema,
	saveRuleResponseSchema,
	tryRuleRequestSchema,
	tryRuleResponseSchema,
} from '#shared/cleaning/rules'
import { finishedStatuses } from '#shared/coverage/coverage'
import { bulkResultSchema } from '#shared/review/bulk-review'
import { countSchema } from '#shared/review/record-list'
import {
	countOpenViolations,
	kindFor,
	listRules,
	listViolations,
	tryRule,
} from '../cleaning/list-violations.ts'
import { resolveViolations } from '../cleaning/resolve-violations.ts'
import { startRuleRunner } from '../cleaning/rule-runner.ts'
import { saveRule } from '../cleaning/save-rule.ts'
import { namesOf } from '../storage/cleaning/rules.ts'
import { inParts } from '../storage/engine/chunks.ts'
import type { RecordFilter } from '../storage/records/records.ts'
import { audit, createAuditedStore } from './audit.ts'
import { auditBulk } from './audit-bulk.ts'
import { maxBulkEditBytes } from './bulk-edit-routes.ts'
import { wholeNumberSchema } from './check-input.ts'
import type { Deps } from './deps.ts'
import { traceOf } from './error-handler.ts'
import { filterFor, finishedFor, getValidScope } from './record-filter.ts'
import { requirePermission } from './session-cookie.ts'

/** Maximum records listed that could not be checked. */
const maxNamed = 20

const violationsQuery = z.object({
	...recordScopeSchema.shape,
	rule: z.optional(z.string().check(z.maxLength(64))),
	right: z.optional(z.literal('1')),
	after: z.optional(wholeNumberSchema),
})

/** Routes for data cleaning rules and their violations. */
export function ruleRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store, forms } = deps
	const held = startRuleRunner({
		store,
		forms,
		onFailure: (thrown) => deps.onFailure(`Records held against rules: ${traceOf(thrown)}`),
	})
	app.addHook('preClose', () => held.stop())

	/** Names of the first records that the user may see. */
	async function firstNames(ids: readonly string[], filter: RecordFilter) {
		const found: Awaited<ReturnType<typeof namesOf>> = []
		for (const part of inParts(ids)) {
			if (found.length >= maxNamed) break
			const left = maxNamed - found.length
			found.push(...(await namesOf(store.reading, store.project, { ...filter, ids: part }, left)))
		}
		return found
	}

	app.get(
		'/api/rules',
		{
			config: { notes: 'nothing' },
			schema: { querystring: recordScopeSchema, response: { 200: ruleListResponseSchema } },
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'records.edit')
			const { query } = request
			const { uncheckedRecords, failed } = await held.catchUp(kindFor(person, query.form))
			const filter = finishedFor(person, await deps.study.current(), query)
			return {
				rules: await listRules(store, person, query.form, filter),
				uncheckedRecords,
				failed: await firstNames(failed, filter),
			}
		},
	)
	app.get(
		'/api/rules/violations/count',
		{ config: { notes: 'nothing' }, schema: { response: { 200: countSchema } } },
		async (request) => {
			const person = await requirePermission(deps, request, 'records.edit')
			const filter = filterFor(person, await deps.study.current(), {})
			return countOpenViolations(store, held, person, { ...filter, statuses: finishedStatuses, void: false })
		},
	)
	app.post(
		'/api/rules',
		{
			config: { notes: ['rule-saved'] },
			schema: { body: saveRuleRequestSchema, response: { 200: saveRuleResponseSchema } },
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'records.edit')
			const through = createAuditedStore(deps, request, { kind: 'rule-saved', of: request.body.form })
			return { n: await saveRule({ store: through, forms }, person, request.body) }
		},
	)
	app.post(
		'/api/rules/try',
		{
			config: { notes: ['answers-previewed'], costs: wholeRoundCost },
			schema: { body: tryRuleRequestSchema, response: { 200: tryRuleResponseSchema } },
		},
		async (request, reply) => {
			const person = await requirePermission(deps, request, 'records.edit')
			const { body } = request
			const study = await deps.study.current()
			const filter = finishedFor(person, study, body)
			const tried = await tryRule({ store, forms, filter, isAborted: () => reply.raw.destroyed }, body)
			await audit(deps, request, {
				kind: 'answers-previewed',
				of: body.form,
				question: body.question,
				...getValidScope(body, study),
				many: tried.records,
			})
			return tried
		},
	)
	app.get(
		'/api/rules/violations',
		{
			config: { notes: ['violations-listed'] },
			schema: { querystring: violationsQuery, response: { 200: ruleViolationsResponseSchema } },
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'records.edit')
			const { rule, right, after = 0, ...place } = request.query
			const study = await deps.study.current()
			const found = await listViolations(store, held, person, finishedFor(person, study, place), {
				form: place.form,
				rule,
				isRight: right === '1',
				after,
			})
			await audit(deps, request, {
				kind: 'violations-listed',
				of: place.form,
				...getValidScope(place, study),
				many: found.violations.length,
			})
			return found
		},
	)
	app.post(
		'/api/rules/acceptances',
		{
			bodyLimit: maxBulkEditBytes,
			config: { notes: ['violation-resolved', 'records-listed'] },
			schema: { body: resolveViolationsRequestSchema, response: { 200: bulkResultSchema } },
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'records.edit')
			return auditBulk(
				deps,
				request,
				person,
				{ done: 'violation-resolved', listed: 'records-listed' },
				(how) => resolveViolations({ forms, held }, person, request.body, how),
			)
		},
	)
}
