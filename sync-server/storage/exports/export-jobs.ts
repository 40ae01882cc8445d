import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

export type ExportJobRow = Tables['export_job']

export const insertExportJob = (session: Session, row: ExportJobRow) =>
	session.db.insertInto('export_job').values(row).execute()

/** Returns export jobs that have not expired, newest first. */
export const listExportJobs = (session: Session, person: string, now: string): Promise<ExportJobRow[]> =>
	session.db
		.selectFrom('export_job')
		.selectAll()
		.where('project', '=', session.project)
		.where('person', '=', person)
		.where('until', '>', now)
		.orderBy('requested', 'desc')
		.orderBy('id')
		.execute()

/** Updates a job that has not expired. False if it has, or does not exist any more. */
export async function updateExportJob(
	session: Session,
	id: string,
	change: Partial<Pick<ExportJobRow, 'state' | 'problem' | 'progress' | 'hash' | 'bytes' | 'until'>>,
	now: string,
): Promise<boolean> {
	const { numUpdatedRows } = await session.db
		.updateTable('export_job')
		.set(change)
		.where('id', '=', id)
		.where('until', '>', now)
		.executeTakeFirstOrThrow()
	return numUpdatedRows > 0n
}

/** Saves that the process of these jobs is alive. Returns the jobs that have not expired. */
export async function touchExportJobs(
	session: Session,
	ids: readonly string[],
	now: string,
): Promise<Set<string>> {
	await session.db.updateTable('export_job').set({ heartbeat: now }).where('id', 'in', ids).execute()
	const rows = await session.db
		.selectFrom('export_job')
		.select('id')
		.where('id', 'in', ids)
		.where('until', '>', now)
		.execute()
	return new Set(rows.map(({ id }) => id))
}

/** Marks a job as failed, whether it has expired or not. `problem`: a serialised `Problem`. */
export const markExportJobFailed = (session: Session, id: string, problem: string) =>
	session.db
		.updateTable('export_job')
		.set({ state: 'failed', problem, progress: null, hash: null })
		.where('id', '=', id)
		.execute()

/** In the past by every server's clock. */
const longAgo = '1970-01-01T00:00:00.000Z'

/** Expires a job; the next cleanup deletes it. */
export const expireExportJob = (session: Session, id: string) =>
	session.db.updateTable('export_job').set({ until: longAgo }).where('id', '=', id).execute()

/** Expires all jobs, whose files may contain erased data. */
export const expireExportJobs = (session: Session) =>
	session.db
		.updateTable('export_job')
		.set({ until: longAgo })
		.where('project', '=', session.project)
		.execute()

/** Returns expired jobs that are not running, and running jobs whose process has ended. */
export const listAbandonedExportJobs = (
	session: Session,
	now: string,
	silentSince: string,
): Promise<Pick<ExportJobRow, 'id' | 'hash' | 'until'>[]> =>
	session.db
		.selectFrom('export_job')
		.select(['id', 'hash', 'until'])
		.where('project', '=', session.project)
		.where((eb) =>
			eb.or([
				eb.and([eb('until', '<=', now), eb('state', 'in', ['done', 'failed'])]),
				eb.and([eb('state', 'in', ['waiting', 'running']), eb('heartbeat', '<', silentSince)]),
			]),
		)
		.execute()

export const deleteExportJob = (session: Session, id: string) =>
	session.db.deleteFrom('export_job').where('id', '=', id).execute()

/** True if another export or an attachment has the same bytes. */
export async function isHashReferenced(session: Session, hash: string, than: string): Promise<boolean> {
	const made = await session.db
		.selectFrom('export_job')
		.select('id')
		.where('hash', '=', hash)
		.where('id', '!=', than)
		.executeTakeFirst()
	const sent = await session.db
		.selectFrom('attachment')
		.select('id')
		.where('hash', '=', hash)
		.executeTakeFirst()
	return made !== undefined || sent !== undefined
}
