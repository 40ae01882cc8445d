import { type RawBuilder, type SqlBool, sql } from 'kysely'

/** SQLite takes 32,766 values in one statement, PostgreSQL 65,535; no row has more than 26. */
const most = 500

export function inParts<Item>(items: readonly Item[], size = most): Item[][] {
	const parts: Item[][] = []
	for (let at = 0; at < items.length; at += size) parts.push(items.slice(at, at + size))
	return parts
}

/** Asks for many things a part at a time; the answers in the order of the parts. */
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
 * Of a project, beside many ids that no two projects share. SQLite does not know how many rows there are: it takes any index that
 * begins with the project for a way to ten of them, and would read the whole table rather than look up more ids than that.
 */
export const alsoOf = (project: string, column = 'project'): RawBuilder<SqlBool> =>
	sql<SqlBool>`${sql.ref(column)} || '' = ${project}`
