import { sql } from 'kysely'
import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

const handoversShown = 5
const doneShown = 20

/** Returns calls that wait for a call-back, oldest first. */
export const waitingCalls = (session: Session, demonstration: boolean) =>
	session.db
		.selectFrom('call')
		.innerJoin('record', 'record.id', 'call.record')
		.leftJoin('call_back', 'call_back.record', 'call.record')
		.leftJoin('person', 'person.id', 'call_back.taken_by')
		.select([
			...(['call.record', 'record.name', 'call.began', 'call.category', 'record.answers'] as const),
			...(['call_back.taken_by', 'person.name as taker'] as const),
		])
		.where('call.project', '=', session.project)
		.where('awaits_call_back', '=', 1)
		.where('call.demonstration', '=', demonstration ? 1 : 0)
		.where('done_by', 'is', null)
		// calls without a known time come last on either database
		.orderBy(sql`call.began is null`)
		.orderBy('call.began')
		.orderBy('call.record')
		.execute()

/** Returns the call-backs completed most recently. */
export const doneCalls = (session: Session, demonstration: boolean) =>
	session.db
		.selectFrom('call_back')
		.innerJoin('call', 'call.record', 'call_back.record')
		.innerJoin('record', 'record.id', 'call.record')
		.innerJoin('person', 'person.id', 'call_back.done_by')
		.select(['call_back.record', 'record.name', 'person.name as by', 'call_back.at'])
		.where('call_back.project', '=', session.project)
		.where('call.demonstration', '=', demonstration ? 1 : 0)
		.orderBy('call_back.at', 'desc')
		.limit(doneShown)
		.execute()

/** True if the call waits for a call-back, among demonstration or real calls. */
export const isWaiting = async (session: Session, record: string, demonstration: boolean): Promise<boolean> =>
	(await session.db
		.selectFrom('call')
		.select('record')
		.where('record', '=', record)
		.where('project', '=', session.project)
		.where('awaits_call_back', '=', 1)
		.where('demonstration', '=', demonstration ? 1 : 0)
		.executeTakeFirst()) !== undefined

export const findCallBack = (
	session: Session,
	record: string,
): Promise<Pick<Tables['call_back'], 'taken_by' | 'done_by' | 'at'> | undefined> =>
	session.db
		.selectFrom('call_back')
		.select(['taken_by', 'done_by', 'at'])
		.where('record', '=', record)
		.executeTakeFirst()

export async function saveCallBack(session: Session, row: Tables['call_back']): Promise<void> {
	await session.db
		.insertInto('call_back')
		.values(row)
		.onConflict((conflict) => conflict.column('record').doUpdateSet(row))
		.execute()
}

/** Returns the newest handovers first. */
export const lastHandovers = (session: Session, demonstration: boolean) =>
	session.db
		.selectFrom('handover')
		.innerJoin('person', 'person.id', 'handover.person')
		.leftJoin('person as next', 'next.id', 'handover.confirmed_by')
		.select([
			...(['handover.n', 'handover.person', 'handover.at', 'handover.calls', 'handover.open'] as const),
			...(['handover.referrals', 'handover.note', 'person.name as by', 'next.name as confirmedBy'] as const),
		])
		.where('handover.project', '=', session.project)
		.where('handover.demonstration', '=', demonstration ? 1 : 0)
		.orderBy('handover.n', 'desc')
		.limit(handoversShown)
		.execute()

/** Counts the calls that began after `since`, ISO. */
export async function countCallsSince(
	session: Session,
	demonstration: boolean,
	since: string,
): Promise<number> {
	const { calls } = await session.db
		.selectFrom('call')
		.select((eb) => eb.fn.countAll().as('calls'))
		.where('project', '=', session.project)
		.where('demonstration', '=', demonstration ? 1 : 0)
		.where('began', '>', since)
		.executeTakeFirstOrThrow()
	return Number(calls)
}

export async function addHandover(session: Session, row: Omit<Tables['handover'], 'n'>): Promise<void> {
	const last = await session.db
		.selectFrom('handover')
		.select((eb) => eb.fn.max('n').as('n'))
		.where('project', '=', row.project)
		.executeTakeFirst()
	await session.db
		.insertInto('handover')
		.values({ ...row, n: Number(last?.n ?? 0) + 1 })
		.execute()
}

/** Confirms a handover. Its author cannot confirm it, and the first confirmation stays. */
export async function confirmHandover(
	session: Session,
	{ project, n, person }: { readonly project: string; readonly n: number; readonly person: string },
): Promise<void> {
	await session.db
		.updateTable('handover')
		.set({ confirmed_by: person })
		.where('project', '=', project)
		.where('n', '=', n)
		.where('person', '!=', person)
		.where('confirmed_by', 'is', null)
		.execute()
}
