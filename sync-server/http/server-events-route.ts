import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '#shared/kernel/problem'
import { traceOf } from '../logging/trace-of.ts'
import type { Store } from '../storage/store.ts'
import type { Deps } from './deps.ts'
import { requirePermission } from './session-cookie.ts'

/** Interval at which the store is polled, however many desks are open. Without any, it is not polled. */
const pollIntervalMs = 2_000
/** Keep-alive interval: proxies close silent connections. A session that has ended is closed then too. */
const breatheEveryMs = 25_000
/** Maximum open streams per user; each holds a connection. */
const maxLines = 30

/**
 * Sends open desks the last sequence number as server-sent events, which reveals no content or
 * its origin. Each desk then requests the data that it may see.
 */
export function serverEventsRoute(app: FastifyInstance, deps: Deps): void {
	const watch = watchHead(deps.store, (thrown) => deps.onFailure(`GET /api/events: ${traceOf(thrown)}`))
	const open = new Set<ServerResponse>()
	/** Number of open streams by user. */
	const linesOf = new Map<string, number>()
	// A stream is open for hours: the server does not wait for it.
	app.addHook('preClose', async () => {
		for (const response of open) response.destroy()
	})

	app.get('/api/events', { config: { notes: 'nothing' } }, async (request, reply) => {
		const { id } = await requirePermission(deps, request, 'events.subscribe')
		const own = linesOf.get(id) ?? 0
		if (own >= maxLines) throw new Problem('too-many-requests', { seconds: breatheEveryMs / 1000 })
		const response = reply.raw
		reply.hijack()
		// The client disconnected during authentication.
		if (response.destroyed) return
		response.on('error', () => undefined)
		open.add(response)
		linesOf.set(id, own + 1)
		response.writeHead(200, {
			'content-type': 'text/event-stream',
			'cache-control': 'no-store',
			// Otherwise nginx buffers until a page is full.
			'x-accel-buffering': 'no',
		})
		const stop = watch((seq) => response.write(`data: ${seq}\n\n`))
		const breath = setInterval(() => {
			isStillSignedIn(deps, request).then(
				(isSo) => (isSo ? response.write(':\n\n') : response.destroy()),
				() => response.destroy(),
			)
		}, breatheEveryMs)
		response.once('close', () => {
			stop()
			clearInterval(breath)
			open.delete(response)
			const left = (linesOf.get(id) ?? 1) - 1
			if (left > 0) linesOf.set(id, left)
			else linesOf.delete(id)
		})
	})
}

const isStillSignedIn = (deps: Deps, request: FastifyRequest): Promise<boolean> =>
	requirePermission(deps, request, 'events.subscribe').then(
		() => true,
		() => false,
	)

type SendEvent = (seq: number) => void

/** Returns a subscribe function that sends the last sequence number at once and after each change. */
function watchHead(store: Store, onFailure: (thrown: unknown) => void): (send: SendEvent) => () => void {
	const lastSent = new Map<SendEvent, number>()
	let last: number | null = null
	let isPolling = false
	let timer: ReturnType<typeof setInterval> | undefined
	function sendAll(): void {
		for (const [send, before] of lastSent)
			if (last !== null && last !== before) {
				lastSent.set(send, last)
				send(last)
			}
	}
	async function poll(): Promise<void> {
		if (isPolling) return
		isPolling = true
		try {
			last = (await store.head()).seq
			sendAll()
		} catch (thrown) {
			// A passing database failure is retried.
			if (!store.isPassing(thrown)) onFailure(thrown)
		} finally {
			isPolling = false
		}
	}
	return (send) => {
		lastSent.set(send, -1)
		if (timer === undefined) {
			timer = setInterval(() => void poll(), pollIntervalMs)
			void poll()
		} else sendAll()
		return () => {
			lastSent.delete(send)
			if (lastSent.size > 0) return
			clearInterval(timer)
			timer = undefined
			last = null
		}
	}
}
