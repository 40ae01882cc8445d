import { type ExpressionBuilder, type Kysely, sql } from 'kysely'
import { finishedStatuses } from '#shared/campaign/coverage'
import { coverageForms } from '#shared/campaign/record-facts'
import { factsVersion } from '#shared/quality/household-facts'
import { inParts, queryInChunks } from './in-parts.ts'
import { chartedColumns, updateInterviewCounts } from './interview-figures.ts'
import type { Tables } from './tables.ts'

/** As it is understood; with what it is compared comes later. */
export type InterviewRow = Omit<
	Tables['interview'],
	'project' | 'seq' | 'compared' | 'alike' | 'alike_permille'
>

/** What stays as it is where something says the same as before. */
const likenessColumns: ReadonlySet<string> = new Set(['compared', 'alike', 'alike_permille'])

/**
 * Puts these rows in the place of those of the same records. Of one that says something else than before it is looked for anew what it is
 * most like, and what is most like it.
 */
export async function saveInterviews(
	db: Kysely<Tables>,
	{ project, seq }: Pick<Tables['interview'], 'project' | 'seq'>,
	rows: readonly InterviewRow[],
): Promise<void> {
	const known = await queryInChunks(
		rows.map(({ record }) => record),
		(part) =>
			db
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
	await updateInterviewCounts(db, project, known, rows)
	await removeRows(
		db,
		rows.filter((row) => before.has(row.record) && !isAsBefore(row)).map(({ record }) => record),
	)
	for (const part of inParts(rows)) {
		const whole = part.map((row) => ({
			...row,
			project,
			seq,
			alike: null,
			alike_permille: null,
			compared: row.answers === '' ? (1 as const) : (0 as const),
		}))
		const taken = Object.keys(whole[0] ?? {}).filter((column) => !likenessColumns.has(column))
		await db
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
	await stampChangedDistricts(db, [
		...known,
		...rows.map(({ round, district }) => ({ project, round, district })),
	])
}

export async function deleteInterviews(
	db: Kysely<Tables>,
	project: string,
	records: readonly string[],
): Promise<void> {
	const known = await queryInChunks(records, (part) =>
		db
			.selectFrom('interview')
			.select([...chartedColumns])
			.where('record', 'in', part)
			.execute(),
	)
	await updateInterviewCounts(db, project, known, [])
	await removeRows(db, records)
}

async function removeRows(db: Kysely<Tables>, records: readonly string[]): Promise<void> {
	for (const part of inParts(records)) {
		const places = (column: 'record' | 'alike') =>
			db
				.selectFrom('interview')
				.select(['project', 'round', 'district'])
				.distinct()
				.where(column, 'in', part)
				.execute()
		await stampChangedDistricts(db, [...(await places('record')), ...(await places('alike'))])
		await db.deleteFrom('interview').where('record', 'in', part).execute()
		await db
			.updateTable('interview')
			.set({ compared: 0, alike: null, alike_permille: null })
			.where('alike', 'in', part)
			.execute()
	}
}

type DistrictKey = Pick<Tables['interview'], 'project' | 'round' | 'district'>

/** What was found in these districts is to be looked for anew. */
async function stampChangedDistricts(db: Kysely<Tables>, places: readonly DistrictKey[]): Promise<void> {
	const apart = new Map(
		places.map(({ project, round, district }) => [
			`${project} ${round} ${district}`,
			{ project, round, district, n: 1 },
		]),
	)
	for (const part of inParts([...apart.values()]))
		await db
			.insertInto('interview_change')
			.values(part)
			.onConflict((conflict) =>
				conflict
					.columns(['project', 'round', 'district'])
					.doUpdateSet((eb) => ({ n: eb('interview_change.n', '+', 1) })),
			)
			.execute()
}

/** What was found about the interviews of a district, if there are any, is to be looked for anew. */
export async function markInterviewsChanged(
	db: Kysely<Tables>,
	{ project, round, district }: DistrictKey,
): Promise<void> {
	await db
		.updateTable('interview_change')
		.set((eb) => ({ n: eb('n', '+', 1) }))
		.where('project', '=', project)
		.where('round', '=', round)
		.where('district', '=', district)
		.execute()
}

const ofRound = (db: Kysely<Tables>, project: string, round: string) =>
	db.selectFrom('interview').where('project', '=', project).where('round', '=', round)

/** Those of a district, a page at a time. */
export async function* interviewsOf(
	db: Kysely<Tables>,
	project: string,
	{ round, demonstration, district }: { round: string; demonstration: boolean; district: string },
): AsyncGenerator<Tables['interview'][]> {
	const all = ofRound(db, project, round)
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

/** The completed interviews of a district that were finished last, and how many there are. */
export async function newestOf(
	db: Kysely<Tables>,
	project: string,
	{ round, demonstration, district }: { round: string; demonstration: boolean; district: string },
	limit: number,
): Promise<{ all: number; newest: Pick<Tables['interview'], 'record' | 'cluster' | 'facts' | 'done_on'>[] }> {
	const completed = ofRound(db, project, round)
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

/** In which districts of a round there are interviews, or were; or of one. Whatever changes there, `n` is another. */
export const interviewChanges = (
	db: Kysely<Tables>,
	project: string,
	round: string,
	district: string | null,
): Promise<Pick<Tables['interview_change'], 'district' | 'n'>[]> =>
	db
		.selectFrom('interview_change')
		.select(['district', 'n'])
		.where('project', '=', project)
		.where('round', '=', round)
		.$if(district !== null, (query) => query.where('district', '=', district))
		.orderBy('district')
		.execute()

/** How many of each district, or of one, were not compared yet. */
export async function countUncompared(
	db: Kysely<Tables>,
	project: string,
	round: string,
	district: string | null,
): Promise<Map<string, number>> {
	const rows = await ofRound(db, project, round)
		.select((eb) => ['district', eb.fn.countAll().as('waiting')])
		// in so many words, for the index of those alone
		.where('compared', '=', sql.lit(0))
		.$if(district !== null, (query) => query.where('district', '=', district))
		.groupBy('district')
		.execute()
	return new Map(rows.map(({ district, waiting }) => [district, Number(waiting)]))
}

/** A round in which something is not compared; null where all is. */
export async function roundToCompare(db: Kysely<Tables>, project: string): Promise<string | null> {
	const found = await db
		.selectFrom('interview')
		.select('round')
		.where('project', '=', project)
		.where('compared', '=', 0)
		.limit(1)
		.executeTakeFirst()
	return found?.round ?? null
}

const likened = ['record', 'district', 'finished', 'answers', 'compared', 'alike', 'alike_permille'] as const
export interface AnswersRow extends Pick<Tables['interview'], (typeof likened)[number]> {
	/** When that which is most like it was finished. */
	readonly alike_finished: string | null
}
const answersOf = (db: Kysely<Tables>, project: string, round: string) =>
	ofRound(db, project, round)
		.select(likened)
		.select((eb) =>
			eb
				.selectFrom('interview as other')
				.select('other.finished')
				.whereRef('other.record', '=', 'interview.alike')
				.as('alike_finished'),
		)
		.where('answers', '!=', '')

/** So many that are to be compared, those that were finished first: by that alone, or SQLite reads the round until it meets them. */
export const uncomparedIn = (
	db: Kysely<Tables>,
	project: string,
	round: string,
	most: number,
): Promise<AnswersRow[]> =>
	answersOf(db, project, round).where('compared', '=', 0).orderBy('finished').limit(most).execute()

/** All of a round, a page at a time. */
export async function* answersInRound(
	db: Kysely<Tables>,
	project: string,
	round: string,
): AsyncGenerator<AnswersRow[]> {
	const all = answersOf(db, project, round)
	yield* inPages(answersAtATime, (after, most) =>
		all
			.$if(after !== null, (query) => query.where(comesAfter(after)))
			.orderBy('finished')
			.orderBy('record')
			.limit(most)
			.execute(),
	)
}

type InterviewOrder = Pick<Tables['interview'], 'record' | 'finished'>
const comesAfter = (row: InterviewOrder | null) => (eb: ExpressionBuilder<Tables, 'interview'>) => {
	const { finished = '', record = '' } = row ?? {}
	return eb.and([
		eb('finished', '>=', finished),
		eb.or([eb('finished', '>', finished), eb('record', '>', record)]),
	])
}

/** What a page takes is some milliseconds, in which nobody is answered: a whole row is a kB, with JSON in it. */
const [wholeAtATime, answersAtATime] = [250, 1000]
/** In the order in which they were finished: nobody holds a million of them. */
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
 * Notes which is most like an interview, where both still say what they said when they were compared. One that is to be compared anew by
 * now, or something nearer that was found meanwhile, stays.
 */
export async function saveSimilarity(
	db: Kysely<Tables>,
	{ project, round }: Pick<Tables['interview'], 'project' | 'round'>,
	row: AnswersRow,
	nearest: { readonly other: AnswersRow; readonly permille: number } | null,
): Promise<void> {
	const isAsRead = ({ record, answers, finished }: AnswersRow) =>
		sql<boolean>`record = ${record} and answers = ${answers} and finished = ${finished} and round = ${round}`
	if (nearest) {
		const other = db.selectFrom('interview').select('record').where(isAsRead(nearest.other))
		if (!(await other.executeTakeFirst())) return
	}
	const permille = nearest?.permille ?? null
	const { numUpdatedRows } = await db
		.updateTable('interview')
		.set({ compared: 1, alike: nearest?.other.record ?? null, alike_permille: permille })
		.where(isAsRead(row))
		.where('compared', '=', row.compared)
		.$if(row.compared === 1, (query) =>
			query.where((eb) =>
				eb.or([
					eb('alike_permille', 'is', null),
					eb('alike_permille', '<', permille),
					eb.and([eb('alike_permille', '=', permille), eb('alike', '=', row.alike)]),
				]),
			),
		)
		.executeTakeFirstOrThrow()
	if (nearest && numUpdatedRows > 0n)
		await stampChangedDistricts(db, [{ project, round, district: row.district }])
}

/** So many records are looked at for one page, however few of them are in it. */
const pageSize = 1000

/**
 * Finished records of households that were understood when nothing, or less, was taken out of them, among those that come next after an id;
 * and after which to go on, null at the end.
 */
export async function withoutFacts(
	db: Kysely<Tables>,
	project: string,
	after: string,
): Promise<{ ids: string[]; last: string | null }> {
	const households = db
		.selectFrom('record')
		.where('record.project', '=', project)
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
		.where('record.view_error', 'is', null)
		.where('record.round', 'is not', null)
		.where('record.district', 'is not', null)
		.where((eb) =>
			eb.or([
				eb.and([eb('interview.made', 'is', null), eb('record.readers', '=', '')]),
				eb('interview.made', '<', factsVersion),
			]),
		)
		.orderBy('record.id')
		.execute()
	return { ids: rows.map(({ id }) => id), last: end?.id ?? null }
}

/** What is known of these interviews; nothing of one that is not finished. */
export const factsOf = (
	db: Kysely<Tables>,
	records: readonly string[],
): Promise<Pick<Tables['interview'], 'record' | 'facts'>[]> =>
	queryInChunks(records, (part) =>
		db.selectFrom('interview').select(['record', 'facts']).where('record', 'in', part).execute(),
	)

/** How lists call records. */
export async function namesOf(db: Kysely<Tables>, records: readonly string[]): Promise<Map<string, string>> {
	const rows = await queryInChunks(records, (part) =>
		db.selectFrom('record').select(['id', 'name']).where('id', 'in', part).execute(),
	)
	return new Map(rows.map(({ id, name }) => [id, name]))
}
