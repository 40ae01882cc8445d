import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '#shared/kernel/problem'
import { isApi } from './route-of.ts'

/**
 * The desk's doors are opened by a cookie, which a browser adds by itself: so what changes something is taken from our own pages
 * alone. `SameSite=Strict` says so to the browser; a neighbour under the same domain is the same site to it, and this is for them.
 * Programs that are no browser say nothing of where they come from, and have no cookie but their own.
 */
export function ownPagesOnly(app: FastifyInstance): void {
	// a page elsewhere can send a form as text; with any other type a browser asks first, and is told nothing
	app.removeContentTypeParser('text/plain')
	app.addHook('onRequest', async (request) => {
		const isReading = request.method === 'GET' || request.method === 'HEAD'
		if (isReading || !isApi(request) || isFromOwnPage(request)) return
		throw new Problem('not-allowed')
	})
}

function isFromOwnPage({ headers, host }: FastifyRequest): boolean {
	const site = headers['sec-fetch-site']
	// no page can set this one
	if (site !== undefined) return site === 'same-origin' || site === 'none'
	const { origin } = headers
	return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)
}
