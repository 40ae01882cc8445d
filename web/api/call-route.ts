import type * as z from 'zod/mini'
import type { ApiRoute, InputOf, OutputOf } from '#shared/api/route'
import { read } from './read-reply.ts'
import { searchOf } from './search-of.ts'
import { getJson, postJson, sendDelete } from './server-client.ts'

type PartName = 'params' | 'query' | 'body'
/** A value that a query need not have may also be '', which is left out of the address. */
type QueryOf<Query> = {
	readonly [Name in keyof Query]: undefined extends Query[Name] ? Query[Name] | '' : Query[Name]
}
/** Type of a value whose lists and objects may be readonly: what is sent is not changed. */
type ReadonlyDeep<Value> = Value extends readonly (infer Item)[]
	? readonly ReadonlyDeep<Item>[]
	: Value extends object
		? { readonly [Name in keyof Value]: ReadonlyDeep<Value[Name]> }
		: Value
/** The parts of a request that a route declares. */
type RequestOf<Route extends ApiRoute> = {
	readonly [Part in PartName as Route[Part] extends z.ZodMiniType ? Part : never]: Part extends 'query'
		? QueryOf<InputOf<Route[Part]>>
		: ReadonlyDeep<InputOf<Route[Part]>>
}
type NoParts = Readonly<Record<string, never>>
/** The request that a route needs; empty for a route without parts. */
export type RequestFor<Route extends ApiRoute> = keyof RequestOf<Route> extends never
	? NoParts
	: RequestOf<Route>

/**
 * Sends a request to a declared route and parses the reply with its schema. @throws Problem of the server or
 * of the connection; `not-our-server` if the reply has another shape
 */
export const callRoute = <const Route extends ApiRoute>(
	route: Route,
	...[request]: keyof RequestOf<Route> extends never ? [request?: NoParts] : [request: RequestFor<Route>]
): Promise<OutputOf<Route['response']>> => sendTo(route, request ?? {})

/** Sends as `callRoute` a request whose type was checked before. */
export async function sendTo<const Route extends ApiRoute>(
	route: Route,
	parts: { readonly [Part in PartName]?: unknown },
): Promise<OutputOf<Route['response']>> {
	const reply = send(route, addressOf(route, parts), parts.body)
	const found =
		typeof route.response === 'object' ? await read(route.response, reply) : await reply.then(() => undefined)
	if (route.method !== 'GET') for (const listener of writeListeners) listener(route, parts)
	return found as OutputOf<Route['response']>
}

type WriteListener = (route: ApiRoute, parts: { readonly [Part in PartName]?: unknown }) => void
/** All requests of the tab go through this module, from components and from outside of them. */
const writeListeners = new Set<WriteListener>()

/** Calls `listener` after each request that changed something. Returns a function that ends this. */
export function subscribeToWrites(listener: WriteListener): () => void {
	writeListeners.add(listener)
	return () => writeListeners.delete(listener)
}

/** Time limit of requests for which the server may take long, ms: a million records are read in less. */
const longRequestTimeoutMs = 60 * 60_000

function send({ method, isLong }: ApiRoute, address: string, body: unknown): Promise<unknown> {
	if (method === 'DELETE') return sendDelete(address)
	const limit = isLong ? longRequestTimeoutMs : undefined
	return method === 'GET' ? getJson(address, limit) : postJson(address, body ?? {}, limit)
}

/** Address of a route with its parameters and query, for requests that the browser itself sends. */
export function addressOf(
	{ path }: ApiRoute,
	{ params = {}, query = {} }: { readonly params?: unknown; readonly query?: unknown } = {},
): string {
	const values = params as Readonly<Record<string, string | number>>
	const filled = path.replace(/:(\w+)/g, (_all, name: string) => encodeURIComponent(values[name] ?? ''))
	const search = searchOf(query as Readonly<Record<string, string | number | undefined>>)
	return search === '' ? filled : `${filled}?${search}`
}
