import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

export type ClockRow = Omit<Tables['clock'], 'project'>

export const findClock = (session: Session): Promise<ClockRow | undefined> =>
	session.db
		.selectFrom('clock')
		.select(['trusted', 'jumped_at'])
		.where('project', '=', session.project)
		.executeTakeFirst()

export async function putClock(session: Session, row: ClockRow): Promise<void> {
	await session.db
		.insertInto('clock')
		.values({ ...row, project: session.project })
		.onConflict((conflict) => conflict.column('project').doUpdateSet(row))
		.execute()
}

/** Returns the arrival time of the newest revision; undefined if there is none. */
export const newestReceived = async (session: Session): Promise<string | undefined> =>
	(
		await session.db
			.selectFrom('revision')
			.select('received')
			.where('project', '=', session.project)
			.orderBy('seq', 'desc')
			.limit(1)
			.executeTakeFirst()
	)?.received
