import type { Session } from '../session.ts'

export interface OperationFigures {
	/** Active phones. */
	readonly devices: number
	/** Active phones seen after one time, but not after another. */
	readonly silentDevices: number
	/** Quarantined revisions that nobody has rejected. */
	readonly quarantined: number
	/** Exports that wait or are being written. */
	readonly exportJobs: number
	readonly oldestExport: string | null
	/** Time of the last finished and verified backup. */
	readonly lastBackup: string | null
}

/** Counts what an operator watches. */
export async function operationFigures(
	session: Session,
	{ seenAfter, notSeenAfter }: { readonly seenAfter: string; readonly notSeenAfter: string },
): Promise<OperationFigures> {
	const { project } = session
	const { devices, silent } = await session.db
		.selectFrom('device')
		.select((eb) => [
			eb.fn.countAll().as('devices'),
			eb.fn
				.countAll()
				.filterWhere('last_seen', '>', seenAfter)
				.filterWhere('last_seen', '<=', notSeenAfter)
				.as('silent'),
		])
		.where('project', '=', project)
		.where('kind', '=', 'phone')
		.where('revoked', '=', 0)
		.executeTakeFirstOrThrow()
	const { revisions } = await session.db
		.selectFrom('quarantine')
		.select((eb) => eb.fn.countAll().as('revisions'))
		.where('project', '=', project)
		.where('rejected', '=', 0)
		.executeTakeFirstOrThrow()
	const { jobs, oldest } = await session.db
		.selectFrom('export_job')
		.select((eb) => [eb.fn.countAll().as('jobs'), eb.fn.min('requested').as('oldest')])
		.where('project', '=', project)
		.where('state', 'in', ['waiting', 'running'])
		.executeTakeFirstOrThrow()
	const { finished } = await session.db
		.selectFrom('backup')
		.select((eb) => eb.fn.max('finished').as('finished'))
		.where('project', '=', project)
		.executeTakeFirstOrThrow()
	return {
		devices: Number(devices),
		silentDevices: Number(silent),
		quarantined: Number(revisions),
		exportJobs: Number(jobs),
		oldestExport: oldest,
		lastBackup: finished,
	}
}
