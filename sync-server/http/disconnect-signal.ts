import type { FastifyReply } from 'fastify'

/** Returns a signal that aborts when the client disconnects. */
export function createDisconnectSignal(reply: FastifyReply): AbortSignal {
	const disconnect = new AbortController()
	reply.raw.once('close', () => disconnect.abort())
	return disconnect.signal
}
