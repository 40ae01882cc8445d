import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import {
	addedPersonSchema,
	codeSheetSchema,
	invitationSchema,
	type NewPerson,
	newPersonSchema,
	type Person,
	personListItemSchema,
	personSchema,
	setActiveRequestSchema,
	setDeviceActiveRequestSchema,
} from '#shared/people/people'
import { importPeopleResponseSchema, newPeopleSchema } from '#shared/people/people-file'
import { canInvite, isPhoneRole } from '#shared/people/roles'
import { changePasswordSchema, endSessionsSchema, sessionListItemSchema } from '#shared/people/sessions'
import { twoFactorCodeSchema } from '#shared/people/two-factor'
import { listServedRoles } from '#shared/study/deployments'
import { deviceListItemSchema } from '#shared/sync/device-list'
import { listPhones, setDeviceActivation, setPersonActivation } from '../people/devices.ts'
import { importPeople } from '../people/import-people.ts'
import { invite, inviteAll, serverRandom } from '../people/invitations.ts'
import { demandLeadApproval } from '../people/lead-approvals.ts'
import { addPerson, asTyped, listPeople } from '../people/people.ts'
import { changePassword, endSessions, listSessions } from '../people/sessions.ts'
import { signIn, signInWithCode, signOut } from '../people/sign-in.ts'
import { asPerson, findPerson, findPersonCalled } from '../storage/people/people.ts'
import { audit, createAuditedStore, getBrowserLabel, setRequester } from './audit.ts'
import { strangersBody } from './bodies-in-flight.ts'
import type { Deps } from './deps.ts'
import { knownBrowser, rememberBrowser } from './known-browser.ts'
import {
	demandStepUp,
	personOf,
	requirePermission,
	requirePermissionOnRealData,
	setToken,
	tokenOf,
} from './session-cookie.ts'
import { type LoginThrottles, throttled } from './throttle-logins.ts'

const idParams = z.object({ id: z.string() })
/** Hashing a password takes 19 MiB and a core for a moment: twenty are many for one address. */
const ofPassword = 20
const passwordSchema = z.string().check(z.maxLength(200))

