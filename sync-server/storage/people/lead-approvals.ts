import type { Kysely, Selectable } from 'kysely'
import type { Tables } from '../tables/tables.ts'

/*
 * Requests for a code for the account of a safeguarding lead, which another lead approves first. States:
 * waiting, approved, rejected, used.
 */

export type LeadApprovalRow = Selectable<Tables['lead_approval']>

/** Returns the newest request for a person. */
export const lastLeadApproval = (
	db: Kysely<Tables>,
	project: string,
	person: string,
): Promise<LeadApprovalRow | undefined> =>
	db
		.selectFrom('lead_approval')
		.selectAll()
		.where('project', '=', project)
		.where('person', '=', person)
		.orderBy('requested', 'desc')
		.orderBy('id')
		.executeTakeFirst()

export const findLeadApproval = (
	db: Kysely<Tables>,
	project: string,
	id: string,
): Promise<LeadApprovalRow | undefined> =>
	db
		.selectFrom('lead_approval')
		.selectAll()
		.where('project', '=', project)
		.where('id', '=', id)
		.executeTakeFirst()

/** Returns the waiting requests, oldest first. */
export const waitingLeadApprovals = (db: Kysely<Tables>, project: string): Promise<LeadApprovalRow[]> =>
	db
		.selectFrom('lead_approval')
		.selectAll()
		.where('project', '=', project)
		.where('state', '=', 'waiting')
		.orderBy('requested')
		.orderBy('id')
		.execute()

export async function insertLeadApproval(db: Kysely<Tables>, row: LeadApprovalRow): Promise<void> {
	await db.insertInto('lead_approval').values(row).execute()
}

/** False if it was in another state by then. */
export async function moveLeadApproval(
	db: Kysely<Tables>,
	id: string,
	from: string,
	to: Pick<LeadApprovalRow, 'state'> & Partial<Pick<LeadApprovalRow, 'decided' | 'decided_by'>>,
): Promise<boolean> {
	const moved = await db
		.updateTable('lead_approval')
		.set(to)
		.where('id', '=', id)
		.where('state', '=', from)
		.executeTakeFirst()
	return moved.numUpdatedRows > 0n
}
