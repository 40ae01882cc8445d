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
export function twoFactorRoutes(plain: FastifyInstance, deps: Deps, throttles: LoginThrottles): void {
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
		'/api/two-factor',
		{ config: { notes: 'nothing' }, schema: { response: { 200: twoFactorStatusSchema } } },
		async (request) => getTwoFactorStatus(store, (await personOf(deps, request)).id),
	)
	app.post(
		'/api/two-factor/secret',
		{ config: { notes: 'nothing' }, schema: { response: { 200: totpSecretSchema } } },
		async (request) => {
			await personOf(deps, request)
			return { secret: createTotpSecret() }
		},
	)
	app.post(
		'/api/two-factor/enable',
		{
			config: { notes: ['two-factor-enabled'] },
			schema: { body: enableTwoFactorRequestSchema, response: { 200: backupCodesSchema } },
		},
		(request) =>
			proved(request, async (person) => {
				const auditedStore = createAuditedStore(deps, request, { kind: 'two-factor-enabled' })
				const given = { ...request.body, token: tokenOf(deps, request) ?? '' }
				return { codes: await enableTwoFactor(auditedStore, person, given, now()) }
			}),
	)
	app.post(
		'/api/two-factor/disable',
		{ config: { notes: ['two-factor-disabled'] }, schema: { body: reauthenticationSchema } },
		async (request, reply) => {
			await proved(request, (person) => {
				const through = createAuditedStore(deps, request, { kind: 'two-factor-disabled' })
				return disableTwoFactor(store, person, request.body, { now: now(), through })
			})
			return reply.code(204).send()
		},
	)
	app.post(
		'/api/two-factor/backup-codes',
		{
			config: { notes: ['backup-codes-created'] },
			schema: { body: reauthenticationSchema, response: { 200: backupCodesSchema } },
		},
		async (request) => {
			const codes = await proved(request, (person) => {
				const through = createAuditedStore(deps, request, { kind: 'backup-codes-created' })
				return createBackupCodes(store, person, request.body, { now: now(), through })
			})
			return { codes }
		},
	)
}
