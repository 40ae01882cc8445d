import { expect } from 'vitest'

/** One request that a component sent. */
export interface SentRequest {
	readonly method: string
	/** Path without the query. */
	readonly path: string
	readonly query: URLSearchParams
	readonly headers: Headers
	/** Parsed JSON; null if there was no body. */
	readonly body: unknown
}

/**
 * A reply: JSON of status 200, `noContent`, a `Problem` as JSON with its status, or a `Response` of any kind.
 */
export type Reply = unknown
export type Replies = Readonly<Record<string, Reply | ((request: SentRequest) => Reply | Promise<Reply>)>>

/** Reply to a write that returns nothing. */
export const noContent = Symbol('204')

/** No network: `fetch` rejects, as in a browser. */
export const offline = () => Promise.reject(new TypeError('Failed to fetch'))

export interface ServerReplies {
	/** All requests in order. */
	readonly sent: readonly SentRequest[]
	/** Bodies of the requests to one route, e.g. `POST /api/forms`. */
	bodiesOf(route: string): unknown[]
	/** Replaces or adds replies for later requests. */
	reply(replies: Replies): void
}

const unexpected: string[] = []

/**
 * Replaces `fetch` with replies by route (`GET /api/forms`; `:name` matches one segment of a path). The real
 * client code runs on top of it and checks each reply against its schema. A request without a reply fails the
 * test.
 */
export function serveReplies(first: Replies = {}): ServerReplies {
	const sent: SentRequest[] = []
	let replies: Replies = first
	globalThis.fetch = async (input, init = {}) => {
		const { pathname, searchParams } = new URL(String(input), 'http://localhost')
		const request: SentRequest = {
			method: init.method ?? 'GET',
			path: pathname,
			query: searchParams,
			headers: new Headers(init.headers),
			body: typeof init.body === 'string' ? JSON.parse(init.body) : (init.body ?? null),
		}
		sent.push(request)
		const route = Object.keys(replies).find((each) => matches(each, request))
		if (route === undefined) {
			unexpected.push(`${request.method} ${pathname}`)
			return Response.json({ code: 'not-found' }, { status: 404 })
		}
		const reply = replies[route]
		return responseOf(typeof reply === 'function' ? await reply(request) : reply)
	}
	return {
		sent,
		bodiesOf: (route) => sent.filter((request) => matches(route, request)).map(({ body }) => body),
		reply(more) {
			replies = { ...more, ...without(replies, more) }
		},
	}
}

const without = (all: Replies, gone: Replies): Replies =>
	Object.fromEntries(Object.entries(all).filter(([route]) => !(route in gone)))

function matches(route: string, { method, path }: SentRequest): boolean {
	const [wanted = '', pattern = ''] = route.split(' ')
	const [parts, found] = [pattern.split('/'), path.split('/')]
	return (
		wanted === method &&
		parts.length === found.length &&
		parts.every((part, i) => part.startsWith(':') || part === found[i])
	)
}

function responseOf(reply: Reply): Response {
	if (reply instanceof Response) return reply
	if (reply === noContent) return new Response(null, { status: 204 })
	return isProblem(reply) ? Response.json(reply.toJSON(), { status: reply.status }) : Response.json(reply)
}

const isProblem = (reply: unknown): reply is { toJSON(): unknown; status: number } =>
	reply instanceof Error && 'toJSON' in reply && 'status' in reply

/** Called after each test: fails it for requests without a reply. */
export function expectNoMoreRequests(): void {
	expect(unexpected.splice(0), 'requests that the test gives no reply to').toEqual([])
}
