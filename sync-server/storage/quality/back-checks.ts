import type { Kysely } from 'kysely'
import { finishedStatuses } from '#shared/coverage/coverage'
import { alsoOf, queryInChunks } from '../engine/chunks.ts'
import type { Tables } from '../tables/tables.ts'

type BackCheckRow = Tables['back_check_assignment']

export const listBackCheckRows = (
	db: Kysely<Tables>,
	project: string,
	round: string,
): Promise<BackCheckRow[]> =>
	db
		.selectFrom('back_check_assignment')
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
		.selectFrom('back_check_assignment')
		.selectAll()
		.where('project', '=', project)
		.where('record', '=', record)
		.executeTakeFirst()

/** Returns the back-checks assigned to one person. */
export const listBackChecksAssignedTo = (
	db: Kysely<Tables>,
	project: string,
	{ round, person }: { readonly round: string; readonly person: string },
): Promise<BackCheckRow[]> =>
	db
		.selectFrom('back_check_assignment')
		.selectAll()
		.where('project', '=', project)
		.where('round', '=', round)
		.where('person', '=', person)
		.execute()

export async function saveBackCheck(db: Kysely<Tables>, row: BackCheckRow): Promise<void> {
	const { person, assigned_by, at } = row
	await db
		.insertInto('back_check_assignment')
		.values(row)
		.onConflict((conflict) =>
			conflict.columns(['project', 'record']).doUpdateSet({ person, assigned_by, at }),
		)
		.execute()
}

/** Deletes the back-check of an erased record and returns it. */
export const deleteBackCheck = (
	db: Kysely<Tables>,
	project: string,
	record: string,
): Promise<BackCheckRow | undefined> =>
	db
		.deleteFrom('back_check_assignment')
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

/** Returns the completed interviews of a district, without their answers. */
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

/** Returns the answers of the finished records of a district, oldest first. */
export const listFinishedAnswers = (
	db: Kysely<Tables>,
	filter: BackCheckRowsFilter,
	district: string,
): Promise<Pick<Tables['record'], 'id' | 'owner' | 'answers'>[]> =>
	finished(db, filter)
		.select(['id', 'owner', 'answers'])
		.where('district', '=', district)
		.orderBy('first_seq')
		.execute()

/** Returns the answers of these records, whatever their status. */
export const listAnswersOf = (
	db: Kysely<Tables>,
	project: string,
	ids: readonly string[],
): Promise<
	Pick<Tables['record'], 'id' | 'owner' | 'started' | 'cluster' | 'district' | 'void' | 'sex' | 'answers'>[]
> =>
	queryInChunks(ids, (part) =>
		db
			.selectFrom('record')
			.select(['id', 'owner', 'started', 'cluster', 'district', 'void', 'sex', 'answers'])
			.where(alsoOf(project))
			.where('id', 'in', part)
			.execute(),
	)
