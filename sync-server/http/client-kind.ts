import type { FastifyRequest } from 'fastify'
import type { Role } from '#shared/people/roles'

/** Kind of an authenticated client: the role of a user of the desk, a program with an API key, or a phone. */
export type ClientKind = Role | 'api-key' | 'device'

const kinds = new WeakMap<FastifyRequest, ClientKind>()

/** Sets the kind once the client is authenticated. */
export const setClientKind = (request: FastifyRequest, kind: ClientKind): void =>
	void kinds.set(request, kind)

/** Undefined if the client was not authenticated. */
export const clientKindOf = (request: FastifyRequest): ClientKind | undefined => kinds.get(request)
