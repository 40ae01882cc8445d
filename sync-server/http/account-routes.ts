import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { deviceLabel } from '#shared/access/device-label'
import {
	invitationSchema,
	newPersonSchema,
	personListedSchema,
	personSchema,
	switchPhoneSchema,
	switchSchema,
} from '#shared/access/people'
import { secondStepCodeSchema } from '#shared/access/second-step'
import { changePasswordSchema, endSessionsSchema, sessionListedSchema } from '#shared/access/sessions'
import { phoneListedSchema } from '#shared/sync/phone-listed'
import { invite } from '../accounts/codes.ts'
import { addPerson, asTyped, listPeople } from '../accounts/people.ts'
import { listPhones, switchPerson, switchPhone } from '../accounts/phones.ts'
import { changePassword, endSessions, listSessions } from '../accounts/sessions.ts'
import { signIn, signInWithCode, signOut } from '../accounts/sign-in.ts'
import { type Brakes, braked } from './braked.ts'
import type { Deps } from './deps.ts'
import { personOf, personWhoMay, setToken, tokenOf } from './session-cookie.ts'

const labelOf = ({ headers }: FastifyRequest): string => deviceLabel(headers['user-agent'] ?? '')
const idParams = z.object({ id: z.string() })
const passwordSchema = z.string().check(z.maxLength(200))

/** Signing in and out, and the people of the project. */
export function accountRoutes(plain: FastifyInstance, deps: Deps, brakes: Brakes): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store, campaign, now } = deps

	app.post(
		'/api/sign-in',
		{
			schema: {
				body: z.object({
					code: z.string().check(z.maxLength(40)),
					password: passwordSchema,
					secondStep: z.optional(secondStepCodeSchema),
				}),
				response: { 200: personSchema },
			},
		},
		async (request, reply) => {
			const { code, password, secondStep = '' } = request.body
			const { person, token } = await braked(brakes, {
				request,
				name: asTyped(code),
				now: now(),
				work: () => signIn(store, { code, password, secondStep, label: labelOf(request) }, now()),
			})
			setToken(request, reply, token)
			return person
		},
	)
	app.post(
		'/api/sign-in-with-code',
		{
			schema: {
				body: z.object({ invitation: z.string().check(z.maxLength(40)), password: passwordSchema }),
				response: { 200: personSchema },
			},
		},
		async (request, reply) => {
			const { invitation, password } = request.body
			const { person, token } = await braked(brakes, {
				request,
				now: now(),
				work: () => signInWithCode(store, { invitation, password, label: labelOf(request) }, now()),
			})
			setToken(request, reply, token)
			return person
		},
	)
	app.post('/api/sign-out', async (request, reply) => {
		const token = tokenOf(request)
		if (token) await signOut(store, token)
		setToken(request, reply, null)
		return reply.code(204).send()
	})
	app.get('/api/me', { schema: { response: { 200: personSchema } } }, (request) => personOf(deps, request))
	app.get(
		'/api/sessions',
		{ schema: { response: { 200: z.array(sessionListedSchema) } } },
		async (request) => {
			const { id } = await personOf(deps, request)
			return listSessions(store, id, tokenOf(request) ?? '', now())
		},
	)
	app.post('/api/sessions/end', { schema: { body: endSessionsSchema } }, async (request, reply) => {
		const { id } = await personOf(deps, request)
		await endSessions(store, id, tokenOf(request) ?? '', request.body.id)
		return reply.code(204).send()
	})
	app.post('/api/password', { schema: { body: changePasswordSchema } }, async (request, reply) => {
		const person = await personOf(deps, request)
		const { token } = await braked(brakes, {
			request,
			name: asTyped(person.code),
			now: now(),
			work: () => changePassword(store, person, { ...request.body, label: labelOf(request) }, now()),
		})
		setToken(request, reply, token)
		return reply.code(204).send()
	})
	app.get('/api/people', { schema: { response: { 200: z.array(personListedSchema) } } }, async (request) =>
		listPeople(store, await personWhoMay(deps, request, 'people.read'), now()),
	)
	app.post(
		'/api/people',
		{ schema: { body: newPersonSchema, response: { 200: invitationSchema } } },
		async (request) => {
			const by = await personWhoMay(deps, request, 'people.write')
			const person = await addPerson(store, campaign, request.body, now(), by)
			return invite(store, person.id, now(), { by })
		},
	)
	app.post(
		'/api/people/:id/invitations',
		{ schema: { params: z.object({ id: z.string() }), response: { 200: invitationSchema } } },
		async (request) => {
			const by = await personWhoMay(deps, request, 'phones.invite')
			return invite(store, request.params.id, now(), { by })
		},
	)
	app.post(
		'/api/people/:id/switch',
		{ schema: { params: idParams, body: switchSchema } },
		async (request, reply) => {
			const by = await personWhoMay(deps, request, 'phones.switch')
			await switchPerson(store, by, request.params.id, request.body.isActive)
			return reply.code(204).send()
		},
	)
	app.get('/api/phones', { schema: { response: { 200: z.array(phoneListedSchema) } } }, async (request) =>
		listPhones(store, await personWhoMay(deps, request, 'phones.read')),
	)
	app.post(
		'/api/phones/:id/switch',
		{ schema: { params: idParams, body: switchPhoneSchema } },
		async (request, reply) => {
			const by = await personWhoMay(deps, request, 'phones.switch')
			await switchPhone(store, by, request.params.id, request.body)
			return reply.code(204).send()
		},
	)
}
