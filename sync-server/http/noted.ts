import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { AuditKind } from '#shared/access/access-log'
import { deviceLabel } from '#shared/access/device-label'
import type { Person } from '#shared/access/people'
import type { Problem, ProblemCode } from '#shared/kernel/problem'
import type { AuditEvent } from '../access-log/log-lines.ts'
import { digestOf } from '../accounts/codes.ts'
import type { Store } from '../storage/store.ts'
import type { Deps } from './deps.ts'
import { toNetworkPrefix } from './network-of.ts'

declare module 'fastify' {
	interface FastifyContextConfig {
		/** What the log of who did what hears of this door: one of these with every answer, or nothing. */
		notes?: readonly AuditKind[] | 'nothing'
	}
}

export const getBrowserLabel = ({ headers }: FastifyRequest): string =>
	deviceLabel(headers['user-agent'] ?? '')

interface AuditRequester {
	readonly person: Person | null
	/** The browser's session, or as whom somebody tries to get in. */
	readonly session: string
}
const askers = new WeakMap<FastifyRequest, AuditRequester>()
const hidden = new WeakMap<FastifyRequest, Pick<AuditEvent, 'of' | 'district'>>()
const auditedRequests = new WeakSet<FastifyRequest>()

/** Says whose request it is, once that is known. `secret`: the session's token, or a name that is tried; only its digest stays. */
export function setRequester(request: FastifyRequest, person: Person | null, secret: string): void {
	askers.set(request, { person, session: digestOf(secret) })
}

/** Says that what is answered as not found is there, but not for who asks. */
export function markHidden(request: FastifyRequest, what: Pick<AuditEvent, 'of' | 'district'>): void {
	hidden.set(request, what)
}

/**
 * Notes what a request does, and returns when the line is on the disk: only then may it be answered. `what`: tells it from another act at the
 * same door, where the address does not, or tells too much.
 */
export async function audit(
	deps: Deps,
	request: FastifyRequest,
	act: AuditEvent,
	what: string = request.url,
): Promise<void> {
	const session = askers.get(request)?.session ?? ''
	// the same door for something else, another page or another search, is another act; the address itself is not kept
	await deps.log.append(doerOf(request, act.kind), act, `${session} ${what}`)
	auditedRequests.add(request)
}

/** The store for what a request changes: the lines, one for each act, are written with the first change, or nothing is. */
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

/** No door of the desk is built that does not say what it notes, and none answers before it has. */
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

/** A secret that is not right, or one too many. */
const secrets: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
	...([
		'name-or-password-wrong',
		'password-wrong',
		'second-step-wrong',
		'second-step-closed',
		'too-many-tries',
	] as const),
])
/** Somebody tried what they may not, or a secret that is not right. */
const refusals: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
	...secrets,
	...(['not-allowed', 'person-inactive', 'key-ended'] as const),
	...(['code-unknown', 'code-used', 'code-expired', 'code-is-for-a-phone'] as const),
])

const refusedAs = (code: ProblemCode): AuditKind =>
	secrets.has(code) ? 'proof-refused' : code === 'key-ended' ? 'key-refused' : 'refused'

/** Notes a request that is refused, if it is of the desk. A line that cannot be written does not change the answer: it gives nothing away. */
export async function auditRefusal(deps: Deps, request: FastifyRequest, { code }: Problem): Promise<void> {
	const asker = askers.get(request)
	const what = hidden.get(request)
	// of several that one request names, each is noted by itself
	hidden.delete(request)
	if (!asker || (!refusals.has(code) && !what)) return
	const { method, routeOptions } = request
	const door = `${method} ${routeOptions.url}`
	const { notes } = routeOptions.config
	const isSignIn = Array.isArray(notes) && notes.some((kind) => kind.startsWith('signed-in'))
	const act: AuditEvent = isSignIn
		? { kind: 'sign-in-refused' }
		: { kind: refusedAs(code), of: door, ...what }
	// who is throttled anyway gets no line for each name that they think of, whether there is such a name or not
	const isFlood = isSignIn && code === 'too-many-tries'
	// signed in, it is the person who counts, however many sessions they open
	const who = isFlood ? toNetworkPrefix(request.ip) : isSignIn ? asker.session : (asker.person?.id ?? '')
	await deps.log.appendRefusal(
		{ person: isFlood ? null : asker.person, browser: getBrowserLabel(request) },
		act,
		JSON.stringify([isFlood, who, door, what ?? null]),
	)
}
