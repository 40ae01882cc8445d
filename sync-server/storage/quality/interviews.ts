import { type ExpressionBuilder, sql } from 'kysely'
import { finishedStatuses } from '#shared/coverage/coverage'
import { factsVersion } from '#shared/quality/household-facts'
import { coverageForms } from '#shared/study/record-attributes'
import { inParts, queryInChunks } from '../engine/chunks.ts'
import { chartedColumns, updateInterviewCounts } from '../records/interview-counts.ts'
import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

/** An interview as computed from its record; the similarity columns are filled later. */
export type InterviewRow = Omit<
	Tables['interview'],
	'project' | 'seq' | 'compared' | 'most_similar' | 'similarity_permille' | 'comparison'
>

/** Columns that stay when an interview is saved with the same answers. */
const likenessColumns: ReadonlySet<string> = new Set([
	'compared',
	'most_similar',
	'similarity_permille',
	'comparison',
])

/**
 * Replaces the rows of these records; those of which `isNew` is true had none. If the answers of an interview have changed, its similarity is computed
 * again, and so is that of interviews that were most similar to it.
 */
export async function saveInterviews(
	session: Session,
	{ seq, isNew }: { readonly seq: number; readonly isNew: (record: string) => boolean },
	rows: readonly InterviewRow[],
): Promise<void> {
	const { project } = session
	const known = await queryInChunks(
		rows.map(({ record }) => record).filter((record) => !isNew(record)),
		(part) =>
			session.db
				.selectFrom('interview')
				.select(['project', 'record', 'answers', 'finished', ...chartedColumns])
				.where('record', 'in', part)
				.execute(),
	)
	const before = new Map(known.map((row) => [row.record, row]))
	const isAsBefore = ({ record, answers, finished, round }: InterviewRow) => {
		const row = before.get(record)
		return row?.answers === answers && row.finished === finished && row.round === round
	}
	await updateInterviewCounts(session, known, rows)
	await removeRows(
		session,
		rows.filter((row) => before.has(row.record) && !isAsBefore(row)).map(({ record }) => record),
	)
	for (const part of inParts(rows)) {
		const whole = part.map((row) => ({
			...row,
			project,
			seq,
			most_similar: null,
			similarity_permille: null,
			comparison: 0,
			compared: row.answers === '' ? (1 as const) : (0 as const),
		}))
		const taken = Object.keys(whole[0] ?? {}).filter((column) => !likenessColumns.has(column))
		await session.db
			.insertInto('interview')
			.values(whole)
			.onConflict((conflict) =>
				conflict
					.column('record')
					.doUpdateSet((eb) =>
						Object.fromEntries(
							taken.map((column) => [column, eb.ref(`excluded.${column as keyof InterviewRow}`)]),
						),
					),
			)
			.execute()
	}
	await stampChangedDistricts(session, [
		...known,
		...rows.map(({ round, district }) => ({ project, round, district })),
	])
}

export async function deleteInterviews(session: Session, records: readonly string[]): Promise<void> {
	const known = await queryInChunks(records, (part) =>
		session.db
			.selectFrom('interview')
			.select(['record', ...chartedColumns])
			.where('record', 'in', part)
			.execute(),
	)
	await updateInterviewCounts(session, known, [])
	await removeRows(
		session,
		known.map(({ record }) => record),
	)
}

async function removeRows(session: Session, records: readonly string[]): Promise<void> {
	for (const part of inParts(records)) {
		const places = (column: 'record' | 'most_similar') =>
			session.db
				.selectFrom('interview')
				.select(['project', 'round', 'district'])
				.distinct()
				.where(column, 'in', part)
				.execute()
		await stampChangedDistricts(session, [...(await places('record')), ...(await places('most_similar'))])
		await session.db.deleteFrom('interview').where('record', 'in', part).execute()
		await session.db
			.updateTable('interview')
			.set({ compared: 0, most_similar: null, similarity_permille: null })
			.where('most_similar', 'in', part)
			.execute()
	}
}

type DistrictKey = Pick<Tables['interview'], 'project' | 'round' | 'district'>

