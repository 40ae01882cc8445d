import type { FastifyRequest } from 'fastify'

/*
 * A hook decides by the route that answers, never by the address as it was written: `/%61pi/people` leads to the route `/api/people`,
 * and what holds for that route has to hold for every spelling.
 */

/** The pattern of the route; where none answers, or the one for the app's files, the path without its percent signs. */
export function routeOf({ routeOptions, url }: FastifyRequest): string {
	const route = routeOptions.url
	if (route !== undefined && route !== '/*') return route
	try {
		return decodeURIComponent(url)
	} catch {
		return url
	}
}

export const isApi = (request: FastifyRequest): boolean => routeOf(request).startsWith('/api/')

/** Where the documentation is. */
export const docsPath = '/docs'

/** A page or file of the documentation, whether it exists or not. */
export function isDocs(request: FastifyRequest): boolean {
	const route = routeOf(request)
	return route === docsPath || route.startsWith(`${docsPath}/`)
}

/** A phone on 2G pays for every header of a sync. */
export const isSync = (request: FastifyRequest): boolean => routeOf(request) === '/sync'

const healthRoutes: ReadonlySet<string> = new Set(['/livez', '/readyz', '/api/health'])

/** Monitors and load balancers ask inside the machine's network, without TLS and without signing in. */
export const isHealth = (request: FastifyRequest): boolean => healthRoutes.has(routeOf(request))
