import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Api, ApiRoute, OutputOf } from '#shared/api/route'
import type { Person } from '#shared/people/people'
import type { AuditEvent } from '../audit-log/entries.ts'
import type { Store } from '../storage/store.ts'
import { audit, createAuditedStore } from './audit.ts'
import { strangersBody } from './bodies-in-flight.ts'
import type { Deps } from './deps.ts'
import { demandStepUp, personOf, requirePermission, requirePermissionOnRealData } from './session-cookie.ts'

/** An entry of the audit log whose kind the route declares. */
type ActOf<Route extends ApiRoute> = AuditEvent & {
	readonly kind: Route['audit'] extends readonly (infer Kind)[] ? Kind : never
}

/** A request whose session, permission, size and values were checked. */
interface Call<Route extends ApiRoute> {
	/** The user; null if the route is for anybody. */
	readonly person: Route['permission'] extends 'anybody' ? null : Person
	readonly params: OutputOf<Route['params']>
	readonly query: OutputOf<Route['query']>
	readonly body: OutputOf<Route['body']>
	readonly request: FastifyRequest
	readonly reply: FastifyReply
	/**
	 * Writes the entry of a route that changes nothing; resolves when it is on disk. `what`: see `audit`.
	 */
	audit(act: ActOf<Route>, what?: string): Promise<void>
	/** Requires recent authentication. @throws Problem `step-up-needed` */
	demandStepUp(): Promise<void>
	/** Returns a store that writes the entries in the transaction of its first change. */
	auditedStore(act: ActOf<Route>, ...others: readonly ActOf<Route>[]): Store
}

type Handler<Route extends ApiRoute> = (
	call: Call<Route>,
) => Promise<Route['response'] extends object ? OutputOf<Route['response']> : unknown>

/** One handler for each route of an area. */
export type Handlers<Routes extends Api> = { readonly [Name in keyof Routes]: Handler<Routes[Name]> }

/** Mounts the routes of an area with their handlers. */
export function mountApi<Routes extends Api>(
	app: FastifyInstance,
	deps: Deps,
	routes: Routes,
	handlers: Handlers<Routes>,
): void {
	for (const [name, route] of Object.entries(routes))
		mountRoute(app, deps, route, handlers[name] as Handler<ApiRoute>)
}

function mountRoute(app: FastifyInstance, deps: Deps, route: ApiRoute, handle: Handler<ApiRoute>): void {
	const { method, path, cost, bodyLimit, params, query, body, response } = route
	const isOpen = route.permission === 'anybody'
	app.route({
		method,
		url: path,
		...(isOpen ? { bodyLimit: strangersBody } : bodyLimit === undefined ? {} : { bodyLimit }),
		config: {
			notes: route.audit,
			...(cost === undefined ? {} : { costs: cost }),
			...(isOpen ? { bodyFrom: 'anybody' } : {}),
		},
		schema: {
			...(params ? { params } : {}),
			...(query ? { querystring: query } : {}),
			...(body ? { body } : {}),
			...(typeof response === 'object' ? { response: { 200: response } } : {}),
		},
		handler: async (request, reply) => {
			const found = await handle({
				person: (await permittedPerson(deps, request, route)) as Person,
				params: request.params as undefined,
				query: request.query as undefined,
				body: request.body as undefined,
				request,
				reply,
				demandStepUp: () => demandStepUp(deps, request),
				audit: (act, what) => audit(deps, request, act, what),
				auditedStore: (act, ...others) => createAuditedStore(deps, request, act, ...others),
			})
			return response ? found : reply.code(204).send()
		},
	})
}

/** Null if the route is for anybody. @throws Problem `signed-out`, `not-allowed` */
async function permittedPerson(
	deps: Deps,
	request: FastifyRequest,
	{ permission, isForRealData }: ApiRoute,
): Promise<Person | null> {
	if (permission === 'anybody') return null
	if (permission === 'signed-in') return personOf(deps, request)
	return isForRealData
		? requirePermissionOnRealData(deps, request, permission)
		: requirePermission(deps, request, permission)
}
