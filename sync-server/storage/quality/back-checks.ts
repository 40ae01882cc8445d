import { finishedStatuses } from '#shared/coverage/coverage'
import { alsoOf, queryInChunks } from '../engine/chunks.ts'
import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

type BackCheckRow = Tables['back_check_assignment']

export const listBackCheckRows = (session: Session, round: string): Promise<BackCheckRow[]> =>
	session.db
		.selectFrom('back_check_assignment')
		.selectAll()
		.where('project', '=', session.project)
		.where('round', '=', round)
		.orderBy('record')
		.execute()

export const findBackCheck = (session: Session, record: string): Promise<BackCheckRow | undefined> =>
	session.db
		.selectFrom('back_check_assignment')
		.selectAll()
		.where('project', '=', session.project)
		.where('record', '=', record)
		.executeTakeFirst()

/** Returns the back-checks assigned to one person. */
export const listBackChecksAssignedTo = (
	session: Session,
	{ round, person }: { readonly round: string; readonly person: string },
): Promise<BackCheckRow[]> =>
	session.db
		.selectFrom('back_check_assignment')
		.selectAll()
		.where('project', '=', session.project)
		.where('round', '=', round)
		.where('person', '=', person)
		.execute()

export async function saveBackCheck(session: Session, row: BackCheckRow): Promise<void> {
	const { person, assigned_by, at } = row
	await session.db
		.insertInto('back_check_assignment')
		.values(row)
		.onConflict((conflict) =>
			conflict.columns(['project', 'record']).doUpdateSet({ person, assigned_by, at }),
		)
		.execute()
}

/** Deletes the back-check of an erased record and returns it. */
export const deleteBackCheck = (session: Session, record: string): Promise<BackCheckRow | undefined> =>
	session.db
		.deleteFrom('back_check_assignment')
		.where('project', '=', session.project)
		.where('record', '=', record)
		.returningAll()
		.executeTakeFirst()

interface BackCheckRowsFilter {
	readonly project: string
	readonly form: string
	readonly round: string
	readonly demonstration: boolean
}

const finished = (session: Session, { project, form, round, demonstration }: BackCheckRowsFilter) =>
	session.db
		.selectFrom('record')
		.where('project', '=', project)
		.where('form', '=', form)
		.where('round', '=', round)
		.where('demonstration', '=', demonstration ? 1 : 0)
		.where('status', 'in', finishedStatuses)
		.where('void', '=', 0)

/** Returns the completed interviews of a district, without their answers. */
export const completedIn = (
	session: Session,
	filter: BackCheckRowsFilter,
	district: string,
): Promise<Pick<Tables['record'], 'id' | 'owner' | 'started' | 'cluster'>[]> =>
	finished(session, filter)
		.select(['id', 'owner', 'started', 'cluster'])
		.where('district', '=', district)
		.where('outcome', '=', 'done')
		.orderBy('started')
		.execute()

/** Returns the answers of the finished records of a district, oldest first. */
export const listFinishedAnswers = (
	session: Session,
	filter: BackCheckRowsFilter,
	district: string,
): Promise<Pick<Tables['record'], 'id' | 'owner' | 'answers'>[]> =>
	finished(session, filter)
		.select(['id', 'owner', 'answers'])
		.where('district', '=', district)
		.orderBy('first_seq')
		.execute()

/** Returns the answers of these records, whatever their status. */
export const listAnswersOf = (
	session: Session,
	ids: readonly string[],
): Promise<
	Pick<Tables['record'], 'id' | 'owner' | 'started' | 'cluster' | 'district' | 'void' | 'sex' | 'answers'>[]
> =>
	queryInChunks(ids, (part) =>
		session.db
			.selectFrom('record')
			.select(['id', 'owner', 'started', 'cluster', 'district', 'void', 'sex', 'answers'])
			.where(alsoOf(session.project))
			.where('id', 'in', part)
			.execute(),
	)
