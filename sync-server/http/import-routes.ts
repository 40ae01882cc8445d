import type { FastifyInstance, FastifyReply } from 'fastify'
import { importApi } from '#shared/api/import'
import type { Person } from '#shared/people/people'
import { importRecords, previewImport } from '../import/import-records.ts'
import type { Deps } from './deps.ts'
import { mountApi } from './mount-api.ts'
import { getValidScope } from './record-filter.ts'

/** Routes for importing interviews of another tool or an earlier round: dry run, then import. */
export function importRoutes(app: FastifyInstance, deps: Deps): void {
	const { store, forms } = deps
	const contextOf = async (person: Person, reply: FastifyReply) => ({
		store,
		forms,
		person,
		study: await deps.study.current(),
		now: deps.now(),
		isAborted: () => reply.raw.destroyed,
	})

	mountApi(app, deps, importApi, {
		async dryRun({ person, body, reply, audit }) {
			const context = await contextOf(person, reply)
			const preview = await previewImport(context, body)
			await audit({
				kind: 'import-previewed',
				of: body.mapping.form,
				...getValidScope(body, context.study),
				many: preview.lines.length,
			})
			return preview
		},
		async run({ person, body, reply, audit, auditedStore }) {
			const context = await contextOf(person, reply)
			const where = { of: body.mapping.form, ...getValidScope(body, context.study) }
			return importRecords(
				{
					...context,
					signer: deps.signer,
					noting: (many) => auditedStore({ kind: 'records-imported', ...where, many }),
					onNone: () => audit({ kind: 'import-previewed', ...where, many: 0 }),
				},
				body,
			)
		},
	})
}
