import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

export type FlagDecisionRow = Tables['flag_decision']

/**
 * Returns the decisions about flags of a round in order, with the names of their authors. `subject`: only
 * about this one.
 */
export const flagDecisions = (
	session: Session,
	round: string,
	of: { readonly subject?: string; readonly district?: string } = {},
): Promise<(FlagDecisionRow & { by: string | null })[]> =>
	session.db
		.selectFrom('flag_decision')
		.leftJoin('person', 'person.id', 'flag_decision.person')
		.selectAll('flag_decision')
		.select('person.name as by')
		.where('flag_decision.project', '=', session.project)
		.where('flag_decision.round', '=', round)
		.$if(of.subject !== undefined, (query) => query.where('flag_decision.subject', '=', of.subject ?? ''))
		.$if(of.district !== undefined, (query) => query.where('flag_decision.district', '=', of.district ?? ''))
		.orderBy('flag_decision.n')
		.execute()

export async function insertFlagDecision(session: Session, row: FlagDecisionRow): Promise<void> {
	await session.db.insertInto('flag_decision').values(row).execute()
}
