import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

export type IndicatorRow = Tables['indicator']

/** Returns every revision of all indicators for demonstration or real records, newest first. */
export const everyIndicator = (
	session: Session,
	demonstration: IndicatorRow['demonstration'],
): Promise<IndicatorRow[]> =>
	session.db
		.selectFrom('indicator')
		.selectAll()
		.where('project', '=', session.project)
		.where('demonstration', '=', demonstration)
		.orderBy('n', 'desc')
		.orderBy('id')
		.execute()

export const insertIndicator = (session: Session, row: IndicatorRow) =>
	session.db.insertInto('indicator').values(row).execute()
