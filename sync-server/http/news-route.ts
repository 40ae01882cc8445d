import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '#shared/kernel/problem'
import type { Store } from '../storage/store.ts'
import type { Deps } from './deps.ts'
import { traceOf } from './failures.ts'
import { requirePermission } from './session-cookie.ts'

/** However many desks are open, the store is asked once in so long, and not at all when none is. */
const pollIntervalMs = 2_000
/** Proxies end a line on which nothing is said; and a desk that was signed out meanwhile hears no more. */
const breatheEveryMs = 25_000
/** Each holds a connection: more pages than anybody has open. */
const mostLines = 30

/**
 * Tells open desks that there is something new, as server-sent events: only how far the store's numbers go, which says
 * nothing of what came or from where. What it is, each desk asks for as it may see it.
 */
export function newsRoute(app: FastifyInstance, deps: Deps): void {
	const watch = watchHead(deps.store, (thrown) => deps.onFailure(`GET /api/news: ${traceOf(thrown)}`))
	const open = new Set<ServerResponse>()
	/** By person. */
	const linesOf = new Map<string, number>()
	// such a line is open for hours: the server does not wait for it
	app.addHook('preClose', async () => {
		for (const response of open) response.destroy()
	})

	app.get('/api/news', { config: { notes: 'nothing' } }, async (request, reply) => {
		const { id } = await requirePermission(deps, request, 'news.hear')
		const own = linesOf.get(id) ?? 0
		if (own >= mostLines) throw new Problem('too-many-requests', { seconds: breatheEveryMs / 1000 })
		const response = reply.raw
		reply.hijack()
		// gone while it was asked who they are
		if (response.destroyed) return
		response.on('error', () => undefined)
		open.add(response)
		linesOf.set(id, own + 1)
		response.writeHead(200, {
			'content-type': 'text/event-stream',
			'cache-control': 'no-store',
			// nginx would keep it back until a page is full
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
	requirePermission(deps, request, 'news.hear').then(
		() => true,
		() => false,
	)

type SendEvent = (seq: number) => void

/** Gives a way to hear how far the store has come, at once and whenever it has gone on. */
function watchHead(store: Store, onFailure: (thrown: unknown) => void): (tell: SendEvent) => () => void {
	const told = new Map<SendEvent, number>()
	let last: number | null = null
	let isLooking = false
	let timer: ReturnType<typeof setInterval> | undefined
	function tellAll(): void {
		for (const [tell, before] of told)
			if (last !== null && last !== before) {
				told.set(tell, last)
				tell(last)
			}
	}
	async function look(): Promise<void> {
		if (isLooking) return
		isLooking = true
		try {
			last = (await store.head()).seq
			tellAll()
		} catch (thrown) {
			// a database that is away for a moment is asked again
			if (!store.isPassing(thrown)) onFailure(thrown)
		} finally {
			isLooking = false
		}
	}
	return (tell) => {
		told.set(tell, -1)
		if (timer === undefined) {
			timer = setInterval(() => void look(), pollIntervalMs)
			void look()
		} else tellAll()
		return () => {
			told.delete(tell)
			if (told.size > 0) return
			clearInterval(timer)
			timer = undefined
			last = null
		}
	}
}
