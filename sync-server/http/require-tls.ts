import { isIPv6 } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { Problem } from '#shared/kernel/problem'
import { isForMonitors, isSync } from './route-of.ts'

/** Duration for which browsers use TLS only: a year. */
const strictTransport = 'max-age=31536000'

/**
 * Requires TLS for requests from other machines; a proxy in front of the server terminates it and sets
 * `X-Forwarded-Proto`. This machine, health checks and metrics may omit it.
 */
export function tlsOnly(app: FastifyInstance): void {
	app.addHook('onRequest', async (request, reply) => {
		if (request.protocol === 'https') {
			// Phones get the header with the page, from the same host.
			if (!isSync(request)) reply.header('strict-transport-security', strictTransport)
			return
		}
		if (isThisMachine(request.ip) || isForMonitors(request)) return
		if (!(request.headers.accept ?? '').includes('text/html')) throw new Problem('tls-needed')
		const text = 'Zila answers by TLS only: open the address with https:// in front of it.\n'
		return reply.code(426).type('text/plain; charset=utf-8').send(text)
	})
}

/** True for a loopback address, also as IPv4-mapped IPv6. */
export function isThisMachine(address: string): boolean {
	if (address === '::1') return true
	const four = isIPv6(address) ? address.replace(/^::ffff:/i, '') : address
	return /^127\.\d+\.\d+\.\d+$/.test(four)
}
