import { randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import type { LeadApproval } from '#shared/people/lead-approval'
import type { Person } from '#shared/people/people'
import {
	findLeadApproval,
	insertLeadApproval,
	lastLeadApproval,
	moveLeadApproval,
	waitingLeadApprovals,
} from '../storage/people/lead-approvals.ts'
import { allPeople, findPerson } from '../storage/people/people.ts'
import type { Store } from '../storage/store.ts'
import { serverRandom } from './invitations.ts'

/*
 * A code for the account of a safeguarding lead gives access to data that is encrypted to leads only.
 * Administrators create codes; an existing lead approves each of these, so that an administrator cannot
 * become a lead alone.
 */

const lead = 'safeguarding-lead'
/** Validity of an unused approval. */
const lifeMs = 7 * 24 * 60 * 60_000

/**
 * True if a code for this person needs the approval of another lead: for every lead except the first of a
 * project. Inactive leads count, or an administrator could avoid the approval by deactivating them.
 */
export async function isApprovalNeeded(
	store: Store,
	{ role, demonstration }: Pick<Person, 'role' | 'demonstration'>,
): Promise<boolean> {
	if (role !== lead || demonstration) return false
	const people = await allPeople(store.reading)
	return people.some((row) => row.role === lead && row.demonstration === 0 && row.password !== null)
}

/** True if another lead has approved the next code for this person. */
export async function isApproved(store: Store, person: string, now: number): Promise<boolean> {
	const last = await lastLeadApproval(store.reading, person)
	return last?.state === 'approved' && isFresh(last.decided, now)
}

const isFresh = (decided: string | null, now: number): boolean =>
	decided !== null && now - Date.parse(decided) < lifeMs

/**
 * Checks the approvals before codes are created for these people. A missing approval is requested through
 * `auditedStoreFor`, the store that also writes the entry of the audit log.
 *
 * @throws Problem `lead-approval-needed`
 */
export async function demandLeadApproval(
	store: Store,
	auditedStoreFor: (person: string) => Pick<Store, 'write'>,
	{ people, by, now }: { readonly people: readonly Person[]; readonly by: Person; readonly now: number },
): Promise<void> {
	for (const person of people) {
		if (!(await isApprovalNeeded(store, person))) continue
		if (await isApproved(store, person.id, now)) continue
		const last = await lastLeadApproval(store.reading, person.id)
		if (last?.state !== 'waiting')
			await auditedStoreFor(person.id).write((session) =>
				insertLeadApproval(session, {
					id: randomId(serverRandom),
					project: store.project,
					person: person.id,
					requested: session.at,
					requested_by: by.id,
					state: 'waiting',
					decided: null,
					decided_by: null,
				}),
			)
		throw new Problem('lead-approval-needed', { name: person.name })
	}
}

/** Returns the approvals that are waiting, oldest first. */
export async function listLeadApprovals(store: Store, reader: Person): Promise<LeadApproval[]> {
	const rows = await waitingLeadApprovals(store.reading)
	const listed = await Promise.all(
		rows.map(async (row): Promise<LeadApproval[]> => {
			const [person, by] = await Promise.all([
				findPerson(store.reading, row.person),
				findPerson(store.reading, row.requested_by),
			])
			if (!person || person.id === reader.id) return []
			return [
				{
					id: row.id,
					person: { name: person.name, code: person.code },
					hasAccount: person.password !== null,
					requestedAt: row.requested,
					by: by?.name ?? '',
				},
			]
		}),
	)
	return listed.flat()
}

/** Returns the id of the account that an approval is about. @throws Problem `not-found` */
export async function personOfApproval(store: Store, id: string): Promise<string> {
	const row = await findLeadApproval(store.reading, id)
	if (!row) throw new Problem('not-found')
	return row.person
}

/**
 * @throws Problem `not-found` if the approval is not waiting any more, or is about the caller's own account
 */
export async function decideLeadApproval(
	through: Pick<Store, 'write'>,
	id: string,
	{ person, decision }: { readonly person: Person; readonly decision: 'approve' | 'reject' },
): Promise<void> {
	await through.write(async (session) => {
		const row = await findLeadApproval(session, id)
		if (!row || row.person === person.id) throw new Problem('not-found')
		const state = decision === 'approve' ? 'approved' : 'rejected'
		const isMine = await moveLeadApproval(session, id, 'waiting', {
			state,
			decided: session.at,
			decided_by: person.id,
		})
		if (!isMine) throw new Problem('not-found')
	})
}
