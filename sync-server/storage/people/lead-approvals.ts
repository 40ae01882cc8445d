import type { Selectable } from 'kysely'
import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

/*
 * Requests for a code for the account of a safeguarding lead, which another lead approves first. States:
 * waiting, approved, rejected, used.
 */

export type LeadApprovalRow = Selectable<Tables['lead_approval']>

/** Returns the newest request for a person. */
export const lastLeadApproval = (session: Session, person: string): Promise<LeadApprovalRow | undefined> =>
	session.db
		.selectFrom('lead_approval')
		.selectAll()
		.where('project', '=', session.project)
		.where('person', '=', person)
		.orderBy('requested', 'desc')
		.orderBy('id')
		.executeTakeFirst()

export const findLeadApproval = (session: Session, id: string): Promise<LeadApprovalRow | undefined> =>
	session.db
		.selectFrom('lead_approval')
		.selectAll()
		.where('project', '=', session.project)
		.where('id', '=', id)
		.executeTakeFirst()

/** Returns the waiting requests, oldest first. */
export const waitingLeadApprovals = (session: Session): Promise<LeadApprovalRow[]> =>
	session.db
		.selectFrom('lead_approval')
		.selectAll()
		.where('project', '=', session.project)
		.where('state', '=', 'waiting')
		.orderBy('requested')
		.orderBy('id')
		.execute()

export async function insertLeadApproval(session: Session, row: LeadApprovalRow): Promise<void> {
	await session.db.insertInto('lead_approval').values(row).execute()
}

/** False if it was in another state by then. */
export async function moveLeadApproval(
	session: Session,
	id: string,
	from: string,
	to: Pick<LeadApprovalRow, 'state'> & Partial<Pick<LeadApprovalRow, 'decided' | 'decided_by'>>,
): Promise<boolean> {
	const moved = await session.db
		.updateTable('lead_approval')
		.set(to)
		.where('id', '=', id)
		.where('state', '=', from)
		.executeTakeFirst()
	return moved.numUpdatedRows > 0n
}