/** Marks the results of quality checks in these districts as outdated. */
async function stampChangedDistricts(session: Session, places: readonly DistrictKey[]): Promise<void> {
	const distinct = new Map(
		places.map(({ project, round, district }) => [
			`${project} ${round} ${district}`,
			{ project, round, district, n: 1 },
		]),
	)
	for (const part of inParts([...distinct.values()]))
		await session.db
			.insertInto('interview_stamp')
			.values(part)
			.onConflict((conflict) =>
				conflict
					.columns(['project', 'round', 'district'])
					.doUpdateSet((eb) => ({ n: eb('interview_stamp.n', '+', 1) })),
			)
			.execute()
}

/** Marks the quality checks of a district as outdated, if it has interviews. */
export async function markInterviewsChanged(
	session: Session,
	{ project, round, district }: DistrictKey,
): Promise<void> {
	await session.db
		.updateTable('interview_stamp')
		.set((eb) => ({ n: eb('n', '+', 1) }))
		.where('project', '=', project)
		.where('round', '=', round)
		.where('district', '=', district)
		.execute()
}

const ofRound = (session: Session, round: string) =>
	session.db.selectFrom('interview').where('project', '=', session.project).where('round', '=', round)

/** Yields the interviews of a district, page by page. */
export async function* interviewsOf(
	session: Session,
	{ round, demonstration, district }: { round: string; demonstration: boolean; district: string },
): AsyncGenerator<Tables['interview'][]> {
	const all = ofRound(session, round)
		.selectAll()
		.where('district', '=', district)
		.where('demonstration', '=', demonstration ? 1 : 0)
	yield* inPages(wholeAtATime, (after, most) =>
		all
			.$if(after !== null, (query) => query.where(comesAfter(after)))
			.orderBy('finished')
			.orderBy('record')
			.limit(most)
			.execute(),
	)
}

/** Returns the most recently finished completed interviews of a district, and their total. */
export async function newestOf(
	session: Session,
	{ round, demonstration, district }: { round: string; demonstration: boolean; district: string },
	limit: number,
): Promise<{ all: number; newest: Pick<Tables['interview'], 'record' | 'cluster' | 'facts' | 'done_on'>[] }> {
	const completed = ofRound(session, round)
		.where('district', '=', district)
		.where('demonstration', '=', demonstration ? 1 : 0)
		.where('done_on', 'is not', null)
	const { all } = await completed.select((eb) => eb.fn.countAll().as('all')).executeTakeFirstOrThrow()
	const newest = await completed
		.select(['record', 'cluster', 'facts', 'done_on'])
		.orderBy('finished', 'desc')
		.orderBy('record')
		.limit(limit)
		.execute()
	return { all: Number(all), newest }
}

/**
 * Returns the districts of a round, or one of them, that have or had interviews. `n` changes with every
 * change of their data.
 */
export const interviewChanges = (
	session: Session,
	round: string,
	district: string | null,
): Promise<Pick<Tables['interview_stamp'], 'district' | 'n'>[]> =>
	session.db
		.selectFrom('interview_stamp')
		.select(['district', 'n'])
		.where('project', '=', session.project)
		.where('round', '=', round)
		.$if(district !== null, (query) => query.where('district', '=', district))
		.orderBy('district')
		.execute()

/** Counts the interviews that were not compared yet by district, or in one. */
export async function countUncompared(
	session: Session,
	round: string,
	district: string | null,
): Promise<Map<string, number>> {
	const rows = await ofRound(session, round)
		.select((eb) => ['district', eb.fn.countAll().as('waiting')])
		// as a literal, so that the partial index on this condition is used
		.where('compared', '=', sql.lit(0))
		.$if(district !== null, (query) => query.where('district', '=', district))
		.groupBy('district')
		.execute()
	return new Map(rows.map(({ district, waiting }) => [district, Number(waiting)]))
}

/** Returns a round with interviews that are not compared yet; null if there is none. */
export async function roundToCompare(session: Session): Promise<string | null> {
	const found = await session.db
		.selectFrom('interview')
		.select('round')
		.where('project', '=', session.project)
		.where('compared', '=', 0)
		.limit(1)
		.executeTakeFirst()
	return found?.round ?? null
}

