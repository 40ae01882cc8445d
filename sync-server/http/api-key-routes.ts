import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { apiKeySchema, createApiKeyRequestSchema, createdApiKeySchema } from '#shared/integrations/api-keys'
import { Problem } from '#shared/kernel/problem'
import { roundsFor } from '#shared/study/study'
import { createApiKey, listApiKeys, revokeApiKey } from '../integrations/api-keys.ts'
import { createAuditedStore } from './audit.ts'
import type { Deps } from './deps.ts'
import { demandStepUp, requirePermission } from './session-cookie.ts'

/** Routes for API keys: each user manages their own. */
export function apiKeyRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store, now } = deps

	app.get(
		'/api/api-keys',
		{ config: { notes: 'nothing' }, schema: { response: { 200: z.array(apiKeySchema) } } },
		async (request) => {
			const person = await requirePermission(deps, request, 'records.export')
			return listApiKeys(store, person.id, now())
		},
	)
	app.post(
		'/api/api-keys',
		{
			config: { notes: ['api-key-created'] },
			schema: { body: createApiKeyRequestSchema, response: { 200: createdApiKeySchema } },
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'records.export')
			const { body } = request
			const rounds = roundsFor(person, await deps.study.current())
			const isKnown =
				(body.round === null || rounds.some(({ code }) => code === body.round)) &&
				(body.form === null || (await deps.forms.versions(body.form)).length > 0)
			if (!isKnown) throw new Problem('not-found')
			await demandStepUp(deps, request)
			return createApiKey(createAuditedStore(deps, request, { kind: 'api-key-created' }), person, body, now())
		},
	)
	app.delete(
		'/api/api-keys/:id',
		{ config: { notes: ['api-key-revoked'] }, schema: { params: z.object({ id: z.string() }) } },
		async (request, reply) => {
			const person = await requirePermission(deps, request, 'records.export')
			const auditedStore = createAuditedStore(deps, request, { kind: 'api-key-revoked' })
			await revokeApiKey(auditedStore, person.id, request.params.id)
			return reply.code(204).send()
		},
	)
}
