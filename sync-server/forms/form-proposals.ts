import { randomBytes } from 'node:crypto'
import type { FormDefinition } from '#shared/forms/form-definition'
import type { FormProposalListed } from '#shared/forms/form-proposal'
import { isApprovedBy, rolesMissing, type Weakening, weakenings } from '#shared/forms/weakened-sealing'
import { shortDigest } from '#shared/kernel/digest'
import { randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { isRole, type Role } from '#shared/people/roles'
import {
	addDecision,
	decisionsOf,
	type FormProposalRow,
	findProposal,
	insertProposal,
	replaceWaiting,
	sameProposal,
	setProposalState,
	waitingProposals,
} from '../storage/log/form-proposals.ts'
import { findPerson } from '../storage/people/people.ts'
import { findForm, newestForm } from '../storage/records/forms.ts'
import type { Session } from '../storage/session.ts'
import type { Store, WriteSession } from '../storage/store.ts'
import { addVersion, textOfForm } from './add-version.ts'

/*
 * A version that reduces protected access or encryption waits for approval by a user of each role that loses.
 * Phones do not receive it before.
 */

interface Proposing {
	readonly definition: FormDefinition
	/** Proposer. Null if the form comes with the program. */
	readonly by: string | null
	/** ISO time */
	readonly now: string
	/** The newest version, which the proposal follows. */
	readonly base: number
}

/** Saves a proposal. An identical one is the same proposal: the program proposes its forms at every start. */
export async function proposeVersion(
	session: WriteSession,
	{ definition, by, now, base }: Proposing,
): Promise<void> {
	const text = textOfForm(definition)
	const about = { project: session.project, form: definition.id, base, hash: shortDigest(text) }
	const known = await sameProposal(session, about)
	if (known?.state === 'waiting' || (known && by === null)) return
	await replaceWaiting(session, definition.id)
	await insertProposal(session, {
		...about,
		id: randomId((length) => randomBytes(length)),
		definition: text,
		proposed: now,
		proposed_by: by,
		state: 'waiting',
	})
}

/** A proposal with the version before. */
export interface Proposed {
	readonly row: FormProposalRow
	readonly before: FormDefinition
	readonly after: FormDefinition
	readonly weakened: readonly Weakening[]
}

async function proposedOf(session: Session, row: FormProposalRow): Promise<Proposed | null> {
	const base = await findForm(session, row.form, row.base)
	if (!base) return null
	const before = JSON.parse(base.definition) as FormDefinition
	const after = JSON.parse(row.definition) as FormDefinition
	return { row, before, after, weakened: weakenings(before, after) }
}

/** Returns a proposal, waiting or decided. @throws Problem `not-found` */
export async function findProposed(store: Store, id: string): Promise<Proposed> {
	const row = await findProposal(store.reading, id)
	const found = row && (await proposedOf(store.reading, row))
	if (!found) throw new Problem('not-found')
	return found
}

/** Lists the waiting proposals, oldest first, as the person may see them. */
export async function listProposals(store: Store, reader: Person): Promise<FormProposalListed[]> {
	const rows = await waitingProposals(store.reading)
	const listed = await Promise.all(
		rows.map(async (row): Promise<FormProposalListed[]> => {
			const found = await proposedOf(store.reading, row)
			if (!found) return []
			const approvals = await approvalsOf(store.reading, row.id)
			const by = row.proposed_by && (await findPerson(store.reading, row.proposed_by))
			const missing = rolesMissing(found.weakened, new Set(approvals.map(({ role }) => role)))
			return [
				{
					id: row.id,
					form: row.form,
					title: found.after.title,
					base: row.base,
					proposed: row.proposed,
					by: by ? by.name : null,
					isOwn: row.proposed_by === reader.id,
					weakenings: found.weakened.map((each) => ({ ...each, losing: [...each.losing] })),
					approvals,
					missing,
					isToApprove:
						canApprove(reader, found) && row.proposed_by !== reader.id && missing.includes(reader.role),
				},
			]
		}),
	)
	return listed.flat()
}

/**
 * True if the person may approve. A form goes to phones of all districts, so approval requires all of them.
 */
const canApprove = (person: Person, { weakened }: Proposed): boolean =>
	!person.demonstration &&
	person.districts === 'all' &&
	weakened.some(({ losing }) => losing.includes(person.role))

async function approvalsOf(
	session: Session,
	proposal: string,
): Promise<{ role: Role; name: string; at: string }[]> {
	const rows = await decisionsOf(session, proposal)
	return rows.flatMap(({ decision, role, name, at }) =>
		decision === 'approve' && isRole(role) ? [{ role, name: name ?? '', at }] : [],
	)
}

interface Deciding {
	readonly person: Person
	readonly decision: 'approve' | 'reject'
	readonly why: string
	/** ISO time */
	readonly now: string
}

/**
 * Approves or rejects a proposal. The last missing approval publishes it as proposed: returns the version
 * then, else null. The proposer can withdraw it, and never approve it.
 *
 * @throws Problem `not-found`, `not-allowed`, `approval-own`, `form-proposal-changed`
 */
export async function decideProposal(
	through: Pick<Store, 'write'>,
	id: string,
	{ person, decision, why, now }: Deciding,
): Promise<number | null> {
	return through.write(async (session) => {
		const row = await findProposal(session, id)
		const found = row && (await proposedOf(session, row))
		if (!row || !found) throw new Problem('not-found')
		const isOwn = row.proposed_by === person.id
		if (!canApprove(person, found) && !(isOwn && decision === 'reject')) throw new Problem('not-allowed')
		if (isOwn && decision === 'approve') throw new Problem('approval-own')
		const newest = await newestForm(session, row.form)
		const before = await approvalsOf(session, id)
		const isDecided = before.some(({ role }) => role === person.role) && decision === 'approve'
		if (row.state !== 'waiting' || newest?.version !== row.base || isDecided)
			throw new Problem('form-proposal-changed')
		await addDecision(session, {
			proposal: id,
			person: person.id,
			role: person.role,
			decision,
			why: why.trim(),
			at: now,
		})
		if (decision === 'reject') {
			await setProposalState(session, id, 'rejected')
			return null
		}
		const approvals = [...before, { role: person.role, name: person.name, at: now }]
		if (!isApprovedBy(found.weakened, new Set(approvals.map(({ role }) => role)))) return null
		const version = await addVersion(session, {
			definition: found.after,
			by: row.proposed_by,
			now,
			approval: approvals.map(({ role, name }) => ({ role, name })),
		})
		await setProposalState(session, id, 'published')
		return version
	})
}
