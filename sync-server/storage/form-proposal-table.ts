import type { Kysely, Selectable } from 'kysely'
import type { Tables } from './tables.ts'

/*
 * Versions of forms that are published once somebody has approved them.
 */

export type FormProposalRow = Selectable<Tables['form_proposal']>
export type FormDecisionRow = Selectable<Tables['form_proposal_decision']>

export const waitingProposals = (db: Kysely<Tables>, project: string): Promise<FormProposalRow[]> =>
	db
		.selectFrom('form_proposal')
		.selectAll()
		.where('project', '=', project)
		.where('state', '=', 'waiting')
		.orderBy('proposed')
		.orderBy('id')
		.execute()

export const findProposal = (
	db: Kysely<Tables>,
	project: string,
	id: string,
): Promise<FormProposalRow | undefined> =>
	db
		.selectFrom('form_proposal')
		.selectAll()
		.where('project', '=', project)
		.where('id', '=', id)
		.executeTakeFirst()

/** The same definition, proposed to follow the same version before, whatever became of it. */
export const sameProposal = (
	db: Kysely<Tables>,
	{ project, form, base, hash }: Pick<FormProposalRow, 'project' | 'form' | 'base' | 'hash'>,
): Promise<FormProposalRow | undefined> =>
	db
		.selectFrom('form_proposal')
		.selectAll()
		.where('project', '=', project)
		.where('form', '=', form)
		.where('base', '=', base)
		.where('hash', '=', hash)
		.orderBy('proposed', 'desc')
		.executeTakeFirst()

export async function insertProposal(db: Kysely<Tables>, row: FormProposalRow): Promise<void> {
	await db.insertInto('form_proposal').values(row).execute()
}

export async function setProposalState(db: Kysely<Tables>, id: string, state: string): Promise<void> {
	await db.updateTable('form_proposal').set({ state }).where('id', '=', id).execute()
}

/** Another version of the form stands now: what waited would follow one that is no longer the newest. */
export async function replaceWaiting(db: Kysely<Tables>, project: string, form: string): Promise<void> {
	await db
		.updateTable('form_proposal')
		.set({ state: 'replaced' })
		.where('project', '=', project)
		.where('form', '=', form)
		.where('state', '=', 'waiting')
		.execute()
}

/** Oldest first, with the names of who decided. */
export const decisionsOf = (db: Kysely<Tables>, proposal: string) =>
	db
		.selectFrom('form_proposal_decision')
		.leftJoin('person', 'person.id', 'form_proposal_decision.person')
		.selectAll('form_proposal_decision')
		.select('person.name')
		.where('proposal', '=', proposal)
		.orderBy('at')
		.execute()

/** A person decides once. */
export async function addDecision(db: Kysely<Tables>, row: FormDecisionRow): Promise<void> {
	await db.insertInto('form_proposal_decision').values(row).execute()
}
