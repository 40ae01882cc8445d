import type { Kysely } from 'kysely'
import { inParts } from '../engine/chunks.ts'
import type { Tables } from '../tables/tables.ts'

export type ColumnTableRow = Tables['column_table']

export const findColumnTable = (
	db: Kysely<Tables>,
	project: string,
	id: string,
): Promise<ColumnTableRow | undefined> =>
	db
		.selectFrom('column_table')
		.selectAll()
		.where('project', '=', project)
		.where('id', '=', id)
		.executeTakeFirst()

export const saveColumnTable = (db: Kysely<Tables>, row: ColumnTableRow) =>
	db
		.insertInto('column_table')
		.values(row)
		.onConflict((conflict) =>
			conflict
				.columns(['project', 'id'])
				.doUpdateSet(({ ref }) => ({ state: ref('excluded.state'), seq: ref('excluded.seq') })),
		)
		.execute()

export const touchColumnTable = (db: Kysely<Tables>, project: string, id: string, used: string) =>
	db.updateTable('column_table').set({ used }).where('project', '=', project).where('id', '=', id).execute()

/** Returns the ids of tables that were not used since a time. */
export async function listUnusedColumnTables(
	db: Kysely<Tables>,
	project: string,
	since: string,
): Promise<string[]> {
	const rows = await db
		.selectFrom('column_table')
		.select('id')
		.where('project', '=', project)
		.where('used', '<', since)
		.execute()
	return rows.map(({ id }) => id)
}

/** Returns the numbers of the stored parts, in ascending order. */
export async function listColumnParts(db: Kysely<Tables>, project: string, table: string): Promise<number[]> {
	const rows = await db
		.selectFrom('column_part')
		.select('part')
		.where('project', '=', project)
		.where('column_table', '=', table)
		.where('name', '=', '')
		.orderBy('part')
		.execute()
	return rows.map(({ part }) => Number(part))
}

/** Returns columns of some parts, by part and name. `names`: null for all. */
export async function findColumnParts(
	db: Kysely<Tables>,
	project: string,
	table: string,
	parts: readonly number[],
	names: readonly string[] | null,
): Promise<Map<number, Map<string, Uint8Array>>> {
	const rows = await db
		.selectFrom('column_part')
		.select(['part', 'name', 'bytes'])
		.where('project', '=', project)
		.where('column_table', '=', table)
		.where('part', 'in', parts)
		.$if(names !== null, (query) => query.where('name', 'in', names ?? []))
		.execute()
	const found = new Map(parts.map((part) => [part, new Map<string, Uint8Array>()]))
	for (const { part, name, bytes } of rows) found.get(Number(part))?.set(name, bytes)
	return found
}

export async function saveColumnParts(
	db: Kysely<Tables>,
	project: string,
	table: string,
	part: number,
	columns: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
	const rows = [...columns].map(([name, bytes]) => ({ project, column_table: table, part, name, bytes }))
	for (const some of inParts(rows))
		await db
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
export async function deleteColumnTables(
	db: Kysely<Tables>,
	project: string,
	table: string | null = null,
): Promise<void> {
	await db
		.deleteFrom('column_part')
		.where('project', '=', project)
		.$if(table !== null, (query) => query.where('column_table', '=', table ?? ''))
		.execute()
	await db
		.deleteFrom('column_table')
		.where('project', '=', project)
		.$if(table !== null, (query) => query.where('id', '=', table ?? ''))
		.execute()
}
