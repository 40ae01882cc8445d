import { sql } from 'kysely'
import { inParts } from '../engine/chunks.ts'
import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'
import type { CoverageFilter } from './coverage.ts'

/** Columns of an interview that determine the counts it is part of. */
export const chartedColumns = [
	...(['demonstration', 'round', 'district', 'person', 'done_on', 'start_hour', 'minutes'] as const),
] as const
export type Charted = Pick<Tables['interview'], (typeof chartedColumns)[number]>

/**
 * Each entry counts completed interviews by one column; all columns together would make as many counts as
 * interviews.
 */
const charted = [
	{ about: 'day', of: 'done_on', isByPerson: true },
	{ about: 'hour', of: 'start_hour', isByPerson: false },
	{ about: 'minutes', of: 'minutes', isByPerson: false },
] as const
export type ChartedThing = (typeof charted)[number]['about']

const key = ['project', 'demonstration', 'round', 'about', 'district', 'person', 'value'] as const

/** Updates the counts for changed interviews. Runs in the transaction that changes their rows. */
export async function updateInterviewCounts(
	session: Session,
	before: readonly Charted[],
	after: readonly Charted[],
): Promise<void> {
	const changes = new Map<string, number>()
	const add = (row: Charted, sign: 1 | -1) => {
		for (const { about, of, isByPerson } of charted) {
			if (row[of] === null) continue
			const values = [
				row.demonstration,
				row.round,
				about,
				row.district,
				isByPerson ? row.person : '',
				row[of],
			]
			const figure = JSON.stringify(values)
			changes.set(figure, (changes.get(figure) ?? 0) + sign)
		}
	}
	for (const row of before) add(row, -1)
	for (const row of after) add(row, 1)
	const rows = [...changes].flatMap(([figure, interviews]) => {
		if (interviews === 0) return []
		const [demonstration, round, about, district, person, value] = JSON.parse(figure) as [0 | 1, ...string[]]
		const named = { round, about, district, person } as Record<
			'round' | 'about' | 'district' | 'person',
			string
		>
		return [{ project: session.project, demonstration, ...named, value: String(value), interviews }]
	})
	for (const part of inParts(rows))
		await session.db
			.insertInto('interview_count')
			.values(part)
			.onConflict((conflict) =>
				conflict.columns([...key]).doUpdateSet((eb) => ({
					interviews: eb('interview_count.interviews', '+', eb.ref('excluded.interviews')),
				})),
			)
			.execute()
	if (rows.some(({ interviews }) => interviews < 0))
		await session.db
			.deleteFrom('interview_count')
			.where('project', '=', session.project)
			.where('interviews', '=', sql.lit(0))
			.execute()
}

/** For a recount: the table, its columns, and how all rows are counted again. */
export const interviewCountTable = {
	table: 'interview_count',
	columns: [...key.slice(1), 'interviews'],
	async fill(session: Session): Promise<void> {
		for (const { about, of, isByPerson } of charted) {
			const person = isByPerson ? sql.ref('person') : sql.lit('')
			const grouped = isByPerson ? sql`, person` : sql``
			await sql`
				insert into interview_count (project, demonstration, round, about, district, person, value, interviews)
				select project, demonstration, round, ${sql.lit(about)}, district, ${person}, cast(${sql.ref(of)} as text), count(*)
				from interview where project = ${session.project} and ${sql.ref(of)} is not null
				group by project, demonstration, round, district, ${sql.ref(of)}${grouped}`.execute(session.db)
		}
	},
} as const

const figuresAbout = (
	session: Session,
	{ project, round, demonstration, districts }: CoverageFilter,
	about: ChartedThing,
) =>
	session.db
		.selectFrom('interview_count')
		.where('project', '=', project)
		.where('demonstration', '=', demonstration ? 1 : 0)
		.where('round', '=', round)
		.where('about', '=', about)
		.$if(districts !== 'all', (query) =>
			query.where('district', 'in', districts === 'all' || districts.length === 0 ? [''] : districts),
		)

/**
 * Returns, per day, how many enumerators completed how many interviews: `enumerators` people with
 * `interviews` each.
 */
export async function interviewsADay(
	session: Session,
	filter: CoverageFilter,
): Promise<{ day: string; interviews: number; enumerators: number }[]> {
	const rows = await session.db
		.selectFrom(
			figuresAbout(session, filter, 'day')
				.select(['value', 'person', sql<number>`sum(interviews)`.as('own')])
				.groupBy(['value', 'person'])
				.as('each_day'),
		)
		.select((eb) => ['value', 'own', eb.fn.countAll().as('enumerators')])
		.groupBy(['value', 'own'])
		.orderBy('value')
		.execute()
	return rows.map(({ value, own, enumerators }) => ({
		day: value,
		interviews: Number(own),
		enumerators: Number(enumerators),
	}))
}

export async function interviewsBy(
	session: Session,
	filter: CoverageFilter,
	about: 'hour' | 'minutes',
): Promise<{ district: string; value: number; interviews: number }[]> {
	const rows = await figuresAbout(session, filter, about)
		.select(['district', 'value', 'interviews'])
		.execute()
	return rows.map(({ district, value, interviews }) => ({
		district,
		value: Number(value),
		interviews: Number(interviews),
	}))
}
