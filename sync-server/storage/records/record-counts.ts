import { sql } from 'kysely'
import { inParts, queryInChunks } from '../engine/chunks.ts'
import type { Session } from '../session.ts'
import type { RecordRow } from '../tables/row-types.ts'
import { interviewCountTable } from './interview-counts.ts'

/** Columns of a record that determine the counts it is part of. */
const countedColumns = [
	...(['demonstration', 'round', 'district', 'cluster', 'form', 'sex', 'status', 'outcome'] as const),
	...(['disposition', 'finished_on', 'void', 'readers', 'open_conflicts'] as const),
] as const satisfies readonly (keyof RecordRow)[]
export type CountedRecord = Pick<RecordRow, (typeof countedColumns)[number]>

/** A record before and after a change; null if it is not counted. */
interface Move {
	readonly before: CountedRecord | null
	readonly after: CountedRecord | null
}

/** Both tables count the same records, each by one column that would make the other table too long. */
const grains = [
	{ table: 'record_count_by_day', column: 'day', of: 'finished_on' },
	{ table: 'record_count_by_cluster', column: 'cluster', of: 'cluster' },
] as const
type Grain = (typeof grains)[number]

const shared = [
	...(['demonstration', 'round', 'district', 'form', 'sex', 'status', 'outcome', 'disposition'] as const),
	...(['void', 'readers'] as const),
] as const
const sums = ['records', 'disputed', 'open_conflicts'] as const

/** Returns the counted columns of these records. */
export async function findCountedColumns(
	session: Session,
	ids: readonly string[],
): Promise<Map<string, CountedRecord>> {
	const rows = await queryInChunks(ids, (part) =>
		session.db
			.selectFrom('record')
			.select(['id', ...countedColumns])
			.where('id', 'in', part)
			.execute(),
	)
	return new Map(rows.map(({ id, ...row }) => [id, row]))
}

/** Updates the counts for changed records. Runs in the transaction that changes their rows. */
export async function updateCounts(session: Session, moves: readonly Move[]): Promise<void> {
	for (const grain of grains) {
		const changes = changesOf(session.project, grain, moves)
		for (const part of inParts(changes))
			await session.db
				.insertInto(grain.table)
				// the two tables differ in the name of one column
				.values(part as never)
				.onConflict((conflict) =>
					conflict
						.columns(['project', grain.column, ...shared] as never[])
						.doUpdateSet((eb) =>
							Object.fromEntries(
								sums.map((sum) => [sum, eb(eb.ref(`${grain.table}.${sum}`), '+', eb.ref(`excluded.${sum}`))]),
							),
						),
				)
				.execute()
		if (changes.some(({ records }) => records < 0))
			await session.db
				.deleteFrom(grain.table)
				.where('project', '=', session.project)
				.where('records', '=', sql.lit(0))
				.execute()
	}
}

/** Returns a row for each count that changes, with the difference. */
function changesOf(project: string, { column, of }: Grain, moves: readonly Move[]) {
	const found = new Map<string, { records: number; disputed: number; open_conflicts: number }>()
	const add = (row: CountedRecord | null, sign: 1 | -1) => {
		if (!row) return
		const key = JSON.stringify([...shared.map((each) => row[each] ?? ''), row[of] ?? ''])
		const change = found.get(key) ?? { records: 0, disputed: 0, open_conflicts: 0 }
		found.set(key, {
			records: change.records + sign,
			disputed: change.disputed + (row.open_conflicts > 0 ? sign : 0),
			open_conflicts: change.open_conflicts + sign * row.open_conflicts,
		})
	}
	for (const { before, after } of moves) {
		add(before, -1)
		add(after, 1)
	}
	return [...found].flatMap(([key, change]) => {
		if (Object.values(change).every((by) => by === 0)) return []
		const values = JSON.parse(key) as unknown[]
		return [
			{
				project,
				...Object.fromEntries(shared.map((each, i) => [each, values[i]])),
				[column]: values.at(-1),
				...change,
			},
		]
	})
}

/** Counts all records and interviews again and replaces the counts. Returns how many rows differed. */
export async function rebuildCounts(session: Session): Promise<number> {
	let wrong = 0
	for (const { table, columns, fill } of [...grains.map(recounted), interviewCountTable]) {
		const textOf = async () => {
			// each table has `project` and its own columns
			const rows = await session.db
				.selectFrom(table as 'record_count_by_day')
				.selectAll()
				.where('project', '=', session.project)
				.execute()
			return new Set(
				rows.map((row) => columns.map((each) => String(row[each as keyof typeof row])).join('\n')),
			)
		}
		const before = await textOf()
		await session.db.deleteFrom(table).where('project', '=', session.project).execute()
		await fill(session)
		const after = await textOf()
		wrong += [...before, ...after].filter((row) => !(before.has(row) && after.has(row))).length
	}
	return wrong
}

const recounted = ({ table, column, of }: Grain) => ({
	table,
	columns: [column, ...shared, ...sums],
	async fill(session: Session): Promise<void> {
		const orEmpty = (name: string) => sql`coalesce(${sql.ref(name)}, '')`
		await sql`
			insert into ${sql.table(table)} (project, demonstration, round, district, ${sql.ref(column)}, form, sex, status, outcome,
				disposition, void, readers, records, disputed, open_conflicts)
			select project, demonstration, ${orEmpty('round')}, ${orEmpty('district')}, ${orEmpty(of)}, form, ${orEmpty('sex')}, status,
				${orEmpty('outcome')}, ${orEmpty('disposition')}, void, readers,
				count(*), sum(case when open_conflicts > 0 then 1 else 0 end), sum(open_conflicts)
			from record where project = ${session.project}
			group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12`.execute(session.db)
	},
})
