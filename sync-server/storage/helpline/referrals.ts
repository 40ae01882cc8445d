import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { immediateDanger } from '#shared/helpline/call-facts'
import { inParts, queryInChunks } from '../engine/chunks.ts'
import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

const closedShown = 20
/**
 * Maximum open referrals that are listed; further ones are only counted. Callers in danger and the oldest
 * come first.
 */
export const maxOpenReferrals = 300

export async function addReferrals(session: Session, rows: readonly Tables['referral'][]): Promise<void> {
	for (const part of inParts(rows)) await session.db.insertInto('referral').values(part).execute()
}

export async function deleteReferrals(session: Session, records: readonly string[]): Promise<void> {
	for (const part of inParts(records))
		await session.db.deleteFrom('referral').where('record', 'in', part).execute()
}

/** Returns the referrals of demonstration or real calls, with their calls. */
const referralsOf = (session: Session, demonstration: boolean) =>
	session.db
		.selectFrom('referral')
		.innerJoin('call', 'call.record', 'referral.record')
		.innerJoin('record', 'record.id', 'referral.record')
		.select(['referral.record', 'referral.department', 'record.name', 'call.began', 'call.urgency'])
		.where('call.project', '=', session.project)
		.where('call.demonstration', '=', demonstration ? 1 : 0)

/** Selects a column of the newest step; null if there is none. */
const lastStep = (column: 'step' | 'at'): RawBuilder<string | null> => sql`(
	select ${sql.ref(column)} from referral_step as last
	where last.record = referral.record and last.department = referral.department
	order by n desc limit 1)`

const isOpen = sql<SqlBool>`coalesce(${lastStep('step')}, '') != 'closed'`

/** Returns the open referrals: callers in danger first, then the oldest; without a known time last. */
export const openReferrals = (session: Session, demonstration: boolean) =>
	referralsOf(session, demonstration)
		.where(isOpen)
		.orderBy(sql`call.urgency != ${immediateDanger}`)
		.orderBy(sql`call.began is null`)
		.orderBy('call.began')
		.orderBy('referral.record')
		.orderBy('referral.department')
		.limit(maxOpenReferrals)
		.execute()

export async function countOpenReferrals(session: Session, demonstration: boolean): Promise<number> {
	const { open } = await session.db
		.selectFrom('referral')
		.innerJoin('call', 'call.record', 'referral.record')
		.select((eb) => eb.fn.countAll().as('open'))
		.where('call.project', '=', session.project)
		.where('call.demonstration', '=', demonstration ? 1 : 0)
		.where(isOpen)
		.executeTakeFirstOrThrow()
	return Number(open)
}

/** Returns the referrals closed most recently. */
export const closedReferrals = (session: Session, demonstration: boolean) =>
	referralsOf(session, demonstration)
		.where(sql<SqlBool>`${lastStep('step')} = 'closed'`)
		.orderBy(lastStep('at'), 'desc')
		.orderBy('referral.record')
		.orderBy('referral.department')
		.limit(closedShown)
		.execute()

/** Returns the referrals of calls that began in these months, `2023-05`. */
export const referralsBetween = (
	session: Session,
	demonstration: boolean,
	{ from, to }: { readonly from: string; readonly to: string },
) =>
	referralsOf(session, demonstration).where('call.month', '>=', from).where('call.month', '<=', to).execute()

/** True if the call was referred to the department, among demonstration or real calls. */
export const isReferred = async (
	session: Session,
	{ record, department }: Pick<Tables['referral'], 'record' | 'department'>,
	demonstration: boolean,
): Promise<boolean> =>
	(await referralsOf(session, demonstration)
		.where('referral.record', '=', record)
		.where('referral.department', '=', department)
		.executeTakeFirst()) !== undefined

/** Returns all steps of the referrals of these calls, oldest first. */
export const stepsOf = (session: Session, records: readonly string[]) =>
	queryInChunks(records, (part) =>
		session.db
			.selectFrom('referral_step')
			.innerJoin('person', 'person.id', 'referral_step.person')
			.select([
				'record',
				'department',
				'step',
				'ending',
				'referral_step.at',
				'referral_step.person',
				'person.name as by',
			])
			.where('record', 'in', part)
			.orderBy('n')
			.execute(),
	)

export async function addSteps(session: Session, rows: readonly Tables['referral_step'][]): Promise<void> {
	for (const part of inParts(rows)) await session.db.insertInto('referral_step').values(part).execute()
}
