import type * as z from 'zod/mini'
import type { ApiRoute, InputOf, OutputOf } from '#shared/api/route'
import { read } from './read-reply.ts'
import { searchOf } from './search-of.ts'
import { getJson, postJson } from './server-client.ts'

type PartName = 'params' | 'query' | 'body'
/** The parts of a request that a route declares. */
type RequestOf<Route extends ApiRoute> = {
	readonly [Part in PartName as Route[Part] extends z.ZodMiniType ? Part : never]: InputOf<Route[Part]>
}
type NoParts = Readonly<Record<string, never>>

/**
 * Sends a request to a declared route and parses the reply with its schema. @throws Problem of the server or
 * of the connection; `not-our-server` if the reply has another shape
 */
export async function callRoute<const Route extends ApiRoute>(
	route: Route,
	...[request]: keyof RequestOf<Route> extends never ? [request?: NoParts] : [request: RequestOf<Route>]
): Promise<OutputOf<Route['response']>> {
	const parts: { readonly [Part in PartName]?: unknown } = request ?? {}
	const reply = send(route, addressOf(route, parts), parts.body)
	if (typeof route.response === 'object')
		return (await read(route.response, reply)) as OutputOf<Route['response']>
	await reply
	return undefined as OutputOf<Route['response']>
}

const send = ({ method }: ApiRoute, address: string, body: unknown): Promise<unknown> =>
	method === 'GET' ? getJson(address) : postJson(address, body ?? {})

/** Address of a route with its parameters and query, for requests that the browser itself sends. */
export function addressOf(
	{ path }: ApiRoute,
	{ params = {}, query = {} }: { readonly params?: unknown; readonly query?: unknown },
): string {
	const values = params as Readonly<Record<string, string>>
	const filled = path.replace(/:(\w+)/g, (_all, name: string) => encodeURIComponent(values[name] ?? ''))
	const search = searchOf(query as Readonly<Record<string, string | number | undefined>>)
	return search === '' ? filled : `${filled}?${search}`
}
