import { finishedStatuses } from '#shared/coverage/coverage'
import type { CallCounts } from '#shared/helpline/call-counts'
import { callFactsVersion, missedCall, wrongNumber } from '#shared/helpline/call-facts'
import type { Role } from '#shared/people/roles'
import { helplineForm } from '#shared/study/record-attributes'
import { inParts } from '../engine/chunks.ts'
import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'
import { addReferrals, deleteReferrals } from './referrals.ts'

export type CallRow = Omit<Tables['call'], 'project'> & {
	/** Departments to which the call was referred, or may be. */
	readonly departments: readonly string[]
}

/** Replaces the rows of these records. */
export async function saveCalls(session: Session, rows: readonly CallRow[]): Promise<void> {
	const calls = rows.map(({ departments: _, ...row }) => ({ ...row, project: session.project }))
	await deleteCalls(
		session,
		calls.map(({ record }) => record),
	)
	for (const part of inParts(calls)) await session.db.insertInto('call').values(part).execute()
	await addReferrals(
		session,
		rows.flatMap(({ record, departments }) =>
			departments.map((department) => ({ project: session.project, record, department })),
		),
	)
}

export async function deleteCalls(session: Session, records: readonly string[]): Promise<void> {
	for (const part of inParts(records))
		await session.db.deleteFrom('call').where('record', 'in', part).execute()
	await deleteReferrals(session, records)
}

interface CallFilter {
	readonly code: string
	readonly demonstration: boolean
}

/** Returns the calls of a round that were recorded here (not imported), from the log that this role reads. */
export const callsIn = (
	session: Session,
	{ code, demonstration }: CallFilter,
	reader: Role,
): Promise<Pick<Tables['call'], 'operator' | 'channel' | 'category' | 'gender' | 'max_seconds'>[]> =>
	session.db
		.selectFrom('record')
		.innerJoin('call', 'call.record', 'record.id')
		.select(['operator', 'channel', 'category', 'gender', 'max_seconds'])
		.where('record.project', '=', session.project)
		.where('form', '=', helplineForm)
		.where('round', '=', code)
		.where('record.demonstration', '=', demonstration ? 1 : 0)
		.where('readers', 'like', `% ${reader} %`)
		.where('is_imported', '=', 0)
		.orderBy('id')
		.execute()

/** Returns up to `most` finished calls after an id without facts, or with facts of another version. */
export async function callsWithoutFacts(session: Session, after: string, most: number): Promise<string[]> {
	const rows = await session.db
		.selectFrom('record')
		.leftJoin('call', 'call.record', 'record.id')
		.select('id')
		.where('record.project', '=', session.project)
		.where('form', '=', helplineForm)
		.where('id', '>', after)
		.where('status', 'in', finishedStatuses)
		.where('void', '=', 0)
		.where('projection_error', 'is', null)
		.where((eb) => eb.or([eb('facts_version', 'is', null), eb('facts_version', '!=', callFactsVersion)]))
		.orderBy('id')
		.limit(most)
		.execute()
	return rows.map(({ id }) => id)
}

/** Counts calls by kind, unordered. */
export async function countCalls(session: Session, demonstration: boolean): Promise<CallCounts> {
	const some = session.db
		.selectFrom('call')
		.select(['month', (eb) => eb.fn.countAll().as('calls')])
		.where('project', '=', session.project)
		.where('demonstration', '=', demonstration ? 1 : 0)
	const calls = await some
		.select(['channel', 'category', 'gender'])
		.groupBy(['month', 'channel', 'category', 'gender'])
		.execute()
	const places = await some
		.select('district')
		.where('channel', '!=', missedCall)
		.where('category', '!=', wrongNumber)
		.groupBy(['month', 'district'])
		.execute()
	const uncounted = await callsWithoutFacts(session, '', 1)
	return {
		demonstration,
		isWhole: uncounted.length === 0,
		calls: calls.map(({ channel, calls: many, ...row }) => ({
			...row,
			isMissed: channel === missedCall,
			calls: Number(many),
		})),
		places: places.map(({ calls: many, ...row }) => ({ ...row, calls: Number(many) })),
	}
}
