import { setTimeout as wait } from 'node:timers/promises'
import { createLeases, type Leases } from '../../sync-server/background/leases.ts'
import type { Projection } from '../../sync-server/background/projection.ts'
import { createProjectionRunner } from '../../sync-server/background/projection-runner.ts'
import { resetProjection } from '../../sync-server/storage/background/projections.ts'
import type { Store } from '../../sync-server/storage/store.ts'

/** Leases that wait for the server of a test, which may be working on the same. */
export function patientLeases(store: Store): Leases {
	const leases = createLeases({ store, now: Date.now })
	return {
		...leases,
		async hold(name, work) {
			for (;;) {
				const done = await leases.hold(name, work)
				if (done !== null) return done
				await wait(5)
			}
		},
	}
}

interface RunOptions {
	/** Computes everything again, as after a raised version. */
	readonly again?: boolean
}

/**
 * Computes what waits, as the server does some seconds after a sync. @throws the first failure of a
 * projection
 */
export async function runProjections(
	store: Store,
	projections: readonly Projection[],
	{ again = false }: RunOptions = {},
): Promise<void> {
	if (again) for (const { name } of projections) await resetProjection(store.changing, name)
	const failures: string[] = []
	const onFailure = (what: string) => failures.push(what)
	const runner = createProjectionRunner({ store, leases: patientLeases(store), projections, onFailure })
	await runner.runAll()
	await runner.stop()
	if (failures.length > 0) throw new Error(failures[0])
}
