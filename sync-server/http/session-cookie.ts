import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { may, type Permission } from '#shared/people/roles'
import { personOfSession } from '../people/sign-in.ts'
import { demandFreshIdentity } from '../people/step-up.ts'
import { setRequester } from './audit.ts'
import { setClientKind } from './client-kind.ts'
import type { Deps } from './deps.ts'
import { getRequestCost } from './rate-limit.ts'

type Cookie = 'session' | 'device'

/**
 * Cookies ignore ports: the project in the name separates two servers of one machine. Under TLS the name
 * begins with `__Host-`: browsers accept such a cookie from this host only, so that another host under the
 * same domain cannot set one. Browsers reject that name without TLS, which is allowed on this machine only.
 */
const nameOf = ({ store }: Pick<Deps, 'store'>, request: FastifyRequest, cookie: Cookie): string =>
	`${isSecure(request) ? '__Host-' : ''}zila-${cookie}-${store.project}`

const isSecure = (request: FastifyRequest): boolean => request.protocol === 'https'

export function cookieOf(deps: Pick<Deps, 'store'>, request: FastifyRequest, cookie: Cookie): string | null {
	const name = nameOf(deps, request, cookie)
	const pair = (request.headers.cookie ?? '').split(';').find((each) => each.trim().startsWith(`${name}=`))
	return pair ? pair.trim().slice(name.length + 1) : null
}

/**
 * Sets a cookie with `SameSite=Strict`, so that no other site can act for this person. Null deletes it;
 * without `maxAge` it ends with the browser.
 */
export function setCookie(
	deps: Pick<Deps, 'store'>,
	request: FastifyRequest,
	reply: FastifyReply,
	cookie: Cookie,
	value: string | null,
	maxAge?: number,
): void {
	const age = value === null ? 0 : maxAge
	const parts = [
		`${nameOf(deps, request, cookie)}=${value ?? ''}`,
		// Required by `__Host-`.
		'Path=/',
		'HttpOnly',
		'SameSite=Strict',
		...(isSecure(request) ? ['Secure'] : []),
		...(age === undefined ? [] : [`Max-Age=${age}`]),
	]
	reply.header('set-cookie', parts.join('; '))
}

export const tokenOf = (deps: Pick<Deps, 'store'>, request: FastifyRequest): string | null =>
	cookieOf(deps, request, 'session')

export const setToken = (
	deps: Pick<Deps, 'store'>,
	request: FastifyRequest,
	reply: FastifyReply,
	token: string | null,
): void => setCookie(deps, request, reply, 'session', token)

/** @throws Problem `signed-out`, `too-many-requests` */
export async function personOf(deps: Deps, request: FastifyRequest): Promise<Person> {
	const token = tokenOf(deps, request)
	const person = token ? await personOfSession(deps.store, token, deps.now()) : null
	if (!token || !person) throw new Problem('signed-out')
	deps.rateLimiters.byPerson.consume(person.id, deps.now(), getRequestCost(request))
	setRequester(request, person, token)
	setClientKind(request, person.role)
	return person
}

/**
 * Returns the signed-in user if their role has the permission. @throws Problem `signed-out`, `not-allowed`
 */
export async function requirePermission(
	deps: Deps,
	request: FastifyRequest,
	permission: Permission,
): Promise<Person> {
	const person = await personOf(deps, request)
	if (!may(person.role, permission)) throw new Problem('not-allowed')
	return person
}

/**
 * Requires the permission and rejects demonstration users, for routes on real data. @throws Problem
 * `signed-out`, `not-allowed`
 */
export async function requirePermissionOnRealData(
	deps: Deps,
	request: FastifyRequest,
	permission: Permission,
): Promise<Person> {
	const person = await requirePermission(deps, request, permission)
	if (person.demonstration) throw new Problem('not-allowed')
	return person
}

/** Requires recent authentication before keys and codes are issued. @throws Problem `step-up-needed` */
export const demandStepUp = (deps: Deps, request: FastifyRequest): Promise<void> =>
	demandFreshIdentity(deps.store, tokenOf(deps, request) ?? '', deps.now())
