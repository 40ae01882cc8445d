import { isIPv6 } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { Problem } from '#shared/kernel/problem'
import { isHealth, isSync } from './route-of.ts'

/** A year: browsers come by TLS alone for so long, once they came by it. */
const strictTransport = 'max-age=31536000'

/**
 * Whoever comes from elsewhere comes by TLS, which a proxy in front of the server ends and says so (`X-Forwarded-Proto`); this machine itself
 * may come without. Monitoring may too.
 */
export function tlsOnly(app: FastifyInstance): void {
	app.addHook('onRequest', async (request, reply) => {
		if (request.protocol === 'https') {
			// a phone has the page from the same place
			if (!isSync(request)) reply.header('strict-transport-security', strictTransport)
			return
		}
		if (isThisMachine(request.ip) || isHealth(request)) return
		if (!(request.headers.accept ?? '').includes('text/html')) throw new Problem('tls-needed')
		const text = 'Zila answers by TLS only: open the address with https:// in front of it.\n'
		return reply.code(426).type('text/plain; charset=utf-8').send(text)
	})
}

/** Also as IPv6 writes an address of IPv4. */
export function isThisMachine(address: string): boolean {
	if (address === '::1') return true
	const four = isIPv6(address) ? address.replace(/^::ffff:/i, '') : address
	return /^127\.\d+\.\d+\.\d+$/.test(four)
}
