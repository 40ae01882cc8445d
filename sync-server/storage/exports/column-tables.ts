import { findProgress, resetProjection, saveProgress } from '../background/projections.ts'
import { inParts } from '../engine/chunks.ts'
import type { Session } from '../session.ts'

/** Name of the cached tables as a projection, of which each table is a part. */
const name = 'table-columns'

export interface ColumnTable {
	readonly id: string
	/** Digest of other dependencies: if it differs, the cache is built again. */
	readonly state: string
	/** Last sequence number that it includes. */
	readonly seq: number
	/** Time of its last use. */
	readonly used: string
}

export async function findColumnTable(session: Session, id: string): Promise<ColumnTable | undefined> {
	const row = await session.db
		.selectFrom('column_table')
		.select(['id', 'used'])
		.where('project', '=', session.project)
		.where('id', '=', id)
		.executeTakeFirst()
	// A backup has the progress, but not the columns.
	const progress = row && (await findProgress(session, name, id))
	return progress && { ...row, state: progress.version, seq: Number(progress.cursor) }
}

export async function saveColumnTable(session: Session, { id, state, seq, used }: ColumnTable) {
	await session.db
		.insertInto('column_table')
		.values({ project: session.project, id, used })
		.onConflict((conflict) => conflict.columns(['project', 'id']).doNothing())
		.execute()
	await saveProgress(session, { name, part: id, version: state, cursor: String(seq) })
}

export const touchColumnTable = (session: Session, id: string, used: string) =>
	session.db
		.updateTable('column_table')
		.set({ used })
		.where('project', '=', session.project)
		.where('id', '=', id)
		.execute()

/** Returns the ids of tables that were not used since a time. */
export async function listUnusedColumnTables(session: Session, since: string): Promise<string[]> {
	const rows = await session.db
		.selectFrom('column_table')
		.select('id')
		.where('project', '=', session.project)
		.where('used', '<', since)
		.execute()
	return rows.map(({ id }) => id)
}

/** Returns the numbers of the stored parts, in ascending order. */
export async function listColumnParts(session: Session, table: string): Promise<number[]> {
	const rows = await session.db
		.selectFrom('column_part')
		.select('part')
		.where('project', '=', session.project)
		.where('column_table', '=', table)
		.where('name', '=', '')
		.orderBy('part')
		.execute()
	return rows.map(({ part }) => Number(part))
}

/** Returns columns of some parts, by part and name. `names`: null for all. */
export async function findColumnParts(
	session: Session,
	table: string,
	parts: readonly number[],
	names: readonly string[] | null,
): Promise<Map<number, Map<string, Uint8Array>>> {
	const rows = await session.db
		.selectFrom('column_part')
		.select(['part', 'name', 'bytes'])
		.where('project', '=', session.project)
		.where('column_table', '=', table)
		.where('part', 'in', parts)
		.$if(names !== null, (query) => query.where('name', 'in', names ?? []))
		.execute()
	const found = new Map(parts.map((part) => [part, new Map<string, Uint8Array>()]))
	for (const { part, name, bytes } of rows) found.get(Number(part))?.set(name, bytes)
	return found
}

export async function saveColumnParts(
	session: Session,
	table: string,
	part: number,
	columns: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
	const rows = [...columns].map(([name, bytes]) => ({
		project: session.project,
		column_table: table,
		part,
		name,
		bytes,
	}))
	for (const some of inParts(rows))
		await session.db
			.insertInto('column_part')
			.values(some)
			.onConflict((conflict) =>
				conflict
					.columns(['project', 'column_table', 'part', 'name'])
					.doUpdateSet(({ ref }) => ({ bytes: ref('excluded.bytes') })),
			)
			.execute()
}

/** Deletes a cached table. `table`: null for every one. They are created again by the next query. */
export async function deleteColumnTables(session: Session, table: string | null = null): Promise<void> {
	await session.db
		.deleteFrom('column_part')
		.where('project', '=', session.project)
		.$if(table !== null, (query) => query.where('column_table', '=', table ?? ''))
		.execute()
	await session.db
		.deleteFrom('column_table')
		.where('project', '=', session.project)
		.$if(table !== null, (query) => query.where('id', '=', table ?? ''))
		.execute()
	await resetProjection(session, name, table)
}
