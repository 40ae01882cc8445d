import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Problem, ProblemCode } from '#shared/kernel/problem'
import type { AuditKind } from '#shared/people/audit-log'
import { browserLabel } from '#shared/people/browser-label'
import type { Person } from '#shared/people/people'
import type { AuditEvent } from '../audit-log/entries.ts'
import { digestOf } from '../people/invitations.ts'
import type { Store } from '../storage/store.ts'
import type { Deps } from './deps.ts'
import { toNetworkPrefix } from './network-of.ts'

declare module 'fastify' {
	interface FastifyContextConfig {
		/** Kinds of log entries that the route writes, one with every response, or `nothing`. */
		notes?: readonly AuditKind[] | 'nothing'
	}
}

export const getBrowserLabel = ({ headers }: FastifyRequest): string =>
	browserLabel(headers['user-agent'] ?? '')

interface AuditRequester {
	readonly person: Person | null
	/** The browser's session, or the username of a sign-in attempt. */
	readonly session: string
}
const askers = new WeakMap<FastifyRequest, AuditRequester>()
const hidden = new WeakMap<FastifyRequest, Pick<AuditEvent, 'of' | 'district'>>()
const auditedRequests = new WeakSet<FastifyRequest>()

/**
 * Sets the requester, once known. `secret`: the session's token, or an attempted username; only its digest is
 * stored.
 */
export function setRequester(request: FastifyRequest, person: Person | null, secret: string): void {
	askers.set(request, { person, session: digestOf(secret) })
}

/** Marks a "not found" response whose object exists but is not accessible to the requester. */
export function markHidden(request: FastifyRequest, what: Pick<AuditEvent, 'of' | 'district'>): void {
	hidden.set(request, what)
}

/**
 * Writes a log entry, and resolves when it is on disk: only then may the response be sent. `what`:
 * distinguishes acts on the same route, if the address does not or would reveal too much.
 */
export async function audit(
	deps: Deps,
	request: FastifyRequest,
	act: AuditEvent,
	what: string = request.url,
): Promise<void> {
	const session = askers.get(request)?.session ?? ''
	// A request to the same route for another object, page or search is another act; the address itself is not
	// stored.
	await deps.log.append(doerOf(request, act.kind), act, `${session} ${what}`)
	auditedRequests.add(request)
}

/**
 * Returns a store that writes the log entries, one per act, in the transaction of the first change: both or
 * neither.
 */
export function createAuditedStore(
	deps: Deps,
	request: FastifyRequest,
	act: AuditEvent,
	...others: readonly AuditEvent[]
): Store {
	const store = deps.log.createAuditedStore(doerOf(request, act.kind), act, ...others)
	return {
		...store,
		async write(work) {
			const found = await store.write(work)
			auditedRequests.add(request)
			return found
		},
	}
}

function doerOf(request: FastifyRequest, kind: AuditKind) {
	const { notes } = request.routeOptions.config
	if (!Array.isArray(notes) || !notes.includes(kind))
		throw new Error(`${request.routeOptions.url} does not say that it notes ${kind}`)
	return { person: askers.get(request)?.person ?? null, browser: getBrowserLabel(request) }
}

/** Requires every route of the desk to declare its log entries, and to write them before it responds. */
export function requireAudit(app: FastifyInstance): void {
	app.addHook('onRoute', ({ method, url, config }) => {
		if (url.startsWith('/api/') && config?.notes === undefined)
			throw new Error(`${method} ${url} does not say what it notes`)
	})
	app.addHook('onSend', async (request, reply) => {
		const { notes = 'nothing' } = request.routeOptions.config
		if (notes !== 'nothing' && reply.statusCode < 400 && !auditedRequests.has(request))
			throw new Error(`${request.routeOptions.url} was about to answer without a line`)
	})
}

/** Codes of a wrong secret, or of too many attempts. */
const secrets: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
	...([
		'name-or-password-wrong',
		'password-wrong',
		'two-factor-wrong',
		'two-factor-locked',
		'too-many-tries',
	] as const),
])
/** Codes of refused requests that are written to the audit log. */
const refusals: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
	...secrets,
	...(['not-allowed', 'person-inactive', 'key-ended'] as const),
	...(['code-unknown', 'code-used', 'code-expired', 'code-is-for-a-phone'] as const),
])

const refusedAs = (code: ProblemCode): AuditKind =>
	secrets.has(code)
		? 'reauthentication-failed'
		: code === 'key-ended'
			? 'api-key-refused'
			: 'permission-denied'

/** Logs a refused request of the desk. If writing fails the response is the same: it discloses nothing. */
export async function auditRefusal(deps: Deps, request: FastifyRequest, { code }: Problem): Promise<void> {
	const asker = askers.get(request)
	const what = hidden.get(request)
	// If a request names several objects, each is logged by itself.
	hidden.delete(request)
	if (!asker || (!refusals.has(code) && !what)) return
	const { method, routeOptions } = request
	const door = `${method} ${routeOptions.url}`
	const { notes } = routeOptions.config
	const isSignIn = Array.isArray(notes) && notes.some((kind) => kind.startsWith('signed-in'))
	const act: AuditEvent = isSignIn
		? { kind: 'sign-in-refused' }
		: { kind: refusedAs(code), of: door, ...what }
	// A throttled client gets no entry for each username that it tries, whether that exists or not.
	const isFlood = isSignIn && code === 'too-many-tries'
	// With a session, entries are counted by user, however many sessions they open.
	const who = isFlood ? toNetworkPrefix(request.ip) : isSignIn ? asker.session : (asker.person?.id ?? '')
	await deps.log.appendRefusal(
		{ person: isFlood ? null : asker.person, browser: getBrowserLabel(request) },
		act,
		JSON.stringify([isFlood, who, door, what ?? null]),
	)
}
