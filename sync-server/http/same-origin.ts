import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '#shared/kernel/problem'
import { isApi } from './route-of.ts'

/**
 * Rejects writes from other sites. Browsers add the desk's cookie by themselves, so writes are accepted from
 * our own pages only. `SameSite=Strict` does not cover another host under the same domain, which is the same
 * site. Clients that are not browsers send no origin, and have no cookie but their own.
 */
export function requireSameOrigin(app: FastifyInstance): void {
	// A foreign page can send a form as text/plain without preflight; any other type needs a preflight, which
	// fails.
	app.removeContentTypeParser('text/plain')
	app.addHook('onRequest', async (request) => {
		const isReading = request.method === 'GET' || request.method === 'HEAD'
		if (isReading || !isApi(request) || isFromOwnPage(request)) return
		throw new Problem('not-allowed')
	})
}

function isFromOwnPage({ headers, host }: FastifyRequest): boolean {
	const site = headers['sec-fetch-site']
	// Pages cannot set this header.
	if (site !== undefined) return site === 'same-origin' || site === 'none'
	const { origin } = headers
	return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)
}
