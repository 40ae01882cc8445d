import type { FastifyInstance, FastifyRequest } from 'fastify'
import { twoFactorApi } from '#shared/api/account'
import type { Person } from '#shared/people/people'
import { asTyped } from '../people/people.ts'
import { stepUp } from '../people/step-up.ts'
import {
	createBackupCodes,
	createTotpSecret,
	disableTwoFactor,
	enableTwoFactor,
	getTwoFactorStatus,
} from '../people/two-factor.ts'
import type { Deps } from './deps.ts'
import { mountApi } from './mount-api.ts'
import { tokenOf } from './session-cookie.ts'
import { type LoginThrottles, throttled } from './throttle-logins.ts'

/** Routes for the users' own two-factor authentication, and for step-up authentication. */
export function twoFactorRoutes(app: FastifyInstance, deps: Deps, throttles: LoginThrottles): void {
	const { store, now } = deps

	/** Runs work that verifies a password and a code of the signed-in user, throttled like signing in. */
	async function proved<Result>(
		request: FastifyRequest,
		person: Person,
		work: () => Promise<Result>,
	): Promise<Result> {
		return throttled(throttles, {
			request,
			tried: { username: asTyped(person.code), known: { kind: 'session' } },
			now: now(),
			work,
		})
	}

	mountApi(app, deps, twoFactorApi, {
		status: async ({ person }) => getTwoFactorStatus(store, person.id),
		async createSecret() {
			return { secret: createTotpSecret() }
		},
		async enable({ person, body, request, auditedStore }) {
			return proved(request, person, async () => {
				const audited = auditedStore({ kind: 'two-factor-enabled' })
				const given = { ...body, token: tokenOf(deps, request) ?? '' }
				return { codes: await enableTwoFactor(audited, person, given, now()) }
			})
		},
		async disable({ person, body, request, auditedStore }) {
			await proved(request, person, () => {
				const through = auditedStore({ kind: 'two-factor-disabled' })
				return disableTwoFactor(store, person, body, { now: now(), through })
			})
		},
		async createBackupCodes({ person, body, request, auditedStore }) {
			const codes = await proved(request, person, () => {
				const through = auditedStore({ kind: 'backup-codes-created' })
				return createBackupCodes(store, person, body, { now: now(), through })
			})
			return { codes }
		},
		async stepUp({ person, body, request, auditedStore }) {
			const token = tokenOf(deps, request) ?? ''
			await proved(request, person, () =>
				stepUp(store, {
					person: person.id,
					token,
					proof: body,
					now: now(),
					through: auditedStore({ kind: 'stepped-up' }),
				}),
			)
		},
	})
}
