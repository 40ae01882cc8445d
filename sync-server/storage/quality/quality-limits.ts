import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

type Row = Tables['quality_limits']

/** Returns the changes of limits, newest first, with the names of their authors. */
export const limitsChanges = (
	session: Session,
	round: string,
	most: number,
): Promise<(Row & { by: string | null })[]> =>
	session.db
		.selectFrom('quality_limits')
		.leftJoin('person', 'person.id', 'quality_limits.person')
		.selectAll('quality_limits')
		.select('person.name as by')
		.where('quality_limits.project', '=', session.project)
		.where('quality_limits.round', '=', round)
		.orderBy('quality_limits.n', 'desc')
		.limit(most)
		.execute()

export async function insertLimits(session: Session, row: Row): Promise<void> {
	await session.db.insertInto('quality_limits').values(row).execute()
}
