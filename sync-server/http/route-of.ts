import type { FastifyRequest } from 'fastify'

/*
 * Hooks decide by the matched route, never by the address as written: `/%61pi/people` matches the route
 * `/api/people`, and the rules of that route must hold for every spelling.
 */

/** Returns the pattern of the route. Without a match, or for the app's files, the decoded path. */
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

/** Path of the documentation. */
export const docsPath = '/docs'

/** True for a page or file of the documentation, whether it exists or not. */
export function isDocs(request: FastifyRequest): boolean {
	const route = routeOf(request)
	return route === docsPath || route.startsWith(`${docsPath}/`)
}

/** True for a sync. A phone on 2G pays for each of its headers. */
export const isSync = (request: FastifyRequest): boolean => routeOf(request) === '/sync'

const monitorRoutes: ReadonlySet<string> = new Set(['/livez', '/readyz', '/api/health', '/metrics'])

/**
 * True for health checks and metrics: monitors and load balancers request them from each process inside the
 * network, without TLS or session. They disclose nothing of the data.
 */
export const isForMonitors = (request: FastifyRequest): boolean => monitorRoutes.has(routeOf(request))
