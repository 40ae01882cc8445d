import type { FastifyInstance, FastifyRequest } from 'fastify'
import { accountApi } from '#shared/api/account'
import { peopleApi } from '#shared/api/people'
import { randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { canInvite, isPhoneRole } from '#shared/people/roles'
import { composeInvitation } from '../mail/invitation-mail.ts'
import { listPhones, setDeviceActivation, setPersonActivation } from '../people/devices.ts'
import { importPeople } from '../people/import-people.ts'
import { findInvitation, invite, inviteAll, serverRandom } from '../people/invitations.ts'
import { demandLeadApproval } from '../people/lead-approvals.ts'
import { addPerson, asTyped, listPeople } from '../people/people.ts'
import { demandServedRoles } from '../people/served-roles.ts'
import { changePassword, endSessions, listSessions } from '../people/sessions.ts'
import { signIn, signInWithCode, signOut } from '../people/sign-in.ts'
import { asPerson, findPerson, findPersonCalled } from '../storage/people/people.ts'
import { createAuditedStore, getBrowserLabel, setRequester } from './audit.ts'
import { setClientKind } from './client-kind.ts'
import type { Deps } from './deps.ts'
import { knownBrowser, rememberBrowser } from './known-browser.ts'
import { type Handlers, mountApi } from './mount-api.ts'
import { demandStepUp, personOf, setToken, tokenOf } from './session-cookie.ts'
import { type LoginThrottles, throttled } from './throttle-logins.ts'

/** Routes for signing in and out, and for the users of the project. */
export function peopleRoutes(app: FastifyInstance, deps: Deps, throttles: LoginThrottles): void {
	mountApi(app, deps, accountApi, accountHandlers(deps, throttles))
	mountApi(app, deps, peopleApi, { ...invitationHandlers(deps), ...activationHandlers(deps) })
}

/** Each user's own account: sign-in, sessions and password. */
function accountHandlers(deps: Deps, throttles: LoginThrottles): Handlers<typeof accountApi> {
	const { store, now } = deps
	return {
		async signIn({ body, request, reply, audit }) {
			const { code, password, twoFactorCode = '' } = body
			// Looked up whether the username exists or not, so that logging a failed attempt takes equally long.
			const called = await findPersonCalled(store.reading, asTyped(code))
			setRequester(request, called ? asPerson(called) : null, asTyped(code))
			const { person, token } = await throttled(throttles, {
				request,
				tried: { username: asTyped(code), known: knownBrowser(deps, request, called) },
				now: now(),
				work: () => signIn(store, { code, password, twoFactorCode, label: getBrowserLabel(request) }, now()),
			})
			setClientKind(request, person.role)
			await audit({ kind: 'signed-in' })
			setToken(deps, request, reply, token)
			rememberBrowser(deps, request, reply, called)
			return person
		},
		async signInWithCode({ body, request, reply, audit }) {
			const { invitation, password } = body
			setRequester(request, null, request.ip)
			const { person, token } = await throttled(throttles, {
				request,
				now: now(),
				work: () => signInWithCode(store, { invitation, password, label: getBrowserLabel(request) }, now()),
			})
			setRequester(request, person, token)
			setClientKind(request, person.role)
			await audit({ kind: 'signed-in-with-code' })
			setToken(deps, request, reply, token)
			rememberBrowser(deps, request, reply, await findPerson(store.reading, person.id))
			return person
		},
		async signOut({ request, reply }) {
			const token = tokenOf(deps, request)
			if (token) await signOut(store, token)
			setToken(deps, request, reply, null)
		},
		async session({ request }) {
			try {
				return await personOf(deps, request)
			} catch (thrown) {
				if (thrown instanceof Problem && thrown.code === 'signed-out') return null
				throw thrown
			}
		},
		async me({ person }) {
			return person
		},
		async sessions({ person, request }) {
			return listSessions(store, person.id, tokenOf(deps, request) ?? '', now())
		},
		async endSessions({ person, body, request, audit }) {
			await audit({ kind: 'sessions-ended' })
			await endSessions(store, person.id, tokenOf(deps, request) ?? '', body.id)
		},
		async changePassword({ person, body, request, reply, auditedStore }) {
			const audited = auditedStore({ kind: 'password-changed' })
			const { token } = await throttled(throttles, {
				request,
				tried: { username: asTyped(person.code), known: { kind: 'session' } },
				now: now(),
				work: () => changePassword(audited, person, { ...body, label: getBrowserLabel(request) }, now()),
			})
			setToken(deps, request, reply, token)
			rememberBrowser(deps, request, reply, await findPerson(store.reading, person.id))
		},
	}
}

/** New users, and the codes by which they enrol. */
function invitationHandlers(
	deps: Deps,
): Pick<Handlers<typeof peopleApi>, 'add' | 'invite' | 'emailInvitation' | 'importList' | 'inviteAll'> {
	const { store, study, now } = deps
	return {
		async add({ person: by, body, request, auditedStore }) {
			await demandServedRoles(deps.forms, [body])
			await demandStepUpForDesk(deps, request, [body])
			const of = randomId(serverRandom)
			const adding = auditedStore({ kind: 'person-added', of })
			const person = await addPerson(adding, study, { ...body, id: of }, now(), by)
			if (await isWaitingForLead(deps, request, { people: [person], by }))
				return { person, code: null, expires: null, isUnconfirmed: false }
			return invite(auditedStore({ kind: 'invitation-created', of }), of, now(), { by })
		},
		async invite({ person: by, params, request, auditedStore }) {
			const { id } = params
			const people = await peopleCalled(deps, [id])
			await demandStepUpForDesk(deps, request, people)
			await demandLead(deps, request, { people, by })
			return invite(auditedStore({ kind: 'invitation-created', of: id }), id, now(), { by })
		},
		async emailInvitation({ person: by, params, body, request, audit }) {
			const { code, to } = body
			const invitation = await findInvitation(store, { code, person: params.id, by }, now())
			const { mailer } = deps
			if (!mailer) throw new Problem('not-offered')
			await demandSafeByEmail(deps, invitation)
			await audit({ kind: 'invitation-emailed', of: params.id })
			const mail = composeInvitation(invitation, { to, sender: by.name, publicUrl: mailer.publicUrl })
			await mailer.send(mail).catch((thrown: unknown) => {
				// the address is neither logged nor kept
				if (thrown instanceof Problem && thrown.code === 'email-not-sent')
					deps.onFailure(`E-mails are not sent: ${thrown.details.reason}`, { requestId: request.id })
				throw thrown
			})
		},
		async importList({ person: by, body, auditedStore }) {
			const there = new Set((await listPeople(store, by, now())).map(({ code }) => code))
			await demandServedRoles(
				deps.forms,
				body.people.filter(({ code }) => !there.has(asTyped(code))),
			)
			const many = body.people.length
			const audited = auditedStore({ kind: 'people-imported', many })
			return importPeople(audited, study, body, { by, now: now() })
		},
		async inviteAll({ person: by, body, request, auditedStore }) {
			const { people } = body
			const known = await peopleCalled(deps, people)
			await demandStepUpForDesk(deps, request, known)
			await demandLead(deps, request, { people: known, by })
			const [first = '', ...others] = new Set(people)
			const act = (of: string) => ({ kind: 'invitation-created', of }) as const
			return inviteAll(auditedStore(act(first), ...others.map(act)), people, now(), by)
		},
	}
}

/** Users and devices that exist: lists, and deactivation. */
function activationHandlers(
	deps: Deps,
): Pick<Handlers<typeof peopleApi>, 'list' | 'setActive' | 'devices' | 'setDeviceActive'> {
	const { store, now } = deps
	return {
		async list({ person, audit }) {
			const found = await listPeople(store, person, now())
			await audit({ kind: 'people-listed', many: found.length })
			return found
		},
		async setActive({ person: by, params, body, auditedStore }) {
			const audited = auditedStore({
				kind: body.isActive ? 'person-reactivated' : 'person-deactivated',
				of: params.id,
			})
			await setPersonActivation(audited, by, params.id, body.isActive)
		},
		async devices({ person, audit }) {
			const found = await listPhones(store, deps.forms, person)
			await audit({ kind: 'devices-listed', many: found.length })
			return found
		},
		async setDeviceActive({ person: by, params, body, auditedStore }) {
			const audited = auditedStore({
				kind: body.isActive ? 'device-reactivated' : 'device-deactivated',
				of: params.id,
			})
			await setDeviceActivation(audited, by, params.id, body)
		},
	}
}

/**
 * Requires step-up: a code for a desk account sets its password and removes its second factor. @throws
 * Problem `step-up-needed`
 */
async function demandStepUpForDesk(
	deps: Deps,
	request: FastifyRequest,
	people: readonly Pick<Person, 'role'>[],
): Promise<void> {
	if (people.some(({ role }) => !isPhoneRole(role))) await demandStepUp(deps, request)
}

/**
 * Refuses codes with which a mailbox that others read would open an account in use: of desk users with a password,
 * since the code also removes the second factor, and for a further device that no other device confirms.
 *
 * @throws Problem `code-in-person`
 */
async function demandSafeByEmail(
	{ store }: Deps,
	{ person: { id, name, role }, isUnguarded }: Awaited<ReturnType<typeof findInvitation>>,
): Promise<void> {
	const hasPassword = !isPhoneRole(role) && (await findPerson(store.reading, id))?.password !== null
	if (isUnguarded || hasPassword) throw new Problem('code-in-person', { name })
}

/** Returns the users that exist. */
async function peopleCalled({ store }: Deps, ids: readonly string[]): Promise<Person[]> {
	const rows = await Promise.all([...new Set(ids)].map((id) => findPerson(store.reading, id)))
	return rows.flatMap((row) => (row ? [asPerson(row)] : []))
}

/** Users whose codes a safeguarding lead has to approve, and who requests them. */
interface LeadDemand {
	readonly people: readonly Person[]
	readonly by: Person
}

/** @throws Problem `lead-approval-needed` */
function demandLead(deps: Deps, request: FastifyRequest, { people, by }: LeadDemand): Promise<void> {
	// Nothing is requested for users whose codes this person may not create.
	const theirs = people.filter(({ role }) => canInvite(by.role, role))
	const auditedStoreFor = (of: string) =>
		createAuditedStore(deps, request, { kind: 'lead-access-requested', of })
	return demandLeadApproval(deps.store, auditedStoreFor, { people: theirs, by, now: deps.now() })
}

async function isWaitingForLead(
	deps: Deps,
	request: FastifyRequest,
	{ people, by }: LeadDemand,
): Promise<boolean> {
	try {
		await demandLead(deps, request, { people, by })
		return false
	} catch (thrown) {
		if (thrown instanceof Problem && thrown.code === 'lead-approval-needed') return true
		throw thrown
	}
}
