import type { Kysely } from 'kysely'
import type { NewPerson, Person, PersonListed } from '#shared/access/people'
import { isInDistricts, isRole, worksOnPhone } from '#shared/access/roles'
import type { Campaign } from '#shared/campaign/campaign'
import { normaliseCode, randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import type { PersonDocument } from '#shared/sync/messages'
import type { Store } from '../storage/store.ts'
import type { Tables } from '../storage/tables.ts'
import { digestOf, newCode, serverRandom } from './codes.ts'

const codeLifeMs = 30 * 24 * 60 * 60_000

export const asPerson = (row: Tables['person']): Person => ({
	id: row.id,
	name: row.name,
	code: row.code,
	role: isRole(row.role) ? row.role : 'enumerator',
	districts: row.districts === 'all' ? 'all' : (JSON.parse(row.districts) as string[]),
	language: row.language,
	demonstration: row.demonstration === 1,
	isActive: row.active === 1,
})

export const personDocument = (person: Person, campaign: Campaign): PersonDocument => ({
	id: person.id,
	name: person.name,
	code: person.code,
	role: person.role,
	districts: person.districts === 'all' ? campaign.districts.map(({ code }) => code) : [...person.districts],
	demonstration: person.demonstration,
})

/** @throws Problem `code-name-taken`, `districts-missing`, `input-invalid` */
export async function addPerson(
	store: Store,
	campaign: Campaign,
	given: NewPerson & { readonly demonstration?: boolean },
	now: number,
): Promise<Person> {
	const known = new Set(campaign.districts.map(({ code }) => code))
	const unknown = given.districts === 'all' ? undefined : given.districts.find((code) => !known.has(code))
	if (unknown !== undefined) throw new Problem('input-invalid', { field: 'districts', found: unknown })
	if (given.districts !== 'all' && given.districts.length === 0) throw new Problem('districts-missing')
	const row: Tables['person'] = {
		id: randomId(serverRandom),
		project: store.project,
		name: given.name.trim(),
		code: given.code.trim().toLowerCase(),
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
		const taken = await session.db
			.selectFrom('person')
			.select('id')
			.where('project', '=', store.project)
			.where('code', '=', row.code)
			.executeTakeFirst()
		if (taken) throw new Problem('code-name-taken', { found: row.code })
		await session.db.insertInto('person').values(row).execute()
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

/**
 * A one-time code for a person. Earlier unused ones end, so that a code read out twice by mistake is no risk.
 * `lasting`: without an end, for the first administrator.
 *
 * @throws Problem `not-found`
 */
export async function invite(
	store: Store,
	personId: string,
	now: number,
	lasting = false,
): Promise<{ code: string; expires: string | null; person: Person }> {
	const row = await store.db
		.selectFrom('person')
		.selectAll()
		.where('project', '=', store.project)
		.where('id', '=', personId)
		.executeTakeFirst()
	if (!row) throw new Problem('not-found')
	const code = newCode()
	const expires = lasting ? null : new Date(now + codeLifeMs).toISOString()
	await store.db.deleteFrom('invitation').where('person', '=', personId).where('used', 'is', null).execute()
	await store.db
		.insertInto('invitation')
		.values({
			digest: digestOf(normaliseCode(code)),
			person: personId,
			created: new Date(now).toISOString(),
			expires,
			used: null,
		})
		.execute()
	return { code, expires, person: asPerson(row) }
}

/**
 * The person a typed code was made for. `use` marks it as used, in the transaction of what it is used for.
 *
 * @throws Problem `code-unknown`, `code-used`, `code-expired`, `person-inactive`
 */
export async function personOfCode(
	store: Store,
	typed: string,
	now: number,
): Promise<{ person: Person; use: (db: Kysely<Tables>) => Promise<void> }> {
	const digest = digestOf(normaliseCode(typed))
	const invitation = await store.db
		.selectFrom('invitation')
		.selectAll()
		.where('digest', '=', digest)
		.executeTakeFirst()
	if (!invitation) throw new Problem('code-unknown')
	if (invitation.used) throw new Problem('code-used')
	const at = new Date(now).toISOString()
	if (invitation.expires && invitation.expires < at) throw new Problem('code-expired')
	const row = await store.db
		.selectFrom('person')
		.selectAll()
		.where('id', '=', invitation.person)
		.executeTakeFirst()
	if (!row) throw new Problem('code-unknown')
	if (row.active === 0) throw new Problem('person-inactive')
	return {
		person: asPerson(row),
		async use(db) {
			const taken = await db
				.updateTable('invitation')
				.set({ used: at })
				.where('digest', '=', digest)
				.where('used', 'is', null)
				.executeTakeFirst()
			if (taken.numUpdatedRows === 0n) throw new Problem('code-used')
		},
	}
}

/** The people whom someone may see: those who share a district with them. */
export async function listPeople(store: Store, asking: Person): Promise<PersonListed[]> {
	const rows = await store.reading
		.selectFrom('person')
		.selectAll()
		.where('project', '=', store.project)
		.orderBy('name')
		.execute()
	const phones = await store.reading
		.selectFrom('device')
		.select(['person', (eb) => eb.fn.countAll().as('phones'), (eb) => eb.fn.max('last_seen').as('lastSeen')])
		.where('project', '=', store.project)
		.where('kind', '=', 'phone')
		.groupBy('person')
		.execute()
	const invited = await store.reading
		.selectFrom('invitation')
		.select('person')
		.where('used', 'is', null)
		.execute()
	const byPerson = new Map(phones.map((row) => [row.person, row]))
	const waiting = new Set(invited.map(({ person }) => person))
	return rows
		.map((row) => ({
			...asPerson(row),
			phones: Number(byPerson.get(row.id)?.phones ?? 0),
			lastSeen: byPerson.get(row.id)?.lastSeen ?? null,
			isInvited: waiting.has(row.id),
			hasPassword: row.password !== null,
		}))
		.filter(
			({ districts }) =>
				asking.districts === 'all' ||
				(districts !== 'all' && districts.some((code) => isInDistricts(asking.districts, code))),
		)
}
