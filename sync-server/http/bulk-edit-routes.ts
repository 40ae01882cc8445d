import type { FastifyInstance } from 'fastify'
import { cleaningApi } from '#shared/api/cleaning'
import { applyBulkEdit } from '../cleaning/apply-bulk-edit.ts'
import { listBulkEditRecords, listBulkEdits } from '../cleaning/list-bulk-edits.ts'
import { findTexts, previewBulkEdit } from '../cleaning/preview-bulk-edit.ts'
import { previewEditFile, usesIn } from '../cleaning/preview-edit-file.ts'
import { previewSelfConflicts } from '../cleaning/self-conflicts.ts'
import { auditBulk } from './audit-bulk.ts'
import type { Deps } from './deps.ts'
import { mountApi } from './mount-api.ts'
import { filterFor, finishedFor, getValidScope } from './record-filter.ts'

/** Routes for bulk edits by data managers: preview, apply, undo. */
export function bulkEditRoutes(app: FastifyInstance, deps: Deps): void {
	const { store, forms } = deps

	mountApi(app, deps, cleaningApi, {
		async list({ person, query, audit }) {
			const study = await deps.study.current()
			const listed = await listBulkEdits(store, filterFor(person, study, query), {
				before: query.before,
				isImport: query.isImport === '1',
			})
			await audit({
				kind: 'edits-listed',
				...getValidScope(query, study),
				many: listed.bulkEdits.length,
			})
			return listed
		},
		async records({ person, params, query, audit }) {
			const filter = filterFor(person, await deps.study.current(), query)
			const found = await listBulkEditRecords(store, forms, filter, {
				bulkEditId: params.id,
				after: query.after ?? 0,
			})
			await audit({ kind: 'edits-listed', many: found.records.length })
			return found
		},
		async apply({ person, body, request }) {
			const done = body.kind === 'undo' ? 'edit-undone' : 'record-edited'
			return auditBulk(deps, request, person, { done, listed: 'edits-listed' }, (how) =>
				applyBulkEdit(deps, person, body, how),
			)
		},
		async preview({ person, body, reply, audit }) {
			const found = await previewBulkEdit(
				{ store, forms, filter: finishedFor(person, deps.study, body), isAborted: () => reply.raw.destroyed },
				body,
			)
			await audit({
				kind: 'answers-previewed',
				of: body.form,
				question: body.question,
				...getValidScope(body, await deps.study.current()),
				many: found.records.length,
			})
			return found
		},
		async findTexts({ person, body, reply, audit }) {
			const found = await findTexts(
				{ store, forms, filter: finishedFor(person, deps.study, body), isAborted: () => reply.raw.destroyed },
				body,
			)
			await audit({
				kind: 'answers-previewed',
				of: body.form,
				question: body.question,
				...getValidScope(body, await deps.study.current()),
				many: found.texts.length,
			})
			return found
		},
		async fileColumns({ body }) {
			return { uses: await usesIn({ forms }, body.form, body.header) }
		},
		async previewFile({ person, body, reply, audit }) {
			const found = await previewEditFile(
				{ store, forms, filter: finishedFor(person, deps.study, body), isAborted: () => reply.raw.destroyed },
				body,
			)
			await audit({
				kind: 'edit-file-previewed',
				of: body.form,
				...getValidScope(body, await deps.study.current()),
				many: found.records.length,
			})
			return found
		},
		async previewSelfConflicts({ person, body, reply, audit }) {
			const found = await previewSelfConflicts({
				store,
				forms,
				filter: finishedFor(person, deps.study, body),
				isAborted: () => reply.raw.destroyed,
			})
			await audit({
				kind: 'records-listed',
				...getValidScope(body, await deps.study.current()),
				many: found.records.length,
			})
			return found
		},
	})
}
