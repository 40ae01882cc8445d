import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { digest } from '#shared/kernel/digest'
import { Problem } from '#shared/kernel/problem'
import type { Metrics } from '../metrics/metrics.ts'

/**
 * `/metrics` for Prometheus, for those who know the token. Without a token the route does not exist: a proxy
 * on the same machine makes every request look local.
 */
export function metricsRoute(app: FastifyInstance, metrics: Metrics, token: string): void {
	app.addHook('onResponse', async ({ method, routeOptions }, { statusCode, elapsedTime }) => {
		const route = routeOptions.url ?? 'unknown'
		metrics.onRequest({ method, route, status: statusCode, seconds: elapsedTime / 1000 })
	})
	const expected = digest(Buffer.from(`Bearer ${token}`))
	app.get('/metrics', { config: { notes: 'nothing' } }, async (request, reply) => {
		const given = digest(Buffer.from(request.headers.authorization ?? ''))
		if (!timingSafeEqual(given, expected)) throw new Problem('not-found')
		return reply.type(metrics.contentType).send(await metrics.text())
	})
}
