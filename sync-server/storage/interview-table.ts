import { type Kysely, sql } from 'kysely'
import { finishedStatuses } from '#shared/campaign/coverage'
import { campaignForms } from '#shared/campaign/record-facts'
import { factsVersion } from '#shared/quality/household-facts'
import { askInParts, inParts } from './in-parts.ts'
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
	const known = await askInParts(
		rows.map(({ record }) => record),
		(part) =>
			db
				.selectFrom('interview')
				.select(['record', 'answers', 'finished', 'round'])
				.where('record', 'in', part)
				.execute(),
	)
	const before = new Map(known.map((row) => [row.record, row]))
	const isAsBefore = ({ record, answers, finished, round }: InterviewRow) => {
		const row = before.get(record)
		return row?.answers === answers && row.finished === finished && row.round === round
	}
	await forgetInterviews(
		db,
		rows.filter((row) => !isAsBefore(row)).map(({ record }) => record),
	)
	for (const part of inParts(rows)) {
		const whole = part.map((row) => ({
			...{ ...row, project, seq, alike: null, alike_permille: null },
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
}

export async function forgetInterviews(db: Kysely<Tables>, records: readonly string[]): Promise<void> {
	for (const part of inParts(records)) {
		await db.deleteFrom('interview').where('record', 'in', part).execute()
		await db
			.updateTable('interview')
			.set({ compared: 0, alike: null, alike_permille: null })
			.where('alike', 'in', part)
			.execute()
	}
}

const ofRound = (db: Kysely<Tables>, project: string, round: string) =>
	db.selectFrom('interview').where('project', '=', project).where('round', '=', round)

export const interviewsOf = (
	db: Kysely<Tables>,
	project: string,
	{ round, demonstration, district }: { round: string; demonstration: boolean; district: string },
): Promise<Tables['interview'][]> =>
	ofRound(db, project, round)
		.selectAll()
		.where('district', '=', district)
		.where('demonstration', '=', demonstration ? 1 : 0)
		.orderBy('finished')
		.orderBy('record')
		.execute()

/** What there is in each district, or in one. Whatever changes there, one of these is another. */
export async function interviewStamps(
	db: Kysely<Tables>,
	project: string,
	round: string,
	district?: string,
): Promise<{ district: string; seq: number; all: number; compared: number }[]> {
	const rows = await ofRound(db, project, round)
		.select((eb) => [
			'district',
			eb.fn.max('seq').as('seq'),
			eb.fn.countAll().as('all'),
			eb.fn.sum('compared').as('compared'),
		])
		.$if(district !== undefined, (query) => query.where('district', '=', district ?? ''))
		.groupBy('district')
		.orderBy('district')
		.execute()
	return rows.map(({ district, seq, all, compared }) => ({
		...{ district, seq: Number(seq), all: Number(all), compared: Number(compared) },
	}))
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

export type AnswersRow = Pick<
	Tables['interview'],
	'record' | 'finished' | 'answers' | 'compared' | 'alike' | 'alike_permille'
>
/** In the order in which they were finished. */
export const answersInRound = (db: Kysely<Tables>, project: string, round: string): Promise<AnswersRow[]> =>
	ofRound(db, project, round)
		.select(['record', 'finished', 'answers', 'compared', 'alike', 'alike_permille'])
		.where('answers', '!=', '')
		.orderBy('finished')
		.orderBy('record')
		.execute()

/**
 * Notes which is most like an interview, where both still say what they said when they were compared. One that is to be compared anew by
 * now, or something nearer that was found meanwhile, stays.
 */
export async function noteAlike(
	db: Kysely<Tables>,
	round: string,
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
	await db
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
		.execute()
}

/** Finished records of households that were understood when nothing, or less, was taken out of them; a page at a time. */
export async function withoutFacts(
	db: Kysely<Tables>,
	project: string,
	after: string,
	limit: number,
): Promise<string[]> {
	const rows = await db
		.selectFrom('record')
		.leftJoin('interview', 'interview.record', 'record.id')
		.select('record.id')
		.where('record.project', '=', project)
		.where('record.form', '=', campaignForms.household)
		.where('record.status', 'in', finishedStatuses)
		.where('record.void', '=', 0)
		.where('record.view_error', 'is', null)
		.where('record.round', 'is not', null)
		.where('record.district', 'is not', null)
		.where((eb) => eb.or([eb('interview.made', 'is', null), eb('interview.made', '<', factsVersion)]))
		.where('record.id', '>', after)
		.orderBy('record.id')
		.limit(limit)
		.execute()
	return rows.map(({ id }) => id)
}

/** What is known of these interviews; nothing of one that is not finished. */
export const factsOf = (
	db: Kysely<Tables>,
	records: readonly string[],
): Promise<Pick<Tables['interview'], 'record' | 'facts'>[]> =>
	askInParts(records, (part) =>
		db.selectFrom('interview').select(['record', 'facts']).where('record', 'in', part).execute(),
	)

/** How lists call records. */
export async function namesOf(db: Kysely<Tables>, records: readonly string[]): Promise<Map<string, string>> {
	const rows = await askInParts(records, (part) =>
		db.selectFrom('record').select(['id', 'name']).where('id', 'in', part).execute(),
	)
	return new Map(rows.map(({ id, name }) => [id, name]))
}
