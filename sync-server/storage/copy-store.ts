import type { Kysely } from 'kysely'
import type { Session } from './session.ts'
import { type TableName, type Tables, tableNames, tables } from './tables/tables.ts'

type RowCounts = Readonly<Record<TableName, number>>

/**
 * Copies every table of a backup from one store into another with empty tables, of either kind, in batches.
 * Returns the number of rows by table; 0 for tables that are not in backups. `from` must not change meanwhile.
 */
export async function copyStore(from: Session, to: Session): Promise<RowCounts> {
	const counts = Object.fromEntries(tableNames.map((name) => [name, 0])) as Record<TableName, number>
	await to.db.transaction().execute(async (trx) => {
		for (const name of tableNames) {
			const rows = tables[name].backup
			if (rows !== null) counts[name] = await copyTable(from.db, trx, name, rows)
		}
	})
	return counts
}

async function copyTable(
	from: Kysely<Tables>,
	to: Kysely<Tables>,
	table: TableName,
	rowsPerInsert: number,
): Promise<number> {
	// Rows are copied as they are: the columns belong to the table.
	const insert = (rows: readonly object[]) =>
		to
			.insertInto(table)
			.values(rows as never)
			.execute()
	let waiting: object[] = []
	let count = 0
	for await (const row of from.selectFrom(table).selectAll().stream(rowsPerInsert)) {
		waiting.push(row)
		count++
		if (waiting.length < rowsPerInsert) continue
		await insert(waiting)
		waiting = []
	}
	if (waiting.length > 0) await insert(waiting)
	return count
}

/** Counts the rows of each table. */
export async function countRows({ db }: Session): Promise<RowCounts> {
	const counts = {} as Record<TableName, number>
	for (const table of tableNames) {
		const row = await db
			.selectFrom(table)
			.select((eb) => eb.fn.countAll().as('rows'))
			.executeTakeFirstOrThrow()
		counts[table] = Number(row.rows)
	}
	return counts
}

/** Deletes the row that a new store begins with, so that the one of another store can be copied. */
export async function clearHead({ db }: Session): Promise<void> {
	await db.deleteFrom('head').execute()
}

/** Deletes what is not in backups: sessions, leases, exports and what a table of the desk has computed. */
export async function clearTablesWithoutBackup({ db }: Session): Promise<void> {
	for (const name of tableNames) if (tables[name].backup === null) await db.deleteFrom(name).execute()
}
