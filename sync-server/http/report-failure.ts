import type { FastifyRequest } from 'fastify'
import { traceOf } from '../logging/trace-of.ts'
import type { Deps } from './deps.ts'

/** Reports an error of the server with the route and the id of the request that it belongs to. */
export function reportFailure(
	{ onFailure }: Pick<Deps, 'onFailure'>,
	request: FastifyRequest,
	thrown: unknown,
): void {
	const route = `${request.method} ${request.routeOptions.url ?? '?'}`
	onFailure(`${route}: ${traceOf(thrown)}`, { requestId: request.id })
}
