import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { reauthenticationSchema } from '#shared/people/two-factor'
import { asTyped } from '../people/people.ts'
import { stepUp } from '../people/step-up.ts'
import { createAuditedStore } from './audit.ts'
import type { Deps } from './deps.ts'
import { personOf, tokenOf } from './session-cookie.ts'
import { type LoginThrottles, throttled } from './throttle-logins.ts'

/**
 * Route for step-up authentication: the password again, and the second factor if it is on, before keys and
 * codes are issued.
 */
export function stepUpRoutes(plain: FastifyInstance, deps: Deps, throttles: LoginThrottles): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	app.post(
		'/api/step-up',
		// Costs 19 MiB and a core for a moment, as signing in does.
		{ config: { notes: ['stepped-up'], costs: 20 }, schema: { body: reauthenticationSchema } },
		async (request, reply) => {
			const person = await personOf(deps, request)
			const token = tokenOf(deps, request) ?? ''
			const now = deps.now()
			await throttled(throttles, {
				request,
				tried: { username: asTyped(person.code), known: { kind: 'session' } },
				now,
				work: () =>
					stepUp(deps.store, {
						person: person.id,
						token,
						proof: request.body,
						now,
						through: createAuditedStore(deps, request, { kind: 'stepped-up' }),
					}),
			})
			return reply.code(204).send()
		},
	)
}
