import { createHash, randomBytes } from 'node:crypto'
import type { Invitation, Person } from '#shared/access/people'
import { canInvite, isDistrictSubset } from '#shared/access/roles'
import { type RandomBytes, randomCode, randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import { type CodeRow, findCode, invitedPeople, openCodesOf, replaceCode } from '../storage/code-table.ts'
import { hasPhone } from '../storage/device-table.ts'
import { lastLeadApproval, moveLeadApproval } from '../storage/lead-approval-table.ts'
import { asPerson, findPerson } from '../storage/person-table.ts'
import type { Store, WriteSession } from '../storage/store.ts'
import { codeDigest } from './code-digest.ts'
import { needsConfirmation, notifyNewDevice } from './second-device.ts'

/** Random bytes of this process. */
export const serverRandom: RandomBytes = (length) => randomBytes(length)

/** What is kept of a session's token or a program's key, which nobody can guess: enough to recognise it, not to use it. */
export const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

const codeLifeMs = 30 * 24 * 60 * 60_000

/**
 * A one-time code for a person. Earlier unused ones end, so that a code read out twice by mistake is no risk.
 * `lasting`: without an end, for the first administrator. `by`: who makes it; whoever gets it may work in no district
 * that the maker may not, since the code opens the account. Null for the server itself.
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

/** The same, by the server itself, unless the person has a code that can still be used: null then. Of several processes at once, one makes it. */
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
 * A new code for each of these people, all or none; those from before that nobody used end.
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
	const row = await findPerson(store.reading, store.project, id)
	if (!row) throw new Problem('not-found')
	const person = asPerson(row)
	if (by && !canInvite(by.role, person.role)) throw new Problem('not-allowed')
	if (by && !isDistrictSubset(by.districts, person.districts)) throw new Problem('not-allowed')
	return person
}

/** `now`: null for codes without an end. */
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
		const invited = isOnlyWhereNone ? await invitedPeople(session.db, session.at) : new Set<string>()
		for (const person of people.filter(({ id }) => !invited.has(id))) {
			const code = randomCode(serverRandom)
			await spendLeadApproval(session, store.project, person)
			// who only shows the demonstration has nothing that others could read
			const isForOther = !person.demonstration && (await hasPhone(session.db, store.project, person.id))
			const isUnconfirmed = needsConfirmation(by, isForOther)
			for (const before of await openCodesOf(session.db, person.id))
				await notifyNewDevice(session, store.project, before, { state: 'ended' })
			const row = {
				digest: codeDigest(store, code),
				person: person.id,
				created: session.at,
				expires,
				ref: isForOther ? randomId(serverRandom) : null,
				made_by: by?.id ?? null,
				unconfirmed: isUnconfirmed ? (1 as const) : (0 as const),
			}
			await replaceCode(session.db, row)
			await notifyNewDevice(session, store.project, row, { state: isUnconfirmed ? 'waiting' : 'made' })
			made.push({ code, expires, person, isUnconfirmed })
		}
	})
	return made
}

/** An approval by another lead is for one code. @throws Problem `lead-approval-needed` where another code was made by it meanwhile */
async function spendLeadApproval({ db }: WriteSession, project: string, person: Person): Promise<void> {
	if (person.role !== 'safeguarding-lead') return
	const last = await lastLeadApproval(db, project, person.id)
	if (last?.state !== 'approved') return
	if (!(await moveLeadApproval(db, last.id, 'approved', { state: 'used' })))
		throw new Problem('lead-approval-needed', { name: person.name })
}

export interface KnownCode {
	readonly digest: string
	readonly row: CodeRow
	readonly person: Person
	/** When it was used; null where it was not. */
	readonly used: string | null
	readonly isExpired: boolean
}

/**
 * The person a typed code was made for.
 *
 * @throws Problem `code-unknown`, `person-inactive`
 */
export async function readCode(store: Store, typed: string, now: number): Promise<KnownCode> {
	const digest = codeDigest(store, typed)
	const code = await findCode(store.reading, digest)
	const row = code ? await findPerson(store.reading, store.project, code.person) : undefined
	if (!code || !row) throw new Problem('code-unknown')
	if (row.active === 0) throw new Problem('person-inactive')
	const isExpired = code.expires !== null && code.expires < new Date(now).toISOString()
	return { digest, row: code, person: asPerson(row), used: code.used, isExpired }
}

/** @throws Problem `code-used`, `code-expired` */
export function rejectUsedInvitation({ used, isExpired }: KnownCode): void {
	if (used !== null) throw new Problem('code-used')
	if (isExpired) throw new Problem('code-expired')
}
