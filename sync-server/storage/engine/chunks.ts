import { type RawBuilder, type SqlBool, sql } from 'kysely'

/** SQLite takes 32,766 values in one statement, PostgreSQL 65,535; no row has more than 26. */
const most = 500

export function inParts<Item>(items: readonly Item[], size = most): Item[][] {
	const parts: Item[][] = []
	for (let at = 0; at < items.length; at += size) parts.push(items.slice(at, at + size))
	return parts
}

/** Runs a query for many items in chunks; the rows are in the order of the chunks. */
export async function queryInChunks<Item, Row>(
	items: readonly Item[],
	ask: (part: Item[]) => Promise<Row[]>,
	size = most,
): Promise<Row[]> {
	const rows: Row[] = []
	for (const part of inParts(items, size)) for (const row of await ask(part)) rows.push(row)
	return rows
}

/**
 * Condition on the project that SQLite does not use to choose an index, for queries by many globally unique
 * ids. Without statistics, SQLite assumes that any index on the project leads to ten rows, and would scan the
 * whole project instead of looking more ids up than that.
 */
export const alsoOf = (project: string, column = 'project'): RawBuilder<SqlBool> =>
	sql<SqlBool>`${sql.ref(column)} || '' = ${project}`