/** Routes for signing in and out, and for the users of the project. */
export function peopleRoutes(plain: FastifyInstance, deps: Deps, throttles: LoginThrottles): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store, study, now } = deps

	app.post(
		'/api/sign-in',
		{
			config: { notes: ['signed-in'], costs: ofPassword, bodyFrom: 'anybody' },
			bodyLimit: strangersBody,
			schema: {
				body: z.object({
					code: z.string().check(z.maxLength(40)),
					password: passwordSchema,
					twoFactorCode: z.optional(twoFactorCodeSchema),
				}),
				response: { 200: personSchema },
			},
		},
		async (request, reply) => {
			const { code, password, twoFactorCode = '' } = request.body
			// Looked up whether the username exists or not, so that logging a failed attempt takes equally long.
			const called = await findPersonCalled(store.reading, store.project, asTyped(code))
			setRequester(request, called ? asPerson(called) : null, asTyped(code))
			const { person, token } = await throttled(throttles, {
				request,
				tried: { username: asTyped(code), known: knownBrowser(deps, request, called) },
				now: now(),
				work: () => signIn(store, { code, password, twoFactorCode, label: getBrowserLabel(request) }, now()),
			})
			await audit(deps, request, { kind: 'signed-in' })
			setToken(deps, request, reply, token)
			rememberBrowser(deps, request, reply, called)
			return person
		},
	)
	app.post(
		'/api/sign-in-with-code',
		{
			config: { notes: ['signed-in-with-code'], costs: ofPassword, bodyFrom: 'anybody' },
			bodyLimit: strangersBody,
			schema: {
				body: z.object({ invitation: z.string().check(z.maxLength(40)), password: passwordSchema }),
				response: { 200: personSchema },
			},
		},
		async (request, reply) => {
			const { invitation, password } = request.body
			setRequester(request, null, request.ip)
			const { person, token } = await throttled(throttles, {
				request,
				now: now(),
				work: () => signInWithCode(store, { invitation, password, label: getBrowserLabel(request) }, now()),
			})
			setRequester(request, person, token)
			await audit(deps, request, { kind: 'signed-in-with-code' })
			setToken(deps, request, reply, token)
			rememberBrowser(deps, request, reply, await findPerson(store.reading, store.project, person.id))
			return person
		},
	)
	const signingOut = { config: { notes: 'nothing', bodyFrom: 'anybody' }, bodyLimit: strangersBody } as const
	app.post('/api/sign-out', signingOut, async (request, reply) => {
		const token = tokenOf(deps, request)
		if (token) await signOut(store, token)
		setToken(deps, request, reply, null)
		return reply.code(204).send()
	})
	app.get(
		'/api/me',
		{ config: { notes: 'nothing' }, schema: { response: { 200: personSchema } } },
		(request) => personOf(deps, request),
	)
	app.get(
		'/api/sessions',
		{ config: { notes: 'nothing' }, schema: { response: { 200: z.array(sessionListItemSchema) } } },
		async (request) => {
			const { id } = await personOf(deps, request)
			return listSessions(store, id, tokenOf(deps, request) ?? '', now())
		},
	)
	app.post(
		'/api/sessions/end',
		{ config: { notes: ['sessions-ended'] }, schema: { body: endSessionsSchema } },
		async (request, reply) => {
			const { id } = await personOf(deps, request)
			await audit(deps, request, { kind: 'sessions-ended' })
			await endSessions(store, id, tokenOf(deps, request) ?? '', request.body.id)
			return reply.code(204).send()
		},
	)
	app.post(
		'/api/password',
		{ config: { notes: ['password-changed'], costs: ofPassword }, schema: { body: changePasswordSchema } },
		async (request, reply) => {
			const person = await personOf(deps, request)
			const auditedStore = createAuditedStore(deps, request, { kind: 'password-changed' })
			const { token } = await throttled(throttles, {
				request,
				tried: { username: asTyped(person.code), known: { kind: 'session' } },
				now: now(),
				work: () =>
					changePassword(auditedStore, person, { ...request.body, label: getBrowserLabel(request) }, now()),
			})
			setToken(deps, request, reply, token)
			rememberBrowser(deps, request, reply, await findPerson(store.reading, store.project, person.id))
			return reply.code(204).send()
		},
	)
	app.get(
		'/api/people',
		{ config: { notes: ['people-listed'] }, schema: { response: { 200: z.array(personListItemSchema) } } },
		async (request) => {
			const found = await listPeople(store, await requirePermission(deps, request, 'people.read'), now())
			await audit(deps, request, { kind: 'people-listed', many: found.length })
			return found
		},
	)
	/** Rejects roles that this server does not use. @throws Problem `input-invalid` */
	const demandRoles = async (people: readonly Pick<NewPerson, 'role'>[]): Promise<void> => {
		const offered = listServedRoles(await deps.forms.serves())
		const other = people.find(({ role }) => !offered.includes(role))
		if (other) throw new Problem('input-invalid', { field: 'role', found: other.role })
	}
	/**
	 * Requires step-up: a code for a desk account sets its password and removes its second factor. @throws
	 * Problem `step-up-needed`
	 */
	const demandStepUpForDesk = async (
		request: FastifyRequest,
		people: readonly Pick<Person, 'role'>[],
	): Promise<void> => {
		if (people.some(({ role }) => !isPhoneRole(role))) await demandStepUp(deps, request)
	}
	/** Returns the users that exist. */
	const peopleCalled = async (ids: readonly string[]): Promise<Person[]> => {
		const rows = await Promise.all(
			[...new Set(ids)].map((id) => findPerson(store.reading, store.project, id)),
		)
		return rows.flatMap((row) => (row ? [asPerson(row)] : []))
	}
	/** @throws Problem `lead-approval-needed` */
	const demandLead = (request: FastifyRequest, people: readonly Person[], by: Person): Promise<void> => {
		// Nothing is requested for users whose codes this person may not create.
		const theirs = people.filter(({ role }) => canInvite(by.role, role))
		const auditedStoreFor = (of: string) =>
			createAuditedStore(deps, request, { kind: 'lead-access-requested', of })
		return demandLeadApproval(store, auditedStoreFor, { people: theirs, by, now: now() })
	}
	const isWaitingForLead = async (request: FastifyRequest, person: Person, by: Person): Promise<boolean> => {
		try {
			await demandLead(request, [person], by)
			return false
		} catch (thrown) {
			if (thrown instanceof Problem && thrown.code === 'lead-approval-needed') return true
			throw thrown
		}
	}
	app.post(
		'/api/people',
		{
			config: { notes: ['person-added', 'invitation-created', 'lead-access-requested'] },
			schema: { body: newPersonSchema, response: { 200: addedPersonSchema } },
		},
		async (request) => {
			const by = await requirePermission(deps, request, 'people.write')
			await demandRoles([request.body])
			await demandStepUpForDesk(request, [request.body])
			const of = randomId(serverRandom)
			const adding = createAuditedStore(deps, request, { kind: 'person-added', of })
			const person = await addPerson(adding, study, { ...request.body, id: of }, now(), by)
			if (await isWaitingForLead(request, person, by))
				return { person, code: null, expires: null, isUnconfirmed: false }
			return invite(createAuditedStore(deps, request, { kind: 'invitation-created', of }), of, now(), { by })
		},
	)
	app.post(
		'/api/people/:id/invitations',
		{
			config: { notes: ['invitation-created', 'lead-access-requested'] },
			schema: { params: idParams, response: { 200: invitationSchema } },
		},
		async (request) => {
			const by = await requirePermission(deps, request, 'devices.enrol')
			const { id } = request.params
			const people = await peopleCalled([id])
			await demandStepUpForDesk(request, people)
			await demandLead(request, people, by)
			return invite(createAuditedStore(deps, request, { kind: 'invitation-created', of: id }), id, now(), {
				by,
			})
		},
	)
	app.post(
		'/api/people/import',
		{
			config: { notes: ['people-imported'] },
			bodyLimit: 2_000_000,
			schema: { body: newPeopleSchema, response: { 200: importPeopleResponseSchema } },
		},
		async (request) => {
			const by = await requirePermissionOnRealData(deps, request, 'people.write')
			const there = new Set((await listPeople(store, by, now())).map(({ code }) => code))
			await demandRoles(request.body.people.filter(({ code }) => !there.has(asTyped(code))))
			const many = request.body.people.length
			const auditedStore = createAuditedStore(deps, request, { kind: 'people-imported', many })
			return importPeople(auditedStore, study, request.body, { by, now: now() })
		},
	)
	app.post(
		'/api/people/invitations',
		{
			config: { notes: ['invitation-created', 'lead-access-requested'] },
			schema: { body: codeSheetSchema, response: { 200: z.array(invitationSchema) } },
		},
		async (request) => {
			const by = await requirePermission(deps, request, 'devices.enrol')
			const { people } = request.body
			const known = await peopleCalled(people)
			await demandStepUpForDesk(request, known)
			await demandLead(request, known, by)
			const [first = '', ...others] = new Set(people)
			const act = (of: string) => ({ kind: 'invitation-created', of }) as const
			return inviteAll(createAuditedStore(deps, request, act(first), ...others.map(act)), people, now(), by)
		},
	)
	app.post(
		'/api/people/:id/activation',
		{
			config: { notes: ['person-deactivated', 'person-reactivated'] },
			schema: { params: idParams, body: setActiveRequestSchema },
		},
		async (request, reply) => {
			const by = await requirePermission(deps, request, 'devices.deactivate')
			const { params, body } = request
			const auditedStore = createAuditedStore(deps, request, {
				kind: body.isActive ? 'person-reactivated' : 'person-deactivated',
				of: params.id,
			})
			await setPersonActivation(auditedStore, by, params.id, body.isActive)
			return reply.code(204).send()
		},
	)
	app.get(
		'/api/devices',
		{ config: { notes: ['devices-listed'] }, schema: { response: { 200: z.array(deviceListItemSchema) } } },
		async (request) => {
			const found = await listPhones(
				store,
				deps.forms,
				await requirePermission(deps, request, 'devices.read'),
			)
			await audit(deps, request, { kind: 'devices-listed', many: found.length })
			return found
		},
	)
	app.post(
		'/api/devices/:id/activation',
		{
			config: { notes: ['device-deactivated', 'device-reactivated'] },
			schema: { params: idParams, body: setDeviceActiveRequestSchema },
		},
		async (request, reply) => {
			const by = await requirePermission(deps, request, 'devices.deactivate')
			const { params, body } = request
			const auditedStore = createAuditedStore(deps, request, {
				kind: body.isActive ? 'device-reactivated' : 'device-deactivated',
				of: params.id,
			})
			await setDeviceActivation(auditedStore, by, params.id, body)
			return reply.code(204).send()
		},
	)
}
