import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { wholeRoundCost } from '#shared/api/route'
import {
	bulkEditListSchema,
	bulkEditPreviewRequestSchema,
	bulkEditRecordsResponseSchema,
	bulkEditRequestSchema,
	foundChangesSchema,
	questionScopeSchema,
	recordScopeSchema,
	writtenTextsSchema,
} from '#shared/cleaning/bulk-edit'
import {
	editFilePreviewSchema,
	fileColumnsSchema,
	fileHeaderSchema,
	filePartSchema,
} from '#shared/cleaning/edit-file'
import { bulkResultSchema } from '#shared/review/bulk-review'
import { applyBulkEdit } from '../cleaning/apply-bulk-edit.ts'
import { listBulkEditRecords, listBulkEdits } from '../cleaning/list-bulk-edits.ts'
import { findTexts, previewBulkEdit } from '../cleaning/preview-bulk-edit.ts'
import { previewEditFile, usesIn } from '../cleaning/preview-edit-file.ts'
import { previewSelfConflicts } from '../cleaning/self-conflicts.ts'
import { audit } from './audit.ts'
import { auditBulk } from './audit-bulk.ts'
import { wholeNumberSchema } from './check-input.ts'
import type { Deps } from './deps.ts'
import { filterFor, finishedFor, getValidScope, recordQuery } from './record-filter.ts'
import { requirePermission } from './session-cookie.ts'

/** Bytes: long notes, before and after the edit. */
export const maxBulkEditBytes = 4_000_000

/** Bytes: some rows of a file, or one record with very many rows. */
const largestPart = 8_000_000
/** A few hundred records are read. */
const ofPartOfRound = 4

const placesQuery = z.pick(recordQuery, { form: true, round: true, district: true, search: true })

/** Routes for bulk edits by data managers: preview, apply, undo. */
export function bulkEditRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store, forms } = deps

	app.get(
		'/api/bulk-edits',
		{
			config: { notes: ['edits-listed'] },
			schema: {
				querystring: z.object({
					...placesQuery.shape,
					before: z.optional(wholeNumberSchema),
					/** `1`: imported records instead of bulk edits. */
					isImport: z.optional(z.literal('1')),
				}),
				response: { 200: bulkEditListSchema },
			},
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'records.edit')
			const study = await deps.study.current()
			const listed = await listBulkEdits(store, filterFor(person, study, request.query), {
				before: request.query.before,
				isImport: request.query.isImport === '1',
			})
			await audit(deps, request, {
				kind: 'edits-listed',
				...getValidScope(request.query, study),
				many: listed.bulkEdits.length,
			})
			return listed
		},
	)
	app.get(
		'/api/bulk-edits/:id',
		{
			config: { notes: ['edits-listed'] },
			schema: {
				params: z.object({ id: z.string() }),
				querystring: z.object({ ...placesQuery.shape, after: z.optional(wholeNumberSchema) }),
				response: { 200: bulkEditRecordsResponseSchema },
			},
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'records.edit')
			const filter = filterFor(person, await deps.study.current(), request.query)
			const found = await listBulkEditRecords(store, forms, filter, {
				bulkEditId: request.params.id,
				after: request.query.after ?? 0,
			})
			await audit(deps, request, { kind: 'edits-listed', many: found.records.length })
			return found
		},
	)
	app.post(
		'/api/bulk-edits',
		{
			bodyLimit: maxBulkEditBytes,
			config: { notes: ['record-edited', 'edit-undone', 'edits-listed'] },
			schema: { body: bulkEditRequestSchema, response: { 200: bulkResultSchema } },
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'records.edit')
			const done = request.body.kind === 'undo' ? 'edit-undone' : 'record-edited'
			return auditBulk(deps, request, person, { done, listed: 'edits-listed' }, (how) =>
				applyBulkEdit(deps, person, request.body, how),
			)
		},
	)
	app.post(
		'/api/bulk-edits/preview',
		{
			config: { notes: ['answers-previewed'], costs: wholeRoundCost },
			schema: { body: bulkEditPreviewRequestSchema, response: { 200: foundChangesSchema } },
		},
		async (request, reply) => {
			const person = await requirePermission(deps, request, 'records.edit')
			const { body } = request
			const found = await previewBulkEdit(
				{ store, forms, filter: finishedFor(person, deps.study, body), isAborted: () => reply.raw.destroyed },
				body,
			)
			await audit(deps, request, {
				kind: 'answers-previewed',
				of: body.form,
				question: body.question,
				...getValidScope(body, await deps.study.current()),
				many: found.records.length,
			})
			return found
		},
	)
	app.post(
		'/api/bulk-edits/texts',
		{
			config: { notes: ['answers-previewed'], costs: wholeRoundCost },
			schema: { body: questionScopeSchema, response: { 200: writtenTextsSchema } },
		},
		async (request, reply) => {
			const person = await requirePermission(deps, request, 'records.edit')
			const { body } = request
			const found = await findTexts(
				{ store, forms, filter: finishedFor(person, deps.study, body), isAborted: () => reply.raw.destroyed },
				body,
			)
			await audit(deps, request, {
				kind: 'answers-previewed',
				of: body.form,
				question: body.question,
				...getValidScope(body, await deps.study.current()),
				many: found.texts.length,
			})
			return found
		},
	)
	app.post(
		'/api/edit-files/columns',
		{
			bodyLimit: largestPart,
			config: { notes: 'nothing' },
			schema: { body: fileHeaderSchema, response: { 200: fileColumnsSchema } },
		},
		async (request) => {
			await requirePermission(deps, request, 'records.edit')
			return { uses: await usesIn({ forms }, request.body.form, request.body.header) }
		},
	)
	app.post(
		'/api/edit-files/preview',
		{
			bodyLimit: largestPart,
			config: { notes: ['edit-file-previewed'], costs: ofPartOfRound },
			schema: { body: filePartSchema, response: { 200: editFilePreviewSchema } },
		},
		async (request, reply) => {
			const person = await requirePermission(deps, request, 'records.edit')
			const { body } = request
			const found = await previewEditFile(
				{ store, forms, filter: finishedFor(person, deps.study, body), isAborted: () => reply.raw.destroyed },
				body,
			)
			await audit(deps, request, {
				kind: 'edit-file-previewed',
				of: body.form,
				...getValidScope(body, await deps.study.current()),
				many: found.records.length,
			})
			return found
		},
	)
	app.post(
		'/api/bulk-edits/self-conflicts',
		{
			config: { notes: ['records-listed'], costs: wholeRoundCost },
			schema: { body: recordScopeSchema, response: { 200: foundChangesSchema } },
		},
		async (request, reply) => {
			const person = await requirePermission(deps, request, 'records.edit')
			const { body } = request
			const found = await previewSelfConflicts({
				store,
				forms,
				filter: finishedFor(person, deps.study, body),
				isAborted: () => reply.raw.destroyed,
			})
			await audit(deps, request, {
				kind: 'records-listed',
				...getValidScope(body, await deps.study.current()),
				many: found.records.length,
			})
			return found
		},
	)
}
