import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

export type LeaseRow = Omit<Tables['lease'], 'project'>
const columns = ['name', 'holder', 'beat', 'ran_at', 'failed_at', 'failure'] as const

export const findLease = (session: Session, name: string): Promise<LeaseRow | undefined> =>
	session.db
		.selectFrom('lease')
		.select(columns)
		.where('project', '=', session.project)
		.where('name', '=', name)
		.executeTakeFirst()

/** Returns every lease that a process ever held, by name. */
export async function listLeases(session: Session): Promise<Map<string, LeaseRow>> {
	const rows = await session.db
		.selectFrom('lease')
		.select(columns)
		.where('project', '=', session.project)
		.orderBy('name')
		.execute()
	return new Map(rows.map((row) => [row.name, row]))
}

/** Creates a lease without a holder, unless it exists. */
export const createLease = (session: Session, name: string) =>
	session.db
		.insertInto('lease')
		.values({
			project: session.project,
			name,
			holder: null,
			beat: 0,
			ran_at: null,
			failed_at: null,
			failure: null,
		})
		.onConflict((conflict) => conflict.columns(['project', 'name']).doNothing())
		.execute()

const changeWhere = async (
	session: Session,
	{ name, holder, beat }: Pick<LeaseRow, 'name' | 'holder'> & { readonly beat?: number },
	change: Partial<Pick<LeaseRow, 'holder' | 'ran_at' | 'failed_at' | 'failure'>>,
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

/** Result of the work that was done with a lease; null if there was nothing to do, or the lease was lost. */
export type WorkOutcome = { readonly at: string; readonly failure: string | null } | null

export const releaseLease = (
	session: Session,
	name: string,
	holder: string,
	outcome: WorkOutcome,
): Promise<boolean> => changeWhere(session, { name, holder }, { holder: null, ...outcomeColumns(outcome) })

function outcomeColumns(outcome: WorkOutcome): Partial<Pick<LeaseRow, 'ran_at' | 'failed_at' | 'failure'>> {
	if (outcome === null) return {}
	const { at, failure } = outcome
	return failure === null ? { ran_at: at, failed_at: null, failure: null } : { failed_at: at, failure }
}

/** Releases all leases, when no other process can hold one. */
export const releaseAllLeases = (session: Session) =>
	session.db.updateTable('lease').set({ holder: null }).where('project', '=', session.project).execute()
