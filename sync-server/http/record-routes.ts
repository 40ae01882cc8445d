import type { FastifyInstance } from 'fastify'
import { quarantineApi, recordApi } from '#shared/api/records'
import { createGeomask } from '#shared/forms/geomask'
import { Problem } from '#shared/kernel/problem'
import { type AuditKind, fieldsOf } from '#shared/people/audit-log'
import { may } from '#shared/people/roles'
import type { ReviewAction } from '#shared/review/review-action'
import { decideQuarantine, listQuarantine } from '../review/quarantine.ts'
import { findRevisions, recordDetail } from '../review/record-history.ts'
import { resolveConflict } from '../review/resolve-conflict.ts'
import { applyReviewAction } from '../review/review-action.ts'
import { listRecords } from '../storage/records/record-pages.ts'
import type { Deps } from './deps.ts'
import { mountApi } from './mount-api.ts'
import { filterFor, getValidScope, orderOf } from './record-filter.ts'
import { recordOf } from './require-record.ts'

const recordsPerPage = 50

const moveNotes = {
	approve: 'record-approved',
	return: 'record-returned',
	reassign: 'record-reassigned',
	'reverse-late-decision': 'late-decision-reversed',
	adopt: 'orphan-adopted',
} as const satisfies Record<ReviewAction['kind'], AuditKind>

/** Routes for coordinators and data managers. Every read and write is limited to the person's districts. */
export function recordRoutes(app: FastifyInstance, deps: Deps): void {
	const { store, forms } = deps
	/** All versions, as compiled definitions, so that derived facts are cached with them. */
	const allVersions = async (form: string) => {
		const versions = await forms.versions(form)
		const compiled = await Promise.all(versions.map(({ version }) => forms.compiled(form, version)))
		return versions.map(({ definition }, i) => compiled[i]?.definition ?? definition)
	}

	mountApi(app, deps, recordApi, {
		async list({ person, query, audit }) {
			const study = await deps.study.current()
			const { before, beforeFlags = 0 } = query
			const after =
				before === undefined ? undefined : { last_seq: before, finished_seq: before, open_flags: beforeFlags }
			const page = { order: orderOf(query), after, limit: recordsPerPage }
			const filter = filterFor(person, study, query)
			const found = await listRecords(store.reading, filter, page)
			await audit({
				kind: 'records-listed',
				...getValidScope(query, study),
				many: found.records.length,
				fields: fieldsOf(query),
			})
			return found
		},
		async detail({ person, params, request, audit }) {
			const row = await recordOf(deps, request, person, params.id)
			const found = await findRevisions(store, forms, row.id)
			if (!found) throw new Problem('not-found')
			await audit({ kind: 'record-opened', of: row.id, district: row.district })
			const blur = may(person.role, 'locations.exact') ? null : createGeomask(await allVersions(found.formId))
			return recordDetail(store, found, row, blur)
		},
		async resolveConflict({ person, params, body, request, auditedStore }) {
			const { id, district } = await recordOf(deps, request, person, params.id)
			const audited = auditedStore({
				kind: 'conflict-resolved',
				of: id,
				district,
			})
			await resolveConflict({ ...deps, store: audited }, person, id, body)
		},
		async review({ person, params, body, request, auditedStore }) {
			const { id, district } = await recordOf(deps, request, person, params.id)
			const audited = auditedStore({
				kind: moveNotes[body.kind],
				of: id,
				district,
			})
			await applyReviewAction({ ...deps, store: audited }, person, id, body)
		},
	})

	mountApi(app, deps, quarantineApi, {
		async list({ person, audit }) {
			const found = await listQuarantine(store, forms, person)
			await audit({
				kind: 'quarantine-listed',
				many: found.waiting.length + found.decided.length,
			})
			return found
		},
		async decide({ person, body, auditedStore }) {
			const { ids, decision } = body
			const audited = auditedStore({
				kind: decision === 'let-in' ? 'quarantine-released' : 'quarantine-rejected',
				of: ids.length === 1 ? (ids[0] ?? null) : null,
				many: ids.length,
			})
			await decideQuarantine({ ...deps, store: audited }, person, body)
		},
	})
}
