import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { diskRoomSchema } from '#shared/people/disk-room'
import { clockConfirmedSchema, clockReplySchema } from '#shared/revisions/clock-state'
import { clockState, confirmClock } from '../privacy/trusted-clock.ts'
import { createAuditedStore } from './audit.ts'
import type { Deps } from './deps.ts'
import { requirePermissionOnRealData } from './session-cookie.ts'

/**
 * Routes for the state of the server's machine: free disk space, and a clock that jumped ahead by days, by
 * which nothing is erased until an administrator confirms it.
 */
export function machineRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store, now } = deps
	app.get(
		'/api/clock',
		{ config: { notes: 'nothing' }, schema: { response: { 200: clockReplySchema } } },
		async (request) => {
			await requirePermissionOnRealData(deps, request, 'clock.read')
			return { waiting: await clockState(store, now()) }
		},
	)
	app.get(
		'/api/disk',
		{ config: { notes: 'nothing' }, schema: { response: { 200: diskRoomSchema } } },
		async (request) => {
			await requirePermissionOnRealData(deps, request, 'disk.read')
			return (await deps.diskRoom?.()) ?? { little: null }
		},
	)
	app.post(
		'/api/clock',
		{ config: { notes: ['clock-confirmed'] }, schema: { body: clockConfirmedSchema } },
		async (request, reply) => {
			await requirePermissionOnRealData(deps, request, 'clock.confirm')
			await confirmClock(
				createAuditedStore(deps, request, { kind: 'clock-confirmed' }),
				request.body.seen,
				now(),
			)
			return reply.code(204).send()
		},
	)
}
