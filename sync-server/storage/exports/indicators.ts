import type { Kysely } from 'kysely'
import type { Tables } from '../tables/tables.ts'

export type IndicatorRow = Tables['indicator']

/** Returns every revision of all indicators for demonstration or real records, newest first. */
export const everyIndicator = (
	db: Kysely<Tables>,
	project: string,
	demonstration: IndicatorRow['demonstration'],
): Promise<IndicatorRow[]> =>
	db
		.selectFrom('indicator')
		.selectAll()
		.where('project', '=', project)
		.where('demonstration', '=', demonstration)
		.orderBy('n', 'desc')
		.orderBy('id')
		.execute()

export const insertIndicator = (db: Kysely<Tables>, row: IndicatorRow) =>
	db.insertInto('indicator').values(row).execute()
