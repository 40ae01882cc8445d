import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { importBatchSchema, importPreviewSchema, importRequestSchema } from '#shared/import/import-api'
import { importRecords, previewImport } from '../import/import-records.ts'
import { audit, createAuditedStore } from './audit.ts'
import type { Deps } from './deps.ts'
import { getValidScope } from './record-filter.ts'
import { requirePermission } from './session-cookie.ts'

/** Bytes: some hundred rows. */
const largestPart = 8_000_000
/** Cost of evaluating the form for that many rows. */
const ofSomeLines = 4

/** Routes for importing interviews of another tool or an earlier round: dry run, then import. */
export function importRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store, forms } = deps
	const importContext = async (request: FastifyRequest, isAborted: () => boolean) => {
		const person = await requirePermission(deps, request, 'records.import')
		return { store, forms, person, study: await deps.study.current(), now: deps.now(), isAborted }
	}

	app.post(
		'/api/import/dry-run',
		{
			bodyLimit: largestPart,
			config: { notes: ['import-previewed'], costs: ofSomeLines },
			schema: { body: importBatchSchema, response: { 200: importPreviewSchema } },
		},
		async (request, reply) => {
			const { body } = request
			const context = await importContext(request, () => reply.raw.destroyed)
			const preview = await previewImport(context, body)
			await audit(deps, request, {
				kind: 'import-previewed',
				of: body.mapping.form,
				...getValidScope(body, context.study),
				many: preview.lines.length,
			})
			return preview
		},
	)
	app.post(
		'/api/import',
		{
			bodyLimit: largestPart,
			config: { notes: ['import-previewed', 'records-imported'], costs: ofSomeLines },
			schema: { body: importRequestSchema, response: { 200: importPreviewSchema } },
		},
		async (request, reply) => {
			const { body } = request
			const context = await importContext(request, () => reply.raw.destroyed)
			const where = { of: body.mapping.form, ...getValidScope(body, context.study) }
			return importRecords(
				{
					...context,
					signer: deps.signer,
					noting: (many) => createAuditedStore(deps, request, { kind: 'records-imported', ...where, many }),
					onNone: () => audit(deps, request, { kind: 'import-previewed', ...where, many: 0 }),
				},
				body,
			)
		},
	)
}
