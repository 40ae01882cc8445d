import type { Kysely } from 'kysely'
import type { Tables } from '../tables/tables.ts'

export type ClockRow = Omit<Tables['clock'], 'project'>

export const findClock = (db: Kysely<Tables>, project: string): Promise<ClockRow | undefined> =>
	db.selectFrom('clock').select(['trusted', 'jumped_at']).where('project', '=', project).executeTakeFirst()

export async function putClock(db: Kysely<Tables>, project: string, row: ClockRow): Promise<void> {
	await db
		.insertInto('clock')
		.values({ ...row, project })
		.onConflict((conflict) => conflict.column('project').doUpdateSet(row))
		.execute()
}

/** Returns the arrival time of the newest revision; undefined if there is none. */
export const newestReceived = async (db: Kysely<Tables>, project: string): Promise<string | undefined> =>
	(
		await db
			.selectFrom('revision')
			.select('received')
			.where('project', '=', project)
			.orderBy('seq', 'desc')
			.limit(1)
			.executeTakeFirst()
	)?.received
