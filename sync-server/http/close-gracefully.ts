import type { FastifyInstance } from 'fastify'

/** Somebody who is in the middle of something has so long to end it. */
const usualDeadlineMs = 15_000
const pollIntervalMs = 1_000

/**
 * While the server closes, whoever has a request under way gets its reply, and with it the end of the connection: else a proxy would go on
 * sending requests over the connections that it keeps open. Those that become idle are ended too, and after the deadline all of them are.
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
