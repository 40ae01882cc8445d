import type { FastifyInstance } from 'fastify'

/** Time that running requests have to finish. */
const usualDeadlineMs = 15_000
const pollIntervalMs = 1_000

/**
 * Finishes running requests while the server closes, and closes their connections: a proxy would otherwise
 * keep sending requests over connections that it keeps open. Idle connections are closed too, and after the
 * deadline all of them.
 */
export function closeGracefully(app: FastifyInstance, deadlineMs = usualDeadlineMs): void {
	let isClosing = false
	app.addHook('preClose', async () => {
		isClosing = true
		const ending = setInterval(() => app.server.closeIdleConnections(), pollIntervalMs).unref()
		const deadline = setTimeout(() => app.server.closeAllConnections(), deadlineMs).unref()
		app.server.once('close', () => {
			clearInterval(ending)
			clearTimeout(deadline)
		})
	})
	app.addHook('onSend', async (_request, reply) => {
		if (isClosing) reply.header('connection', 'close')
	})
}
