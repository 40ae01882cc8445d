import type { Kysely } from 'kysely'
import { finishedStatuses } from '#shared/campaign/coverage'
import { alsoOf, queryInChunks } from './in-parts.ts'
import type { Tables } from './tables.ts'

type BackCheckRow = Tables['given_check']

export const listBackCheckRows = (
	db: Kysely<Tables>,
	project: string,
	round: string,
): Promise<BackCheckRow[]> =>
	db
		.selectFrom('given_check')
		.selectAll()
		.where('project', '=', project)
		.where('round', '=', round)
		.orderBy('record')
		.execute()

export const findBackCheck = (
	db: Kysely<Tables>,
	project: string,
	record: string,
): Promise<BackCheckRow | undefined> =>
	db
		.selectFrom('given_check')
		.selectAll()
		.where('project', '=', project)
		.where('record', '=', record)
		.executeTakeFirst()

/** What lies with one person. */
export const listBackChecksAssignedTo = (
	db: Kysely<Tables>,
	project: string,
	{ round, person }: { readonly round: string; readonly person: string },
): Promise<BackCheckRow[]> =>
	db
		.selectFrom('given_check')
		.selectAll()
		.where('project', '=', project)
		.where('round', '=', round)
		.where('person', '=', person)
		.execute()

export async function saveBackCheck(db: Kysely<Tables>, row: BackCheckRow): Promise<void> {
	const { person, given_by, at } = row
	await db
		.insertInto('given_check')
		.values(row)
		.onConflict((conflict) => conflict.columns(['project', 'record']).doUpdateSet({ person, given_by, at }))
		.execute()
}

/** Gives what was given of a record that is destroyed. */
export const deleteBackCheck = (
	db: Kysely<Tables>,
	project: string,
	record: string,
): Promise<BackCheckRow | undefined> =>
	db
		.deleteFrom('given_check')
		.where('project', '=', project)
		.where('record', '=', record)
		.returningAll()
		.executeTakeFirst()

interface BackCheckRowsFilter {
	readonly project: string
	readonly form: string
	readonly round: string
	readonly demonstration: boolean
}

const finished = (db: Kysely<Tables>, { project, form, round, demonstration }: BackCheckRowsFilter) =>
	db
		.selectFrom('record')
		.where('project', '=', project)
		.where('form', '=', form)
		.where('round', '=', round)
		.where('demonstration', '=', demonstration ? 1 : 0)
		.where('status', 'in', finishedStatuses)
		.where('void', '=', 0)

/** Completed interviews of a district, without what they say. */
export const completedIn = (
	db: Kysely<Tables>,
	filter: BackCheckRowsFilter,
	district: string,
): Promise<Pick<Tables['record'], 'id' | 'owner' | 'started' | 'cluster'>[]> =>
	finished(db, filter)
		.select(['id', 'owner', 'started', 'cluster'])
		.where('district', '=', district)
		.where('outcome', '=', 'done')
		.orderBy('started')
		.execute()

/** What finished records of a district say, the oldest first. */
export const listFinishedAnswers = (
	db: Kysely<Tables>,
	filter: BackCheckRowsFilter,
	district: string,
): Promise<Pick<Tables['record'], 'id' | 'owner' | 'view'>[]> =>
	finished(db, filter)
		.select(['id', 'owner', 'view'])
		.where('district', '=', district)
		.orderBy('first_seq')
		.execute()

/** What these records say, whatever became of them. */
export const listAnswersOf = (
	db: Kysely<Tables>,
	project: string,
	ids: readonly string[],
): Promise<
	Pick<Tables['record'], 'id' | 'owner' | 'started' | 'cluster' | 'district' | 'void' | 'sex' | 'view'>[]
> =>
	queryInChunks(ids, (part) =>
		db
			.selectFrom('record')
			.select(['id', 'owner', 'started', 'cluster', 'district', 'void', 'sex', 'view'])
			.where(alsoOf(project))
			.where('id', 'in', part)
			.execute(),
	)