/** Counts the interviews of all rounds that are not compared yet, up to `limit`. */
export async function countAllUncompared(session: Session, limit: number): Promise<number> {
	const { total } = await session.db
		.selectFrom(
			session.db
				.selectFrom('interview')
				.select('record')
				.where('project', '=', session.project)
				// as a literal, so that the partial index on this condition is used
				.where('compared', '=', sql.lit(0))
				.limit(limit)
				.as('some'),
		)
		.select((eb) => eb.fn.countAll().as('total'))
		.executeTakeFirstOrThrow()
	return Number(total)
}

/**
 * Marks some interviews after a record's id as not compared. Returns the id of the last one; null at the end.
 */
export async function compareAgain(session: Session, after: string, limit: number): Promise<string | null> {
	const rows = await session.db
		.selectFrom('interview')
		.select('record')
		.where('project', '=', session.project)
		.where('record', '>', after)
		.orderBy('record')
		.limit(limit)
		.execute()
	const records = rows.map(({ record }) => record)
	if (records.length > 0)
		await session.db
			.updateTable('interview')
			.set({ compared: 0, most_similar: null, similarity_permille: null })
			.where('record', 'in', records)
			.where('answers', '!=', '')
			.execute()
	return records.length < limit ? null : (records.at(-1) ?? null)
}

const likened = [
	'record',
	'district',
	'finished',
	'answers',
	'compared',
	'most_similar',
	'similarity_permille',
] as const
export interface AnswersRow extends Pick<Tables['interview'], (typeof likened)[number]> {
	/** Finish time of the interview that is most similar to it. */
	readonly similar_finished: string | null
}
const answersOf = (session: Session, round: string) =>
	ofRound(session, round)
		.select(likened)
		.select((eb) =>
			eb
				.selectFrom('interview as other')
				.select('other.finished')
				.whereRef('other.record', '=', 'interview.most_similar')
				.as('similar_finished'),
		)
		.where('answers', '!=', '')

/**
 * Returns up to `most` interviews that are to be compared, the earliest finished first. Ordered by that
 * alone, or SQLite would scan the round.
 */
export const uncomparedIn = (session: Session, round: string, most: number): Promise<AnswersRow[]> =>
	answersOf(session, round).where('compared', '=', 0).orderBy('finished').limit(most).execute()

/** Returns those of these interviews that still have answers in the round. */
export const answersOfRecords = (
	session: Session,
	round: string,
	records: readonly string[],
): Promise<AnswersRow[]> =>
	queryInChunks(records, (part) => answersOf(session, round).where('record', 'in', part).execute())

/** Where a process has arrived in the comparisons of a round. */
export type ComparisonCursor = Pick<Tables['interview'], 'comparison' | 'record'>

/** Returns the next interviews of a round in the order of their comparisons, at most `most`. */
export const comparedAfter = (
	session: Session,
	round: string,
	{ comparison, record }: ComparisonCursor,
	most: number,
): Promise<(ComparisonCursor & Pick<Tables['interview'], 'answers'>)[]> =>
	ofRound(session, round)
		.select(['comparison', 'record', 'answers'])
		.where('comparison', '>=', comparison)
		.where((eb) => eb.or([eb('comparison', '>', comparison), eb('record', '>', record)]))
		.orderBy('comparison')
		.orderBy('record')
		.limit(most)
		.execute()

/** Returns the number of the next comparison of a round. */
export async function nextComparison(session: Session, round: string): Promise<number> {
	const last = await ofRound(session, round)
		.select('comparison')
		.orderBy('comparison', 'desc')
		.limit(1)
		.executeTakeFirst()
	return (last?.comparison ?? 0) + 1
}

type InterviewOrder = Pick<Tables['interview'], 'record' | 'finished'>
const comesAfter = (row: InterviewOrder | null) => (eb: ExpressionBuilder<Tables, 'interview'>) => {
	const { finished = '', record = '' } = row ?? {}
	return eb.and([
		eb('finished', '>=', finished),
		eb.or([eb('finished', '>', finished), eb('record', '>', record)]),
	])
}

