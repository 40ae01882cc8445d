import type { FastifyInstance } from 'fastify'
import { apiKeyApi } from '#shared/api/api-keys'
import { Problem } from '#shared/kernel/problem'
import { roundsFor } from '#shared/study/study'
import { createApiKey, listApiKeys, revokeApiKey } from '../integrations/api-keys.ts'
import type { Deps } from './deps.ts'
import { mountApi } from './mount-api.ts'

/** Routes for API keys: each user manages their own. */
export function apiKeyRoutes(app: FastifyInstance, deps: Deps): void {
	const { store, now } = deps

	mountApi(app, deps, apiKeyApi, {
		async list({ person }) {
			return listApiKeys(store, person.id, now())
		},
		async create({ person, body, auditedStore, demandStepUp }) {
			const rounds = roundsFor(person, await deps.study.current())
			const isKnown =
				(body.round === null || rounds.some(({ code }) => code === body.round)) &&
				(body.form === null || (await deps.forms.versions(body.form)).length > 0)
			if (!isKnown) throw new Problem('not-found')
			await demandStepUp()
			return createApiKey(auditedStore({ kind: 'api-key-created' }), person, body, now())
		},
		async revoke({ person, params, auditedStore }) {
			const audited = auditedStore({ kind: 'api-key-revoked' })
			await revokeApiKey(audited, person.id, params.id)
		},
	})
}
