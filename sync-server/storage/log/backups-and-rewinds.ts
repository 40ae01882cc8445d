import type { Restoration } from '#shared/sync/restoration'
import { selectHead } from '../engine/select-head.ts'
import type { Session } from '../session.ts'
import type { Store } from '../store.ts'
import type { Head } from '../tables/row-types.ts'

export interface HeadAndBackup extends Head {
	/** Sequence number up to which a finished and verified backup contains everything; 0 if there is none. */
	readonly backedUp: number
}

/** Returns the head of the log, and how far backups reach. */
export async function headAndBackup(session: Session): Promise<HeadAndBackup> {
	const { backedUp, ...head } = await selectHead(session.db, session.project)
		.select((eb) =>
			eb
				.selectFrom('backup')
				.select(({ fn }) => fn.max('seq').as('seq'))
				.where('project', '=', session.project)
				.as('backedUp'),
		)
		.executeTakeFirstOrThrow()
	return { ...head, backedUp: backedUp ?? 0 }
}

export async function recordBackup(
	session: Session,
	{ seq, chain, finished }: { seq: number; chain: string; finished: string },
): Promise<void> {
	await session.db
		.insertInto('backup')
		.values({ project: session.project, seq, chain, finished })
		.onConflict((conflict) => conflict.columns(['project', 'seq']).doUpdateSet({ finished }))
		.execute()
}

/** Records that a phone was ahead of this server, which must have been restored: they agree up to `match`. */
export async function recordRewind(store: Store, device: string, match: number, at: string): Promise<void> {
	await store.changing.db
		.insertInto('rewind')
		.values({ project: store.project, device, match, at, returned: 0 })
		.onConflict((conflict) => conflict.doNothing())
		.execute()
}

/** Adds to the count of lost revisions that this phone has returned. */
export async function recordReturnedRevisions(
	session: Session,
	device: string,
	count: number,
): Promise<void> {
	const last = await session.db
		.selectFrom('rewind')
		.select('match')
		.where('project', '=', session.project)
		.where('device', '=', device)
		.orderBy('at', 'desc')
		.limit(1)
		.executeTakeFirst()
	if (last)
		await session.db
			.updateTable('rewind')
			.set((eb) => ({ returned: eb('returned', '+', count) }))
			.where('project', '=', session.project)
			.where('device', '=', device)
			.where('match', '=', last.match)
			.execute()
}

/** Returns what phones have returned since this server was restored; null if no phone was ahead of it. */
export async function restoration(session: Session): Promise<Restoration | null> {
	const found = await session.db
		.selectFrom('rewind')
		.select((eb) => [
			eb.fn.min('at').as('since'),
			eb.fn.sum('returned').as('returned'),
			eb.fn.count('device').distinct().as('phones'),
		])
		.where('project', '=', session.project)
		.executeTakeFirst()
	if (!found?.since) return null
	const { since } = found
	const silent = await session.db
		.selectFrom('device')
		.select((eb) => eb.fn.countAll().as('phones'))
		.where('project', '=', session.project)
		.where('kind', '=', 'phone')
		.where('revoked', '=', 0)
		.where((eb) => eb.or([eb('last_seen', 'is', null), eb('last_seen', '<', since)]))
		.executeTakeFirstOrThrow()
	return {
		since,
		returned: Number(found.returned),
		phones: Number(found.phones),
		silent: Number(silent.phones),
	}
}
