import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

export type ExportJobRow = Tables['made_file']

export const insertExportJob = (db: Kysely<Tables>, row: ExportJobRow) =>
	db.insertInto('made_file').values(row).execute()

/** Newest first, without those whose time is over. */
export const listExportJobs = (
	db: Kysely<Tables>,
	project: string,
	person: string,
	now: string,
): Promise<ExportJobRow[]> =>
	db
		.selectFrom('made_file')
		.selectAll()
		.where('project', '=', project)
		.where('person', '=', person)
		.where('until', '>', now)
		.orderBy('asked', 'desc')
		.orderBy('id')
		.execute()

/** Only while its time is not over. False where it is, or where it is not there any more. */
export async function updateExportJob(
	db: Kysely<Tables>,
	id: string,
	change: Partial<Pick<ExportJobRow, 'state' | 'problem' | 'progress' | 'hash' | 'bytes' | 'until'>>,
	now: string,
): Promise<boolean> {
	const { numUpdatedRows } = await db
		.updateTable('made_file')
		.set(change)
		.where('id', '=', id)
		.where('until', '>', now)
		.executeTakeFirstOrThrow()
	return numUpdatedRows > 0n
}

/** Says that whoever makes these is still there. Gives those whose time is not over. */
export async function touchExportJobs(
	db: Kysely<Tables>,
	ids: readonly string[],
	now: string,
): Promise<Set<string>> {
	await db.updateTable('made_file').set({ touched: now }).where('id', 'in', ids).execute()
	const rows = await db
		.selectFrom('made_file')
		.select('id')
		.where('id', 'in', ids)
		.where('until', '>', now)
		.execute()
	return new Set(rows.map(({ id }) => id))
}

/** Nobody makes it any more, whether its time is over or not. `problem`: as `Problem` writes itself. */
export const markExportJobFailed = (db: Kysely<Tables>, id: string, problem: string) =>
	db
		.updateTable('made_file')
		.set({ state: 'ended', problem, progress: null, hash: null })
		.where('id', '=', id)
		.execute()

/** By every server's clock. */
const longAgo = '1970-01-01T00:00:00.000Z'

/** It is nobody's any more, and goes with the next sweep. */
export const expireExportJob = (db: Kysely<Tables>, id: string) =>
	db.updateTable('made_file').set({ until: longAgo }).where('id', '=', id).execute()

/** What was destroyed or forgotten stands in none of them any more. */
export const expireExportJobs = (db: Kysely<Tables>, project: string) =>
	db.updateTable('made_file').set({ until: longAgo }).where('project', '=', project).execute()

/** Those whose time is over and that nobody makes any more, and those whose maker has gone. */
export const listAbandonedExportJobs = (
	db: Kysely<Tables>,
	project: string,
	now: string,
	silentSince: string,
): Promise<Pick<ExportJobRow, 'id' | 'hash' | 'until'>[]> =>
	db
		.selectFrom('made_file')
		.select(['id', 'hash', 'until'])
		.where('project', '=', project)
		.where((eb) =>
			eb.or([
				eb.and([eb('until', '<=', now), eb('state', 'in', ['whole', 'ended'])]),
				eb.and([eb('state', 'in', ['waiting', 'being-made']), eb('touched', '<', silentSince)]),
			]),
		)
		.execute()

export const deleteExportJob = (db: Kysely<Tables>, id: string) =>
	db.deleteFrom('made_file').where('id', '=', id).execute()

/** True if something else that is there has the same bytes. */
export async function isHashReferenced(db: Kysely<Tables>, hash: string, than: string): Promise<boolean> {
	const made = await db
		.selectFrom('made_file')
		.select('id')
		.where('hash', '=', hash)
		.where('id', '!=', than)
		.executeTakeFirst()
	const sent = await db.selectFrom('attachment').select('id').where('hash', '=', hash).executeTakeFirst()
	return made !== undefined || sent !== undefined
}
