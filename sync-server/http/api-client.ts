import type { FastifyRequest } from 'fastify'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { may } from '#shared/people/roles'
import { type ApiKeyScope, findApiKey } from '../integrations/api-keys.ts'
import { setRequester } from './audit.ts'
import { setClientKind } from './client-kind.ts'
import type { Deps } from './deps.ts'
import { getRequestCost } from './rate-limit.ts'
import { requirePermission } from './session-cookie.ts'

export interface ApiClient {
	readonly person: Person
	readonly scope: ApiKeyScope
}

export const unrestrictedScope: ApiKeyScope = { form: null, round: null }

/**
 * Identifies the reader of live data: a program by its API key, as bearer token or as the password of any
 * username, or a user of the desk.
 *
 * @throws Problem `signed-out`, `key-ended`, `not-allowed`, `too-many-requests`
 */
export async function apiClientOf(deps: Deps, request: FastifyRequest): Promise<ApiClient> {
	const { authorization } = request.headers
	if (authorization === undefined)
		return { person: await requirePermission(deps, request, 'records.export'), scope: unrestrictedScope }
	const key = keyIn(authorization)
	const found = key === '' ? null : await findApiKey(deps.store, key, deps.now())
	if (!found) throw new Problem('signed-out')
	setRequester(request, found.person, key)
	if (found.isEnded) throw new Problem('key-ended')
	setClientKind(request, 'api-key')
	deps.rateLimiters.byPerson.consume(found.person.id, deps.now(), getRequestCost(request))
	if (!may(found.person.role, 'records.export')) throw new Problem('not-allowed')
	return found
}

function keyIn(header: string): string {
	const [, scheme = '', given = ''] = /^(bearer|basic) +(\S+)$/i.exec(header) ?? []
	if (scheme.toLowerCase() === 'bearer') return given
	const [, password = ''] = /^[^:]*:([\s\S]*)$/.exec(Buffer.from(given, 'base64').toString()) ?? []
	return password
}
