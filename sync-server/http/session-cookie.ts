import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Person } from '#shared/access/people'
import { may, type Permission } from '#shared/access/roles'
import { Problem } from '#shared/kernel/problem'
import { personOfSession } from '../accounts/sign-in.ts'
import { demandFreshIdentity } from '../accounts/step-up.ts'
import type { Deps } from './deps.ts'
import { isAskedBy } from './noted.ts'
import { costsOf } from './pace.ts'

/** Browsers know no ports: whoever works at two servers of one machine is signed in at both. */
const nameOf = ({ store }: Pick<Deps, 'store'>): string => `zila-session-${store.project}`

export function tokenOf(deps: Pick<Deps, 'store'>, request: FastifyRequest): string | null {
	const name = nameOf(deps)
	const pair = (request.headers.cookie ?? '').split(';').find((each) => each.trim().startsWith(`${name}=`))
	return pair ? pair.trim().slice(name.length + 1) : null
}

/** `SameSite=Strict`: no other site can act in this person's name. `Secure` wherever the browser came by TLS. */
export function setToken(
	deps: Pick<Deps, 'store'>,
	request: FastifyRequest,
	reply: FastifyReply,
	token: string | null,
): void {
	const isSecure = request.protocol === 'https'
	const parts = [
		`${nameOf(deps)}=${token ?? ''}`,
		'Path=/api',
		'HttpOnly',
		'SameSite=Strict',
		...(isSecure ? ['Secure'] : []),
		...(token === null ? ['Max-Age=0'] : []),
	]
	reply.header('set-cookie', parts.join('; '))
}

/** @throws Problem `signed-out`, `too-many-requests` */
export async function personOf(deps: Deps, request: FastifyRequest): Promise<Person> {
	const token = tokenOf(deps, request)
	const person = token ? await personOfSession(deps.store, token, deps.now()) : null
	if (!token || !person) throw new Problem('signed-out')
	deps.paces.ofPeople.take(person.id, deps.now(), costsOf(request))
	isAskedBy(request, person, token)
	return person
}

/** The signed-in person, if their role may do this. @throws Problem `signed-out`, `not-allowed` */
export async function personWhoMay(
	deps: Deps,
	request: FastifyRequest,
	permission: Permission,
): Promise<Person> {
	const person = await personOf(deps, request)
	if (!may(person.role, permission)) throw new Problem('not-allowed')
	return person
}

/** The same, but nobody who only shows the demonstration: for what is real. @throws Problem `signed-out`, `not-allowed` */
export async function realPersonWhoMay(
	deps: Deps,
	request: FastifyRequest,
	permission: Permission,
): Promise<Person> {
	const person = await personWhoMay(deps, request, permission)
	if (person.demonstration) throw new Problem('not-allowed')
	return person
}

/** Before keys and codes are handed out. @throws Problem `step-up-needed` */
export const demandStepUp = (deps: Deps, request: FastifyRequest): Promise<void> =>
	demandFreshIdentity(deps.store, tokenOf(deps, request) ?? '', deps.now())
