import { createHash, randomBytes } from 'node:crypto'
import { type RandomBytes, randomCode, randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import type { Invitation, Person } from '#shared/people/people'
import { canInvite, isDistrictSubset } from '#shared/people/roles'
import { hasPhone } from '../storage/people/devices.ts'
import {
	type CodeRow,
	findCode,
	invitedPeople,
	openCodesOf,
	replaceCode,
} from '../storage/people/invitations.ts'
import { lastLeadApproval, moveLeadApproval } from '../storage/people/lead-approvals.ts'
import { asPerson, findPerson } from '../storage/people/people.ts'
import type { Store, WriteSession } from '../storage/store.ts'
import { codeDigest } from './code-digest.ts'
import { needsConfirmation, notifyNewDevice } from './second-device.ts'

/** Random bytes from the operating system. */
export const serverRandom: RandomBytes = (length) => randomBytes(length)

/**
 * Returns the stored digest of a session token or an API key. Both are random, so a plain SHA-256 suffices to
 * recognise them.
 */
export const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

const codeLifeMs = 30 * 24 * 60 * 60_000

/**
 * Creates an enrolment code for a person. Earlier unused codes are revoked, so that a code read out twice by
 * mistake is no risk.
 * `lasting`: without expiry, for the first administrator. `by`: the user who creates it, null for the server
 * itself. The person may have no district that `by` lacks, since the code opens the account.
 *
 * @throws Problem `not-found`, `not-allowed`
 */
export async function invite(
	store: Store,
	personId: string,
	now: number,
	{ lasting = false, by = null as Person | null } = {},
): Promise<Invitation> {
	const person = await inviting(store, personId, by)
	const [made] = await makeCodes(store, [person], { now: lasting ? null : now, by })
	if (!made) throw new Problem('not-found')
	return made
}

/**
 * Creates an enrolment code on behalf of the server. Null if the person has a code that can still be used. Of
 * several processes at once, one creates it.
 */
export async function inviteUnlessInvited(
	store: Store,
	personId: string,
	now: number,
	{ lasting = false } = {},
): Promise<Invitation | null> {
	const person = await inviting(store, personId, null)
	const [made = null] = await makeCodes(store, [person], {
		now: lasting ? null : now,
		by: null,
		isOnlyWhereNone: true,
	})
	return made
}

/**
 * Creates a new code for each person, all or none; their earlier unused codes are revoked.
 *
 * @throws Problem `not-found`, `not-allowed`
 */
export async function inviteAll(
	store: Store,
	ids: readonly string[],
	now: number,
	by: Person,
): Promise<Invitation[]> {
	const people: Person[] = []
	for (const id of new Set(ids)) people.push(await inviting(store, id, by))
	return makeCodes(store, people, { now, by })
}

async function inviting(store: Store, id: string, by: Person | null): Promise<Person> {
	const row = await findPerson(store.reading, id)
	if (!row) throw new Problem('not-found')
	const person = asPerson(row)
	if (by && !canInvite(by.role, person.role)) throw new Problem('not-allowed')
	if (by && !isDistrictSubset(by.districts, person.districts)) throw new Problem('not-allowed')
	return person
}

/** `now`: null for codes that do not expire. */
async function makeCodes(
	store: Store,
	people: readonly Person[],
	{
		now,
		by,
		isOnlyWhereNone = false,
	}: { readonly now: number | null; readonly by: Person | null; readonly isOnlyWhereNone?: boolean },
): Promise<Invitation[]> {
	const expires = now === null ? null : new Date(now + codeLifeMs).toISOString()
	const made: Invitation[] = []
	await store.write(async (session) => {
		const invited = isOnlyWhereNone ? await invitedPeople(session, session.at) : new Set<string>()
		for (const person of people.filter(({ id }) => !invited.has(id))) {
			const code = randomCode(serverRandom)
			await spendLeadApproval(session, person)
			// a demonstration account has no data to protect, so its code needs no confirmation
			const isForOther = !person.demonstration && (await hasPhone(session, person.id))
			const isUnconfirmed = needsConfirmation(by, isForOther)
			for (const before of await openCodesOf(session, person.id))
				await notifyNewDevice(session, before, { state: 'ended' })
			const row = {
				digest: codeDigest(store, code),
				person: person.id,
				created: session.at,
				expires,
				ref: isForOther ? randomId(serverRandom) : null,
				made_by: by?.id ?? null,
				unconfirmed: isUnconfirmed ? (1 as const) : (0 as const),
			}
			await replaceCode(session, row)
			await notifyNewDevice(session, row, { state: isUnconfirmed ? 'waiting' : 'made' })
			made.push({ code, expires, person, isUnconfirmed })
		}
	})
	return made
}

/**
 * Marks the approval by another lead as used: it is good for one code. @throws Problem `lead-approval-needed`
 * if another code used it meanwhile
 */
async function spendLeadApproval(session: WriteSession, person: Person): Promise<void> {
	if (person.role !== 'safeguarding-lead') return
	const last = await lastLeadApproval(session, person.id)
	if (last?.state !== 'approved') return
	if (!(await moveLeadApproval(session, last.id, 'approved', { state: 'used' })))
		throw new Problem('lead-approval-needed', { name: person.name })
}

export interface KnownCode {
	readonly digest: string
	readonly row: CodeRow
	readonly person: Person
	/** Time of use; null if the code is unused. */
	readonly used: string | null
	readonly isExpired: boolean
}

/**
 * Finds a typed code and its person.
 *
 * @throws Problem `code-unknown`, `person-inactive`
 */
export async function readCode(store: Store, typed: string, now: number): Promise<KnownCode> {
	const digest = codeDigest(store, typed)
	const code = await findCode(store.reading, digest)
	const row = code ? await findPerson(store.reading, code.person) : undefined
	if (!code || !row) throw new Problem('code-unknown')
	if (row.active === 0) throw new Problem('person-inactive')
	const isExpired = code.expires !== null && code.expires < new Date(now).toISOString()
	return { digest, row: code, person: asPerson(row), used: code.used, isExpired }
}

/**
 * Returns a user's invitation again, by its code, to a user who may create one. `isUnguarded`: it is for a user who
 * has a device, which does not confirm it.
 *
 * @throws Problem `code-unknown`, `code-used`, `code-expired`, `not-found`, `not-allowed`, `person-inactive`
 */
export async function findInvitation(
	store: Store,
	{ code, person: id, by }: { readonly code: string; readonly person: string; readonly by: Person },
	now: number,
): Promise<Invitation & { readonly isUnguarded: boolean }> {
	await inviting(store, id, by)
	const known = await readCode(store, code, now)
	if (known.person.id !== id) throw new Problem('code-unknown')
	rejectUsedInvitation(known)
	const { expires, unconfirmed, ref } = known.row
	const isUnconfirmed = unconfirmed === 1
	return { code, expires, person: known.person, isUnconfirmed, isUnguarded: ref !== null && !isUnconfirmed }
}

/** @throws Problem `code-used`, `code-expired` */
export function rejectUsedInvitation({ used, isExpired }: KnownCode): void {
	if (used !== null) throw new Problem('code-used')
	if (isExpired) throw new Problem('code-expired')
}