/** Page size: reading a page blocks the event loop for some milliseconds, and a row is a kB with JSON in it. */
const wholeAtATime = 250
/** Yields pages in the order of finishing, so that a million rows are never in memory. */
async function* inPages<Row extends InterviewOrder>(
	atATime: number,
	ask: (after: InterviewOrder | null, most: number) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
	let after: InterviewOrder | null = null
	for (;;) {
		const page: Row[] = await ask(after, atATime)
		if (page.length > 0) yield page
		const last = page.at(-1)
		if (page.length < atATime || !last) return
		after = last
	}
}

/**
 * Saves the most similar interview, if the answers of both are still those that were compared. A row that is
 * to be compared again, or for which a more similar one was found meanwhile, stays.
 */
export async function saveSimilarity(
	session: Session,
	{ project, round, comparison }: Pick<Tables['interview'], 'project' | 'round' | 'comparison'>,
	row: AnswersRow,
	nearest: { readonly other: AnswersRow; readonly permille: number } | null,
): Promise<void> {
	const isAsRead = ({ record, answers, finished }: AnswersRow) =>
		sql<boolean>`record = ${record} and answers = ${answers} and finished = ${finished} and round = ${round}`
	if (nearest) {
		const other = session.db.selectFrom('interview').select('record').where(isAsRead(nearest.other))
		if (!(await other.executeTakeFirst())) return
	}
	const permille = nearest?.permille ?? null
	const { numUpdatedRows } = await session.db
		.updateTable('interview')
		.set({
			compared: 1,
			most_similar: nearest?.other.record ?? null,
			similarity_permille: permille,
			comparison,
		})
		.where(isAsRead(row))
		.where('compared', '=', row.compared)
		.$if(row.compared === 1, (query) =>
			query.where((eb) =>
				eb.or([
					eb('similarity_permille', 'is', null),
					eb('similarity_permille', '<', permille),
					eb.and([eb('similarity_permille', '=', permille), eb('most_similar', '=', row.most_similar)]),
				]),
			),
		)
		.executeTakeFirstOrThrow()
	if (nearest && numUpdatedRows > 0n)
		await stampChangedDistricts(session, [{ project, round, district: row.district }])
}

/** Records scanned per page, however many of them match. */
const pageSize = 1000

/**
 * Returns finished household records whose facts are missing or of an older version, among the next
 * `pageSize` records after an id. `last`: the cursor of the next page; null at the end.
 */
export async function withoutFacts(
	session: Session,
	after: string,
): Promise<{ ids: string[]; last: string | null }> {
	const households = session.db
		.selectFrom('record')
		.where('record.project', '=', session.project)
		.where('record.form', '=', coverageForms.household)
		.where('record.id', '>', after)
	const end = await households
		.select('record.id')
		.orderBy('record.id')
		.offset(pageSize - 1)
		.limit(1)
		.executeTakeFirst()
	const rows = await households
		.$if(end !== undefined, (query) => query.where('record.id', '<=', end?.id ?? ''))
		.leftJoin('interview', 'interview.record', 'record.id')
		.select('record.id')
		.where('record.status', 'in', finishedStatuses)
		.where('record.void', '=', 0)
		.where('record.projection_error', 'is', null)
		.where('record.round', 'is not', null)
		.where('record.district', 'is not', null)
		.where((eb) =>
			eb.or([
				eb.and([eb('interview.facts_version', 'is', null), eb('record.readers', '=', '')]),
				eb('interview.facts_version', '<', factsVersion),
			]),
		)
		.orderBy('record.id')
		.execute()
	return { ids: rows.map(({ id }) => id), last: end?.id ?? null }
}

/** Returns the facts of these interviews; none for one that is not finished. */
export const factsOf = (
	session: Session,
	records: readonly string[],
): Promise<Pick<Tables['interview'], 'record' | 'facts'>[]> =>
	queryInChunks(records, (part) =>
		session.db.selectFrom('interview').select(['record', 'facts']).where('record', 'in', part).execute(),
	)

/** Returns the display names of records. */
export async function namesOf(session: Session, records: readonly string[]): Promise<Map<string, string>> {
	const rows = await queryInChunks(records, (part) =>
		session.db.selectFrom('record').select(['id', 'name']).where('id', 'in', part).execute(),
	)
	return new Map(rows.map(({ id, name }) => [id, name]))
}
