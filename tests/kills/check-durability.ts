import { verifyStore } from '../../sync-server/backup/verify-store.ts'
import type { Store } from '../../sync-server/storage/store.ts'

/** A promise of the server that it broke. */
export class LostData extends Error {
	override readonly name = 'NotKept'
}

const numbered = ['revision', 'quarantine', 'chain_link'] as const

/**
 * Checks a store at rest against the server's responses: everything acknowledged is there once; sequence
 * numbers have no gap, and the chain is valid; every record matches its revisions; the feed has each
 * revision once.
 * @throws LostData, or BackupError for a broken chain
 */
export async function checkNothingLost(
	store: Store,
	acked: Iterable<string>,
): Promise<{ revisions: number }> {
	const where = new Map<string, string>()
	const numbers: number[] = []
	for (const table of numbered)
		for (const { id, seq } of await store.reading.db.selectFrom(table).select(['id', 'seq']).execute()) {
			numbers.push(seq)
			if (table === 'chain_link') continue
			if (where.has(id)) throw new LostData(`${id} is in ${table} and in ${where.get(id)}`)
			where.set(id, table)
		}
	for (const id of acked) if (!where.has(id)) throw new LostData(`${id} was acknowledged and is not there`)
	const { seq: head } = await store.head()
	numbers.sort((a, b) => a - b)
	if (numbers.length !== head || numbers.some((seq, i) => seq !== i + 1))
		throw new LostData(`of ${head} numbers there are ${numbers.length}, or one is there twice`)
	const { stale } = await verifyStore(store)
	if (stale > 0) throw new LostData(`${stale} records do not say what their revisions say`)
	await checkFeed(store)
	return { revisions: where.size }
}

/** Checks that every effective revision is in the feed once, with its own sequence number. */
async function checkFeed({ reading }: Store): Promise<void> {
	const unannounced = await reading.db
		.selectFrom('revision')
		.leftJoin('feed', (join) =>
			join.onRef('feed.ref', '=', 'revision.id').onRef('feed.seq', '=', 'revision.seq'),
		)
		.select('revision.id')
		.where('feed.seq', 'is', null)
		.execute()
	if (unannounced.length > 0)
		throw new LostData(`nobody is told of ${unannounced.map(({ id }) => id).join()}`)
	const announced = await reading.db.selectFrom('feed').select('ref').where('kind', '=', 'revision').execute()
	if (new Set(announced.map(({ ref }) => ref)).size !== announced.length)
		throw new LostData('something is told twice')
}
