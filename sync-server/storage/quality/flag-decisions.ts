import type { Kysely } from 'kysely'
import type { Tables } from '../tables/tables.ts'

export type FlagDecisionRow = Tables['flag_decision']

/**
 * Returns the decisions about flags of a round in order, with the names of their authors. `subject`: only
 * about this one.
 */
export const flagDecisions = (
	db: Kysely<Tables>,
	project: string,
	round: string,
	of: { readonly subject?: string; readonly district?: string } = {},
): Promise<(FlagDecisionRow & { by: string | null })[]> =>
	db
		.selectFrom('flag_decision')
		.leftJoin('person', 'person.id', 'flag_decision.person')
		.selectAll('flag_decision')
		.select('person.name as by')
		.where('flag_decision.project', '=', project)
		.where('flag_decision.round', '=', round)
		.$if(of.subject !== undefined, (query) => query.where('flag_decision.subject', '=', of.subject ?? ''))
		.$if(of.district !== undefined, (query) => query.where('flag_decision.district', '=', of.district ?? ''))
		.orderBy('flag_decision.n')
		.execute()

export async function insertFlagDecision(db: Kysely<Tables>, row: FlagDecisionRow): Promise<void> {
	await db.insertInto('flag_decision').values(row).execute()
}

/** Deletes the decisions about a record: their reasons may repeat its content. */
export async function deleteFlagDecisions(
	db: Kysely<Tables>,
	project: string,
	record: string,
): Promise<void> {
	await db.deleteFrom('flag_decision').where('project', '=', project).where('subject', '=', record).execute()
}
