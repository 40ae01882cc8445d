import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { formatRetentionPeriod } from '#shared/forms/retention-period'
import { normaliseCode } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import {
	eraseRequestSchema,
	erasureListItemSchema,
	erasureLookupResponseSchema,
	retentionSchema,
} from '#shared/privacy/erasure'
import { dayOf } from '#shared/study/study-day'
import { listRetainedQuestions, nextDue } from '../privacy/apply-retention.ts'
import { eraseRecord } from '../privacy/erase-record.ts'
import { exportErasureList, listErasures, listRuns } from '../privacy/erasure-list.ts'
import { findByCode, isWithin, toErasableRecord } from '../privacy/find-erasable.ts'
import { personsData } from '../privacy/person-data-export.ts'
import { groupQuarantineByRecord } from '../privacy/record-contents.ts'
import { sweepErased } from '../privacy/sweep-erased.ts'
import { findRecord } from '../storage/records/records.ts'
import { audit, createAuditedStore, markHidden } from './audit.ts'
import type { Deps } from './deps.ts'
import { traceOf } from './error-handler.ts'
import { requirePermission, requirePermissionOnRealData } from './session-cookie.ts'

/** Cost of a route that reads every revision. */
const ofAllRecords = 20
const idParams = z.object({ id: z.string() })

/** Routes for respondents' rights: a copy of their data, and its erasure. */
export function privacyRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store, signer, now } = deps

	/** Finds the record. @throws Problem `not-found`, also for a record of another district */
	async function wanted(request: FastifyRequest<{ Params: { id: string } }>, person: Person) {
		const { id } = request.params
		const held = (await groupQuarantineByRecord(store.reading, store.project)).get(id) ?? []
		const found = await toErasableRecord(deps, person, id, held)
		if (found) return found
		const hidden = await findRecord(store.reading, store.project, id)
		if (hidden) markHidden(request, { of: id, district: hidden.district })
		throw new Problem('not-found')
	}

	app.get(
		'/api/withdrawals',
		{
			config: { notes: ['withdrawal-searched'] },
			schema: {
				querystring: z.object({ code: z.string().check(z.minLength(1), z.maxLength(40)) }),
				response: { 200: erasureLookupResponseSchema },
			},
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'records.erase')
			const found = await findByCode(deps, person, request.query.code)
			await audit(deps, request, { kind: 'withdrawal-searched', many: found.records.length })
			return found
		},
	)
	app.get(
		'/api/records/:id/person-data',
		{
			config: { notes: ['person-data-exported'] },
			schema: {
				params: idParams,
				querystring: z.object({ language: z.optional(z.string().check(z.regex(/^[a-z]{2,3}$/))) }),
			},
		},
		async (request, reply) => {
			const person = await requirePermission(deps, request, 'records.erase')
			const { id, code, district } = await wanted(request, person)
			await audit(deps, request, { kind: 'person-data-exported', of: id, district })
			const file = await personsData(deps, id, request.query.language ?? 'en')
			file.once('error', (thrown) => deps.onFailure(`GET /api/records/:id/person-data: ${traceOf(thrown)}`))
			return reply
				.header('content-type', 'application/zip')
				.header('content-disposition', `attachment; filename="zila-${code}.zip"`)
				.send(file)
		},
	)
	app.post(
		'/api/records/:id/erase',
		{
			config: { notes: ['record-erased'] },
			schema: { params: idParams, body: eraseRequestSchema },
		},
		async (request, reply) => {
			const person = await requirePermission(deps, request, 'records.erase')
			const { id, code, district } = await wanted(request, person)
			const { code: typed, reason } = request.body
			// The code is typed from the card, so that nothing is erased by a stray click.
			if (normaliseCode(typed) !== normaliseCode(code)) throw new Problem('withdrawal-code-wrong')
			const auditedStore = createAuditedStore(deps, request, { kind: 'record-erased', of: id, district })
			await auditedStore.write((session) =>
				eraseRecord(session, store.project, signer, { record: id, reason, by: person.code }),
			)
			// The record is erased; files left over by a killed process go with the next sweep.
			await sweepErased(deps).catch((thrown: unknown) =>
				deps.onFailure(`POST /api/records/:id/erase ${traceOf(thrown)}`),
			)
			return reply.code(204).send()
		},
	)
	app.get(
		'/api/erasures',
		{
			config: { notes: ['erasures-listed'] },
			schema: { response: { 200: z.array(erasureListItemSchema) } },
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'records.erase')
			const lines = await listErasures(store, signer, (row) => isWithin(person, row))
			await audit(deps, request, { kind: 'erasures-listed', many: lines.length })
			return lines
		},
	)
	app.get(
		'/api/retention',
		{
			config: { notes: ['retention-viewed'], costs: ofAllRecords },
			schema: { response: { 200: retentionSchema } },
		},
		async (request) => {
			await requirePermissionOnRealData(deps, request, 'retention.read')
			await audit(deps, request, { kind: 'retention-viewed' })
			const retained = await listRetainedQuestions(deps.forms)
			const due = await nextDue(deps, retained)
			return {
				runs: await listRuns(store, signer),
				periods: retained.map((each) => {
					const { next = null, values = 0 } = due.get(each) ?? {}
					const { form, question, keep } = each
					return {
						form,
						question,
						keep: formatRetentionPeriod(keep),
						values,
						next: next === null ? null : new Date(next).toISOString(),
					}
				}),
			}
		},
	)
	app.get(
		'/api/erasures/file',
		{ config: { notes: ['erasure-list-downloaded'] } },
		async (request, reply) => {
			await requirePermissionOnRealData(deps, request, 'records.erase')
			await audit(deps, request, { kind: 'erasure-list-downloaded' })
			const day = dayOf(now())
			return reply
				.header('content-type', 'text/plain; charset=utf-8')
				.header('content-disposition', `attachment; filename="zila-erasures-${day}.txt"`)
				.send(await exportErasureList(store, signer))
		},
	)
}
