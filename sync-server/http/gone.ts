import type { FastifyReply } from 'fastify'

/** Aborts when whoever asked has gone away. */
export function createDisconnectSignal(reply: FastifyReply): AbortSignal {
	const gone = new AbortController()
	reply.raw.once('close', () => gone.abort())
	return gone.signal
}
