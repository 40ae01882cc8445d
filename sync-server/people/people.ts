import { randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import {
	canSeePerson,
	enumeratorSexes,
	type NewPerson,
	type Person,
	type PersonListItem,
} from '#shared/people/people'
import { type DistrictScope, isDistrictSubset, isPhoneRole } from '#shared/people/roles'
import type { Study } from '#shared/study/study'
import type { PersonDocument } from '#shared/sync/messages'
import { invitedPeople } from '../storage/people/invitations.ts'
import {
	allPeople,
	asPerson,
	findPersonCalled,
	insertPerson,
	type PersonRow,
	phonesByPerson,
	supervisors,
} from '../storage/people/people.ts'
import type { Store, WriteSession } from '../storage/store.ts'
import { serverRandom } from './invitations.ts'

export const personDocument = (person: Person, study: Pick<Study, 'districts'>): PersonDocument => ({
	id: person.id,
	name: person.name,
	code: person.code,
	role: person.role,
	districts: person.districts === 'all' ? study.districts.map(({ code }) => code) : [...person.districts],
	demonstration: person.demonstration,
})

/**
 * Creates a user. `id`: given if it must be known before; else random. `by`: the user who creates them and
 * can assign only their own districts; null for the server itself.
 *
 * @throws Problem `username-taken`, `districts-missing`, `input-invalid`, `not-allowed`
 */
export async function addPerson(
	store: Store,
	study: Pick<Study, 'districts'>,
	given: NewPerson & { readonly demonstration?: boolean; readonly id?: string },
	now: number,
	by: Person | null = null,
): Promise<Person> {
	requireDistricts(study, given, by)
	const row = {
		...newRow(store.project, given, now),
		id: given.id ?? randomId(serverRandom),
		demonstration: given.demonstration ? (1 as const) : (0 as const),
	}
	const person = asPerson(row)
	await store.write(async (session) => {
		if (await findPersonCalled(session, row.code)) throw new Problem('username-taken', { found: row.code })
		await insertPerson(session, row)
		await publishPersonDocument(session, person, study)
	})
	return person
}

/** @throws Problem `districts-missing`, `input-invalid`, `not-allowed` */
export function requireDistricts(
	study: Pick<Study, 'districts'>,
	{ districts }: Pick<NewPerson, 'districts'>,
	by: Person | null,
): void {
	const known = new Set(study.districts.map(({ code }) => code))
	const unknown = districts === 'all' ? undefined : districts.find((code) => !known.has(code))
	if (unknown !== undefined) throw new Problem('input-invalid', { field: 'districts', found: unknown })
	if (districts !== 'all' && districts.length === 0) throw new Problem('districts-missing')
	if (by && !isDistrictSubset(by.districts, districts)) throw new Problem('not-allowed')
}

/** Serialises districts as they are stored: 'all', or a sorted JSON list without duplicates. */
export const districtsText = (districts: DistrictScope): string =>
	districts === 'all' ? 'all' : JSON.stringify([...new Set(districts)].sort())

export const newRow = (project: string, given: NewPerson, now: number): PersonRow => ({
	id: randomId(serverRandom),
	project,
	name: given.name.trim(),
	code: asTyped(given.code),
	role: given.role,
	districts: districtsText(given.districts),
	language: given.language,
	password: null,
	demonstration: 0,
	active: 1,
	created: new Date(now).toISOString(),
	sex: given.sex ?? null,
	team: given.team ?? null,
})

/** Publishes their own user document to the phones of a person. Roles without phones have none. */
export async function publishPersonDocument(
	session: WriteSession,
	person: Person,
	study: Pick<Study, 'districts'>,
): Promise<void> {
	if (!isPhoneRole(person.role)) return
	await session.putDocument({
		kind: 'person',
		ref: person.id,
		scope: `person:${person.id}`,
		body: personDocument(person, study),
	})
}

/** Normalises a username: case and surrounding spaces do not count. */
export const asTyped = (code: string): string => code.trim().toLowerCase()

export const sexOf = ({ sex }: Pick<PersonRow, 'sex'>): PersonListItem['sex'] =>
	enumeratorSexes.find((each) => each === sex) ?? null

/** Returns the users whom `reader` may see. */
export async function listPeople(
	store: Store,
	reader: Pick<Person, 'districts' | 'demonstration'>,
	now: number,
): Promise<PersonListItem[]> {
	const rows = await allPeople(store.reading)
	const phones = await phonesByPerson(store.reading)
	const invited = await invitedPeople(store.reading, new Date(now).toISOString())
	const teams = await supervisors(store.reading)
	const byId = new Map(rows.map((row) => [row.id, row]))
	return rows
		.map((row) => {
			const supervisor = byId.get(teams.get(row.team ?? '') ?? '')
			return { row, supervisor: supervisor ? { name: supervisor.name, code: supervisor.code } : null }
		})
		.map(({ row, supervisor }) => ({
			...asPerson(row),
			sex: sexOf(row),
			team: row.team,
			supervisor,
			phones: phones.get(row.id)?.phones ?? 0,
			lastSeen: phones.get(row.id)?.lastSeen ?? null,
			isInvited: invited.has(row.id),
			hasPassword: row.password !== null,
		}))
		.filter((person) => canSeePerson(reader, person))
}
