import type { ControlledTransaction, Kysely } from 'kysely'
import type { Head } from '../tables/row-types.ts'
import type { Tables } from '../tables/tables.ts'
import type { Writing } from './engine.ts'

/** The newest sequence number of a project and the chain there. */
export const selectHead = (db: Kysely<Tables>, project: string) =>
	db.selectFrom('head').select(['seq', 'chain']).where('project', '=', project)

/** Reads the head in a transaction that has begun, and ends it if that fails: it would lock out every writer. */
export async function writingFrom(
	trx: ControlledTransaction<Tables>,
	query: { executeTakeFirstOrThrow(): Promise<Head> },
): Promise<Writing> {
	try {
		return { trx, head: await query.executeTakeFirstOrThrow() }
	} catch (thrown) {
		await trx
			.rollback()
			.execute()
			.catch(() => {})
		throw thrown
	}
}
