import { sql } from 'kysely'
import type { Session } from '../session.ts'
import { tableNames, tables } from '../tables/tables.ts'

/**
 * Deletes the rows about an erased record from every table whose definition says so: their texts may repeat
 * its content.
 */
export async function eraseRowsOfRecord({ db }: Session, record: string): Promise<void> {
	for (const name of tableNames) {
		const { erasure } = tables[name]
		if (erasure?.by === 'rows')
			await sql`delete from ${sql.table(name)} where ${sql.ref(erasure.record)} = ${record}`.execute(db)
	}
}
