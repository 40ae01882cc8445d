import { maySee, type NewPerson, type Person, type PersonListed } from '#shared/access/people'
import { isWithinDistricts, worksOnPhone } from '#shared/access/roles'
import type { Campaign } from '#shared/campaign/campaign'
import { randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import type { PersonDocument } from '#shared/sync/messages'
import { invitedPeople } from '../storage/code-table.ts'
import {
	allPeople,
	asPerson,
	findPersonCalled,
	insertPerson,
	type PersonRow,
	phonesByPerson,
} from '../storage/person-table.ts'
import type { Store } from '../storage/store.ts'
import { serverRandom } from './codes.ts'

export const personDocument = (person: Person, campaign: Pick<Campaign, 'districts'>): PersonDocument => ({
	id: person.id,
	name: person.name,
	code: person.code,
	role: person.role,
	districts: person.districts === 'all' ? campaign.districts.map(({ code }) => code) : [...person.districts],
	demonstration: person.demonstration,
})

/**
 * `id`: one that nobody has, where it must be known before; else a new one. `by`: who adds them, and can only give districts that are their own; null for the server itself.
 *
 * @throws Problem `code-name-taken`, `districts-missing`, `input-invalid`, `not-allowed`
 */
export async function addPerson(
	store: Store,
	campaign: Pick<Campaign, 'districts'>,
	given: NewPerson & { readonly demonstration?: boolean; readonly id?: string },
	now: number,
	by: Person | null = null,
): Promise<Person> {
	const known = new Set(campaign.districts.map(({ code }) => code))
	const unknown = given.districts === 'all' ? undefined : given.districts.find((code) => !known.has(code))
	if (unknown !== undefined) throw new Problem('input-invalid', { field: 'districts', found: unknown })
	if (given.districts !== 'all' && given.districts.length === 0) throw new Problem('districts-missing')
	if (by && !isWithinDistricts(by.districts, given.districts)) throw new Problem('not-allowed')
	const row: PersonRow = {
		id: given.id ?? randomId(serverRandom),
		project: store.project,
		name: given.name.trim(),
		code: asTyped(given.code),
		role: given.role,
		districts: given.districts === 'all' ? 'all' : JSON.stringify([...given.districts].sort()),
		language: given.language,
		password: null,
		demonstration: given.demonstration ? 1 : 0,
		active: 1,
		created: new Date(now).toISOString(),
	}
	const person = asPerson(row)
	await store.write(async (session) => {
		if (await findPersonCalled(session.db, store.project, row.code))
			throw new Problem('code-name-taken', { found: row.code })
		await insertPerson(session.db, row)
		if (worksOnPhone(person.role))
			await session.putDocument({
				kind: 'person',
				ref: person.id,
				scope: `person:${person.id}`,
				body: personDocument(person, campaign),
			})
	})
	return person
}

/** The name to sign in with, however it was typed. */
export const asTyped = (code: string): string => code.trim().toLowerCase()

/** The people whom someone may see. */
export async function listPeople(store: Store, asking: Person, now: number): Promise<PersonListed[]> {
	const rows = await allPeople(store.reading, store.project)
	const phones = await phonesByPerson(store.reading, store.project)
	const invited = await invitedPeople(store.reading, new Date(now).toISOString())
	return rows
		.map((row) => ({
			...asPerson(row),
			phones: phones.get(row.id)?.phones ?? 0,
			lastSeen: phones.get(row.id)?.lastSeen ?? null,
			isInvited: invited.has(row.id),
			hasPassword: row.password !== null,
		}))
		.filter((person) => maySee(asking, person))
}
