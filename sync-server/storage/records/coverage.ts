import { sql } from 'kysely'
import { type CoverageCount, finishedStatuses } from '#shared/coverage/coverage'
import type { DayCount } from '#shared/coverage/projected-finish'
import type { DistrictScope } from '#shared/people/roles'
import { coverageForms } from '#shared/study/record-attributes'
import type { Session } from '../session.ts'
import { hasConflictSince } from './records.ts'

export interface CoverageFilter {
	readonly project: string
	readonly round: string
	readonly demonstration: boolean
	readonly districts: DistrictScope
}

const named = (districts: readonly string[]) => (districts.length > 0 ? districts : [''])
const orNull = (text: string): string | null => (text === '' ? null : text)

const figures = (
	session: Session,
	table: 'record_count_by_day' | 'record_count_by_cluster',
	{ project, round, demonstration, districts }: CoverageFilter,
) =>
	session.db
		// both tables have all columns that are named here
		.selectFrom(table as 'record_count_by_day')
		.where('project', '=', project)
		.where('demonstration', '=', demonstration ? 1 : 0)
		.where('round', '=', round)
		.where('void', '=', 0)
		// records that only some roles may read are not part of coverage
		.where('readers', '=', '')
		.$if(districts !== 'all', (query) =>
			query.where('district', 'in', districts === 'all' ? [] : named(districts)),
		)

const kinds = [...(['district', 'form', 'outcome', 'disposition', 'sex', 'status'] as const)] as const
const sums = [
	sql<number>`sum(records)`.as('records'),
	sql<number>`sum(disputed)`.as('disputed'),
	sql<number>`sum(open_conflicts)`.as('openConflicts'),
] as const

interface SummedRow {
	readonly district: string
	readonly form: string
	readonly outcome: string
	readonly disposition: string
	readonly sex: string
	readonly status: string
	readonly records: number
	readonly disputed: number
	readonly openConflicts: number
}
const asCount = (row: SummedRow): CoverageCount => ({
	form: row.form,
	status: row.status,
	district: orNull(row.district),
	outcome: orNull(row.outcome),
	disposition: orNull(row.disposition),
	sex: orNull(row.sex),
	records: Number(row.records),
	conflicts: Number(row.disputed),
	openConflicts: Number(row.openConflicts),
})

/** Counts the records that are not void by the columns of coverage. */
export async function countForCoverage(session: Session, filter: CoverageFilter): Promise<CoverageCount[]> {
	const rows = await figures(session, 'record_count_by_day', filter)
		.select([...kinds, ...sums])
		.groupBy([...kinds])
		.execute()
	return rows.map(asCount)
}

/** Counts the records of one district by cluster. The cluster is '' if the record has none. */
export async function countClusters(
	session: Session,
	filter: CoverageFilter,
): Promise<(CoverageCount & { cluster: string })[]> {
	const rows = await figures(session, 'record_count_by_cluster', filter)
		.select([sql<string>`cluster`.as('cluster'), ...kinds, ...sums])
		.groupBy([sql`cluster`, ...kinds])
		.execute()
	return rows.map((row) => ({ ...asCount(row), cluster: row.cluster }))
}

/** Counts completed interviews by district and by the day on which they were finished. */
export async function doneByDay(session: Session, filter: CoverageFilter): Promise<Map<string, DayCount[]>> {
	const rows = await figures(session, 'record_count_by_day', filter)
		.select(['district', 'day', sql<number>`sum(records)`.as('done')])
		.where('form', '=', coverageForms.household)
		.where('outcome', '=', 'done')
		.where('status', 'in', finishedStatuses)
		.where('day', '!=', '')
		.groupBy(['district', 'day'])
		.orderBy('district')
		.orderBy('day')
		.execute()
	const found = new Map<string, DayCount[]>()
	for (const { district, day, done } of rows)
		found.set(district, [...(found.get(district) ?? []), { day, done: Number(done) }])
	return found
}

/** Returns the first day on which an interview was completed; null before it. */
export async function firstDoneDay(session: Session, filter: CoverageFilter): Promise<string | null> {
	const found = await figures(session, 'record_count_by_day', filter)
		.select(sql<string | null>`min(day)`.as('day'))
		.where('form', '=', coverageForms.household)
		.where('outcome', '=', 'done')
		.where('status', 'in', finishedStatuses)
		.where('day', '!=', '')
		.where('records', '>', 0)
		.executeTakeFirst()
	return found?.day ?? null
}

/**
 * Returns the last sequence number of a revision received before a time. Numbers and arrival times ascend
 * together, so a binary search needs a few queries among millions.
 */
export async function lastNumberBefore(session: Session, time: string): Promise<number> {
	const { head = 0 } =
		(await session.db
			.selectFrom('head')
			.select('seq as head')
			.where('project', '=', session.project)
			.executeTakeFirst()) ?? {}
	let [low, high] = [0, Number(head)]
	while (low < high) {
		const middle = Math.ceil((low + high) / 2)
		const at = await session.db
			.selectFrom('revision')
			.select(['seq', 'received'])
			.where('project', '=', session.project)
			.where('seq', '<=', middle)
			.orderBy('seq', 'desc')
			.limit(1)
			.executeTakeFirst()
		if (!at || at.received < time) low = middle
		else high = Number(at.seq) - 1
	}
	return low
}

export interface Lately {
	readonly interviews: number
	readonly returned: number
	readonly disputed: number
}

/** Counts changes since a sequence number by district, from changed records only. */
export async function countSince(
	session: Session,
	{ project, round, demonstration }: CoverageFilter,
	seq: number,
): Promise<Map<string, Lately>> {
	const isFinished = sql`status in (${sql.join(finishedStatuses)})`
	const countWhere = (fits: ReturnType<typeof sql>) => sql<number>`sum(case when ${fits} then 1 else 0 end)`
	const rows = await session.db
		.selectFrom('record')
		.select([
			'district',
			countWhere(
				sql`form = ${coverageForms.household} and outcome = 'done' and ${isFinished} and finished_seq > ${seq}`,
			).as('interviews'),
			countWhere(sql`status = 'returned'`).as('returned'),
			countWhere(sql`open_conflicts > 0 and ${isFinished} and ${hasConflictSince(seq)}`).as('disputed'),
		])
		.where('project', '=', project)
		.where('last_seq', '>', seq)
		.where('demonstration', '=', demonstration ? 1 : 0)
		.where('round', '=', round)
		.where('void', '=', 0)
		.where('readers', '=', '')
		.groupBy('district')
		.execute()
	return new Map(
		rows.map(({ district, interviews, returned, disputed }) => [
			district ?? '',
			{ interviews: Number(interviews), returned: Number(returned), disputed: Number(disputed) },
		]),
	)
}

/** Returns the phones of enumerators that have synced, each with its last inventory. */
export const phonesOfEnumerators = (session: Session) =>
	session.db
		.selectFrom('device')
		.innerJoin('person', 'person.id', 'device.person')
		.select([
			'person.districts',
			'person.demonstration',
			'device.last_seen as lastSeen',
			'device.inventory',
			'device.revoked',
			'person.active',
		])
		.where('device.project', '=', session.project)
		.where('device.kind', '=', 'phone')
		// helpline operators work elsewhere, so their phones are no evidence about a district
		.where('person.role', '=', 'enumerator')
		.where('device.last_seen', 'is not', null)
		.execute()
