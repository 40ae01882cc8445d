import type { Session } from '../session.ts'

export interface OperationFigures {
	/** Active phones. */
	readonly devices: number
	/** Those of them seen after the earlier time. */
	readonly seenDevices: number
	/** Those of these that were not seen after the later time. */
	readonly silentDevices: number
	/** Quarantined revisions that nobody has rejected. */
	readonly quarantined: number
	/** Time at which the oldest of them arrived. */
	readonly oldestQuarantined: string | null
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
	const { devices, seen, silent } = await session.db
		.selectFrom('device')
		.select((eb) => [
			eb.fn.countAll().as('devices'),
			eb.fn.countAll().filterWhere('last_seen', '>', seenAfter).as('seen'),
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
	const { revisions, received } = await session.db
		.selectFrom('quarantine')
		.select((eb) => [eb.fn.countAll().as('revisions'), eb.fn.min('received').as('received')])
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
		seenDevices: Number(seen),
		silentDevices: Number(silent),
		quarantined: Number(revisions),
		oldestQuarantined: received,
		exportJobs: Number(jobs),
		oldestExport: oldest,
		lastBackup: finished,
	}
}
