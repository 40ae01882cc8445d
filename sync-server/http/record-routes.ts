import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { createGeomask } from '#shared/forms/geomask'
import { Problem } from '#shared/kernel/problem'
import { reasonSchema } from '#shared/kernel/reason'
import { type AuditKind, fieldsOf } from '#shared/people/audit-log'
import { isDistrictInScope, may } from '#shared/people/roles'
import { quarantineDecisionRequestSchema, quarantineListResponseSchema } from '#shared/review/quarantine'
import { recordListSchema } from '#shared/review/record-list'
import { decisionSchema, recordDetailSchema } from '#shared/review/record-response'
import { type ReviewAction, reviewActionSchema } from '#shared/review/review-action'
import { studyResponseSchema } from '#shared/study/deployments'
import { roundsFor } from '#shared/study/study'
import { restorationSchema } from '#shared/sync/restoration'
import { decideQuarantine, listQuarantine } from '../review/quarantine.ts'
import { findRevisions, recordDetail } from '../review/record-history.ts'
import { resolveConflict } from '../review/resolve-conflict.ts'
import { applyReviewAction } from '../review/review-action.ts'
import { restoration } from '../storage/log/backups-and-rewinds.ts'
import { listRecords } from '../storage/records/record-pages.ts'
import { audit, createAuditedStore } from './audit.ts'
import type { Deps } from './deps.ts'
import { filterFor, getValidScope, orderOf, recordQuery } from './record-filter.ts'
import { recordFor } from './require-record.ts'
import { personOf, requirePermission } from './session-cookie.ts'

const recordsPerPage = 50
const idParams = z.object({ id: z.string() })
/** A blank reason has a problem of its own, thrown by the decision. */
const decisionBody = z.object({ ...decisionSchema.shape, why: reasonSchema })

const moveNotes = {
	approve: 'record-approved',
	return: 'record-returned',
	reassign: 'record-reassigned',
	'reverse-late-decision': 'late-decision-reversed',
	adopt: 'orphan-adopted',
} as const satisfies Record<ReviewAction['kind'], AuditKind>

/** Routes for coordinators and data managers. Every read and write is limited to the person's districts. */
export function recordRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store, forms } = deps
	/** All versions, as compiled definitions, so that derived facts are cached with them. */
	const allVersions = async (form: string) => {
		const versions = await forms.versions(form)
		const compiled = await Promise.all(versions.map(({ version }) => forms.compiled(form, version)))
		return versions.map(({ definition }, i) => compiled[i]?.definition ?? definition)
	}

	app.get(
		'/api/study',
		{ config: { notes: 'nothing' }, schema: { response: { 200: studyResponseSchema } } },
		async (request) => {
			const person = await personOf(deps, request)
			const study = await deps.study.current()
			const districts = study.districts.filter(({ code }) => isDistrictInScope(person.districts, code))
			return {
				...study,
				districts,
				rounds: roundsFor(person, study),
				serves: await deps.forms.serves(),
			}
		},
	)
	app.get(
		'/api/records',
		{
			config: { notes: ['records-listed'] },
			schema: { querystring: recordQuery, response: { 200: recordListSchema } },
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'records.read')
			const study = await deps.study.current()
			const { before, beforeFlags = 0 } = request.query
			const after =
				before === undefined ? undefined : { last_seq: before, finished_seq: before, open_flags: beforeFlags }
			const page = { order: orderOf(request.query), after, limit: recordsPerPage }
			const filter = filterFor(person, study, request.query)
			const found = await listRecords(store.reading, store.project, filter, page)
			await audit(deps, request, {
				kind: 'records-listed',
				...getValidScope(request.query, study),
				many: found.records.length,
				fields: fieldsOf(request.query),
			})
			return found
		},
	)
	app.get(
		'/api/records/:id',
		{
			config: { notes: ['record-opened'] },
			schema: { params: idParams, response: { 200: recordDetailSchema } },
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'records.read')
			const row = await recordFor(deps, request, person)
			const found = await findRevisions(store, forms, row.id)
			if (!found) throw new Problem('not-found')
			await audit(deps, request, { kind: 'record-opened', of: row.id, district: row.district })
			const blur = may(person.role, 'locations.exact') ? null : createGeomask(await allVersions(found.formId))
			return recordDetail(store, found, row, blur)
		},
	)
	app.post(
		'/api/records/:id/conflicts',
		{ config: { notes: ['conflict-resolved'] }, schema: { params: idParams, body: decisionBody } },
		async (request, reply) => {
			const person = await requirePermission(deps, request, 'records.resolve')
			const { id, district } = await recordFor(deps, request, person)
			const auditedStore = createAuditedStore(deps, request, {
				kind: 'conflict-resolved',
				of: id,
				district,
			})
			await resolveConflict({ ...deps, store: auditedStore }, person, id, request.body)
			return reply.code(204).send()
		},
	)
	app.post(
		'/api/records/:id/review',
		{ config: { notes: Object.values(moveNotes) }, schema: { params: idParams, body: reviewActionSchema } },
		async (request, reply) => {
			const person = await requirePermission(deps, request, 'records.review')
			const { id, district } = await recordFor(deps, request, person)
			const auditedStore = createAuditedStore(deps, request, {
				kind: moveNotes[request.body.kind],
				of: id,
				district,
			})
			await applyReviewAction({ ...deps, store: auditedStore }, person, id, request.body)
			return reply.code(204).send()
		},
	)
	app.get(
		'/api/restoration',
		{ config: { notes: 'nothing' }, schema: { response: { 200: z.nullable(restorationSchema) } } },
		async (request) => {
			await requirePermission(deps, request, 'people.read')
			return restoration(store.reading, store.project)
		},
	)
	app.get(
		'/api/quarantine',
		{ config: { notes: ['quarantine-listed'] }, schema: { response: { 200: quarantineListResponseSchema } } },
		async (request) => {
			const found = await listQuarantine(
				store,
				forms,
				await requirePermission(deps, request, 'quarantine.read'),
			)
			await audit(deps, request, {
				kind: 'quarantine-listed',
				many: found.waiting.length + found.decided.length,
			})
			return found
		},
	)
	app.post(
		'/api/quarantine/decisions',
		{
			config: { notes: ['quarantine-released', 'quarantine-rejected'] },
			schema: { body: quarantineDecisionRequestSchema },
		},
		async (request, reply) => {
			const person = await requirePermission(deps, request, 'quarantine.resolve')
			const { ids, decision } = request.body
			const auditedStore = createAuditedStore(deps, request, {
				kind: decision === 'let-in' ? 'quarantine-released' : 'quarantine-rejected',
				of: ids.length === 1 ? (ids[0] ?? null) : null,
				many: ids.length,
			})
			await decideQuarantine({ ...deps, store: auditedStore }, person, request.body)
			return reply.code(204).send()
		},
	)
}
