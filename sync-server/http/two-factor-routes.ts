import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Person } from '#shared/people/people'
import {
	backupCodesSchema,
	enableTwoFactorRequestSchema,
	reauthenticationSchema,
	totpSecretSchema,
	twoFactorStatusSchema,
} from '#shared/people/two-factor'
import { asTyped } from '../people/people.ts'
import {
	createBackupCodes,
	createTotpSecret,
	disableTwoFactor,
	enableTwoFactor,
	getTwoFactorStatus,
} from '../people/two-factor.ts'
import { createAuditedStore } from './audit.ts'
import type { Deps } from './deps.ts'
import { personOf, tokenOf } from './session-cookie.ts'
import { type LoginThrottles, throttled } from './throttle-logins.ts'

/** Routes for the users' own two-factor authentication. */
export function secondStepRoutes(plain: FastifyInstance, deps: Deps, throttles: LoginThrottles): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store, now } = deps

	/** Runs work that verifies a password and a code of the signed-in user, throttled like signing in. */
	async function proved<Result>(
		request: FastifyRequest,
		work: (person: Person) => Promise<Result>,
	): Promise<Result> {
		const person = await personOf(deps, request)
		return throttled(throttles, {
			request,
			tried: { username: asTyped(person.code), known: { kind: 'session' } },
			now: now(),
			work: () => work(person),
		})
	}

	app.get(
		'/api/second-step',
		{ config: { notes: 'nothing' }, schema: { response: { 200: twoFactorStatusSchema } } },
		async (request) => getTwoFactorStatus(store, (await personOf(deps, request)).id),
	)
	app.post(
		'/api/second-step/secret',
		{ config: { notes: 'nothing' }, schema: { response: { 200: totpSecretSchema } } },
		async (request) => {
			await personOf(deps, request)
			return { secret: createTotpSecret() }
		},
	)
	app.post(
		'/api/second-step/on',
		{
			config: { notes: ['second-step-on'] },
			schema: { body: enableTwoFactorRequestSchema, response: { 200: backupCodesSchema } },
		},
		(request) =>
			proved(request, async (person) => {
				const auditedStore = createAuditedStore(deps, request, { kind: 'second-step-on' })
				const given = { ...request.body, token: tokenOf(deps, request) ?? '' }
				return { codes: await enableTwoFactor(auditedStore, person, given, now()) }
			}),
	)
	app.post(
		'/api/second-step/off',
		{ config: { notes: ['second-step-off'] }, schema: { body: reauthenticationSchema } },
		async (request, reply) => {
			await proved(request, (person) => {
				const through = createAuditedStore(deps, request, { kind: 'second-step-off' })
				return disableTwoFactor(store, person, request.body, { now: now(), through })
			})
			return reply.code(204).send()
		},
	)
	app.post(
		'/api/second-step/emergency-codes',
		{
			config: { notes: ['emergency-codes-made'] },
			schema: { body: reauthenticationSchema, response: { 200: backupCodesSchema } },
		},
		async (request) => {
			const codes = await proved(request, (person) => {
				const through = createAuditedStore(deps, request, { kind: 'emergency-codes-made' })
				return createBackupCodes(store, person, request.body, { now: now(), through })
			})
			return { codes }
		},
	)
}
