import type { Selectable } from 'kysely'
import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

/* Form versions that are published once another user has approved them. */

export type FormProposalRow = Selectable<Tables['form_proposal']>
export type FormDecisionRow = Selectable<Tables['form_proposal_decision']>

export const waitingProposals = (session: Session): Promise<FormProposalRow[]> =>
	session.db
		.selectFrom('form_proposal')
		.selectAll()
		.where('project', '=', session.project)
		.where('state', '=', 'waiting')
		.orderBy('proposed')
		.orderBy('id')
		.execute()

export const findProposal = (session: Session, id: string): Promise<FormProposalRow | undefined> =>
	session.db
		.selectFrom('form_proposal')
		.selectAll()
		.where('project', '=', session.project)
		.where('id', '=', id)
		.executeTakeFirst()

/** Finds the last proposal of the same definition on the same base version, whatever its state. */
export const sameProposal = (
	session: Session,
	{ project, form, base, hash }: Pick<FormProposalRow, 'project' | 'form' | 'base' | 'hash'>,
): Promise<FormProposalRow | undefined> =>
	session.db
		.selectFrom('form_proposal')
		.selectAll()
		.where('project', '=', project)
		.where('form', '=', form)
		.where('base', '=', base)
		.where('hash', '=', hash)
		.orderBy('proposed', 'desc')
		.executeTakeFirst()

export async function insertProposal(session: Session, row: FormProposalRow): Promise<void> {
	await session.db.insertInto('form_proposal').values(row).execute()
}

export async function setProposalState(session: Session, id: string, state: string): Promise<void> {
	await session.db.updateTable('form_proposal').set({ state }).where('id', '=', id).execute()
}

/**
 * Marks waiting proposals of a form as replaced: a new version was published, so that they would follow one
 * that is no longer the newest.
 */
export async function replaceWaiting(session: Session, form: string): Promise<void> {
	await session.db
		.updateTable('form_proposal')
		.set({ state: 'replaced' })
		.where('project', '=', session.project)
		.where('form', '=', form)
		.where('state', '=', 'waiting')
		.execute()
}

/** Returns the decisions about a proposal, oldest first, with the names of their authors. */
export const decisionsOf = (session: Session, proposal: string) =>
	session.db
		.selectFrom('form_proposal_decision')
		.leftJoin('person', 'person.id', 'form_proposal_decision.person')
		.selectAll('form_proposal_decision')
		.select('person.name')
		.where('proposal', '=', proposal)
		.orderBy('at')
		.execute()

/** Adds a decision. A person decides once per proposal. */
export async function addDecision(session: Session, row: FormDecisionRow): Promise<void> {
	await session.db.insertInto('form_proposal_decision').values(row).execute()
}
