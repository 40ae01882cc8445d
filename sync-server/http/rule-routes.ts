import type { FastifyInstance } from 'fastify'
import { ruleApi } from '#shared/api/rules'
import { finishedStatuses } from '#shared/coverage/coverage'
import {
	countOpenViolations,
	kindFor,
	listRules,
	listViolations,
	tryRule,
} from '../cleaning/list-violations.ts'
import { resolveViolations } from '../cleaning/resolve-violations.ts'
import { saveRule } from '../cleaning/save-rule.ts'
import { namesOf } from '../storage/cleaning/rules.ts'
import { inParts } from '../storage/engine/chunks.ts'
import type { RecordFilter } from '../storage/records/records.ts'
import { auditBulk } from './audit-bulk.ts'
import type { Deps } from './deps.ts'
import { mountApi } from './mount-api.ts'
import { filterFor, finishedFor, getValidScope } from './record-filter.ts'

/** Maximum records listed that could not be checked. */
const maxNamed = 20

/** Routes for data cleaning rules and their violations. */
export function ruleRoutes(app: FastifyInstance, deps: Deps): void {
	const { store, forms } = deps
	const held = deps.projections.rules

	/** Names of the first records that the user may see. */
	async function firstNames(ids: readonly string[], filter: RecordFilter) {
		const found: Awaited<ReturnType<typeof namesOf>> = []
		for (const part of inParts(ids)) {
			if (found.length >= maxNamed) break
			const left = maxNamed - found.length
			found.push(...(await namesOf(store.reading, { ...filter, ids: part }, left)))
		}
		return found
	}

	mountApi(app, deps, ruleApi, {
		async list({ person, query }) {
			const { uncheckedRecords, failed } = await held.catchUp(kindFor(person, query.form))
			const filter = finishedFor(person, await deps.study.current(), query)
			return {
				rules: await listRules(store, person, query.form, filter),
				uncheckedRecords,
				failed: await firstNames(failed, filter),
			}
		},
		async countViolations({ person }) {
			const filter = filterFor(person, await deps.study.current(), {})
			return countOpenViolations(store, held, person, { ...filter, statuses: finishedStatuses, void: false })
		},
		async save({ person, body, auditedStore }) {
			const through = auditedStore({ kind: 'rule-saved', of: body.form })
			return { n: await saveRule({ store: through, forms }, person, body) }
		},
		async test({ person, body, reply, audit }) {
			const study = await deps.study.current()
			const filter = finishedFor(person, study, body)
			const tried = await tryRule({ store, forms, filter, isAborted: () => reply.raw.destroyed }, body)
			await audit({
				kind: 'answers-previewed',
				of: body.form,
				question: body.question,
				...getValidScope(body, study),
				many: tried.records,
			})
			return tried
		},
		async violations({ person, query, audit }) {
			const { rule, right, after = 0, ...place } = query
			const study = await deps.study.current()
			const found = await listViolations(store, held, person, finishedFor(person, study, place), {
				form: place.form,
				rule,
				isRight: right === '1',
				after,
			})
			await audit({
				kind: 'violations-listed',
				of: place.form,
				...getValidScope(place, study),
				many: found.violations.length,
			})
			return found
		},
		async resolve({ person, body, request }) {
			return auditBulk(
				deps,
				request,
				person,
				{ done: 'violation-resolved', listed: 'records-listed' },
				(how) => resolveViolations({ forms, held }, person, body, how),
			)
		},
	})
}
