import type { FastifyInstance } from 'fastify'
import { descriptionApi } from '#shared/api/description'
import { serverApi } from '#shared/api/server'
import { deskOpenApi } from '../integrations/desk-open-api.ts'
import { clockState, confirmClock } from '../privacy/trusted-clock.ts'
import { restoration } from '../storage/log/backups-and-rewinds.ts'
import type { Deps } from './deps.ts'
import { mountApi } from './mount-api.ts'

/**
 * Routes for the state of the server's machine (free disk space, background work, and a clock that jumped ahead:
 * nothing is erased until an administrator confirms it), and for the description of all routes.
 */
export function machineRoutes(app: FastifyInstance, deps: Deps): void {
	const { store, now } = deps
	mountApi(app, deps, descriptionApi, {
		async openApi({ request }) {
			return deskOpenApi(`${request.protocol}://${request.host}`)
		},
	})
	mountApi(app, deps, serverApi, {
		async clock() {
			return { waiting: await clockState(store, now()) }
		},
		async disk() {
			return (await deps.diskRoom?.()) ?? { little: null }
		},
		async backgroundWork() {
			return { projections: [...(await deps.projections.runner.states())] }
		},
		async confirmClock({ body, auditedStore }) {
			await confirmClock(auditedStore({ kind: 'clock-confirmed' }), body.seen, now())
		},
		async mail() {
			return { isSetUp: deps.mailer !== undefined }
		},
		async restoration() {
			return restoration(store.reading)
		},
	})
}
