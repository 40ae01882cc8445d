import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

export type LeaseRow = Pick<Tables['lease'], 'name' | 'holder' | 'beat' | 'ran_at'>
const columns = ['name', 'holder', 'beat', 'ran_at'] as const

export const findLease = (session: Session, name: string): Promise<LeaseRow | undefined> =>
	session.db
		.selectFrom('lease')
		.select(columns)
		.where('project', '=', session.project)
		.where('name', '=', name)
		.executeTakeFirst()

/** Creates a lease without a holder, unless it exists. */
export const createLease = (session: Session, name: string) =>
	session.db
		.insertInto('lease')
		.values({ project: session.project, name, holder: null, beat: 0, ran_at: null })
		.onConflict((conflict) => conflict.columns(['project', 'name']).doNothing())
		.execute()

const changeWhere = async (
	session: Session,
	{ name, holder, beat }: Pick<LeaseRow, 'name' | 'holder'> & { readonly beat?: number },
	change: { readonly holder?: string | null; readonly ran_at?: string },
): Promise<boolean> => {
	const { numUpdatedRows } = await session.db
		.updateTable('lease')
		.set((eb) => ({ ...change, beat: eb('beat', '+', 1) }))
		.where('project', '=', session.project)
		.where('name', '=', name)
		.where('holder', 'is not distinct from', holder)
		.$if(beat !== undefined, (query) => query.where('beat', '=', beat ?? 0))
		.executeTakeFirstOrThrow()
	return numUpdatedRows > 0n
}

/** Gives a lease to `holder`, if nobody has changed it since it was `seen`. */
export const takeLease = (session: Session, seen: LeaseRow, holder: string): Promise<boolean> =>
	changeWhere(session, { ...seen, beat: Number(seen.beat) }, { holder })

/** Renews a lease. False if the process does not hold it any more. */
export const renewLease = (session: Session, name: string, holder: string): Promise<boolean> =>
	changeWhere(session, { name, holder }, {})

/** `ranAt`: when the work ended, if it ended without an error. */
export const releaseLease = (
	session: Session,
	{ name, holder, ranAt }: { readonly name: string; readonly holder: string; readonly ranAt: string | null },
): Promise<boolean> =>
	changeWhere(session, { name, holder }, { holder: null, ...(ranAt === null ? {} : { ran_at: ranAt }) })

/** Releases all leases, when no other process can hold one. */
export const releaseAllLeases = (session: Session) =>
	session.db.updateTable('lease').set({ holder: null }).where('project', '=', session.project).execute()
