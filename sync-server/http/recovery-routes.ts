import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import {
	recoveryRowsSchema,
	recoveryStateSchema,
	recoveryTestedSchema,
	recoveryTestSchema,
} from '#shared/sync/recovery-key'
import { recoveryRows, recoveryState, testRecoveryKey } from '../sync/recovery.ts'
import { audit } from './audit.ts'
import type { Deps } from './deps.ts'
import { demandStepUp, requirePermissionOnRealData } from './session-cookie.ts'

/**
 * Routes for the recovery key that is stored outside of the server: issue it, and verify that somebody still
 * has it.
 */
export function recoveryRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { now } = deps
	/** Requires access to real data: demonstration users hold no key to it. */
	const keeper = (request: FastifyRequest) =>
		requirePermissionOnRealData(deps, request, 'recovery-key.manage')
	app.get(
		'/api/recovery-key',
		{ config: { notes: 'nothing' }, schema: { response: { 200: recoveryStateSchema } } },
		async (request) => {
			await keeper(request)
			return recoveryState(deps)
		},
	)
	// Not a GET, so that it is neither cached nor linked.
	app.post(
		'/api/recovery-key',
		{
			config: { notes: ['recovery-key-downloaded'] },
			schema: { body: z.object({}), response: { 200: recoveryRowsSchema } },
		},
		async (request) => {
			await keeper(request)
			await demandStepUp(deps, request)
			const rows = await recoveryRows(deps)
			await audit(deps, request, { kind: 'recovery-key-downloaded' })
			return { rows }
		},
	)
	app.post(
		'/api/recovery-key/verification',
		{
			config: { notes: ['recovery-key-tested'] },
			schema: { body: recoveryTestSchema, response: { 200: recoveryTestedSchema } },
		},
		async (request) => {
			const person = await keeper(request)
			await audit(deps, request, { kind: 'recovery-key-tested' })
			return testRecoveryKey(deps, person, request.body.text, now())
		},
	)
}
