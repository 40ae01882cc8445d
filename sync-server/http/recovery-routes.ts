import type { FastifyInstance } from 'fastify'
import { recoveryKeyApi } from '#shared/api/recovery-key'
import { recoveryRows, recoveryState, testRecoveryKey } from '../sync/recovery.ts'
import type { Deps } from './deps.ts'
import { mountApi } from './mount-api.ts'

/**
 * Routes for the recovery key that is stored outside of the server: issue it, and verify that somebody still
 * has it. Not for the demonstration: its users hold no key to real data.
 */
export function recoveryRoutes(app: FastifyInstance, deps: Deps): void {
	mountApi(app, deps, recoveryKeyApi, {
		state: async () => recoveryState(deps),
		async download({ demandStepUp, audit }) {
			await demandStepUp()
			const rows = await recoveryRows(deps)
			await audit({ kind: 'recovery-key-downloaded' })
			return { rows }
		},
		async verify({ person, body, audit }) {
			await audit({ kind: 'recovery-key-tested' })
			return testRecoveryKey(deps, person, body.text, deps.now())
		},
	})
}
