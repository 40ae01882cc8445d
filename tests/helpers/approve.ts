import { decideProposal, listProposals } from '../../sync-server/forms/form-proposals.ts'
import type { Desk, ServerForTests } from './desk-server.ts'

/**
 * Approves every waiting form version, as a data manager with all districts: tests replace the program's
 * forms by short ones, which weakens their protection.
 */
export async function approveWaitingForms(
	{ store, clock }: ServerForTests,
	{ person }: Pick<Desk, 'person'>,
): Promise<void> {
	const now = new Date(clock.now).toISOString()
	for (const { id } of await listProposals(store, person))
		await decideProposal(store, id, { person, decision: 'approve', why: '', now })
}
