import type { Insertable, Kysely, Selectable } from 'kysely'
import type { Person } from '#shared/people/people'
import { type DistrictScope, isRole } from '#shared/people/roles'
import { queryInChunks } from '../engine/chunks.ts'
import type { Tables } from '../tables/tables.ts'

export type PersonRow = Selectable<Tables['person']>

export const asPerson = (row: PersonRow): Person => ({
	id: row.id,
	name: row.name,
	code: row.code,
	role: isRole(row.role) ? row.role : 'enumerator',
	districts: row.districts === 'all' ? 'all' : (JSON.parse(row.districts) as string[]),
	language: row.language,
	demonstration: row.demonstration === 1,
	isActive: row.active === 1,
})

export const findPerson = (db: Kysely<Tables>, project: string, id: string): Promise<PersonRow | undefined> =>
	db.selectFrom('person').selectAll().where('project', '=', project).where('id', '=', id).executeTakeFirst()

/** Finds a user by username. */
export const findPersonCalled = (
	db: Kysely<Tables>,
	project: string,
	code: string,
): Promise<PersonRow | undefined> =>
	db
		.selectFrom('person')
		.selectAll()
		.where('project', '=', project)
		.where('code', '=', code)
		.executeTakeFirst()

export const allPeople = (db: Kysely<Tables>, project: string): Promise<PersonRow[]> =>
	db.selectFrom('person').selectAll().where('project', '=', project).orderBy('name').execute()

/** Returns the sex of people by person id, where it is known. */
export async function sexesOfPeople(db: Kysely<Tables>, project: string): Promise<Map<string, string>> {
	const rows = await db
		.selectFrom('person')
		.select(['id', 'sex'])
		.where('project', '=', project)
		.where('sex', 'is not', null)
		.orderBy('id')
		.execute()
	return new Map(rows.flatMap(({ id, sex }) => (sex === null ? [] : [[id, sex] as const])))
}

export async function insertPerson(db: Kysely<Tables>, row: Insertable<Tables['person']>): Promise<void> {
	await db.insertInto('person').values(row).execute()
}

/** Updates a user from an imported list. */
export async function changePerson(
	db: Kysely<Tables>,
	id: string,
	changed: Pick<PersonRow, 'name' | 'districts' | 'language' | 'sex' | 'team'>,
): Promise<void> {
	await db.updateTable('person').set(changed).where('id', '=', id).execute()
}

/** Returns the supervisor of each team by team name; null if it has none. */
export async function supervisors(db: Kysely<Tables>, project: string): Promise<Map<string, string | null>> {
	const rows = await db
		.selectFrom('team')
		.select(['name', 'supervisor'])
		.where('project', '=', project)
		.execute()
	return new Map(rows.map(({ name, supervisor }) => [name, supervisor]))
}

export async function saveTeam(db: Kysely<Tables>, row: Tables['team']): Promise<void> {
	await db
		.insertInto('team')
		.values(row)
		.onConflict((conflict) =>
			conflict.columns(['project', 'name']).doUpdateSet({ supervisor: row.supervisor }),
		)
		.execute()
}

/** Sets a password and ends the sessions that began with the old one. */
export async function setPassword(db: Kysely<Tables>, person: string, hashed: string): Promise<void> {
	await db.updateTable('person').set({ password: hashed }).where('id', '=', person).execute()
	await db.deleteFrom('session').where('person', '=', person).execute()
}

export async function findPeople(db: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, Person>> {
	const rows = await queryInChunks(ids, (part) =>
		db.selectFrom('person').selectAll().where('id', 'in', part).execute(),
	)
	return new Map(rows.map((row) => [row.id, asPerson(row)]))
}

/** Returns the districts of each of these people. */
export const districtsByPerson = async (
	db: Kysely<Tables>,
	ids: readonly string[],
): Promise<Map<string, DistrictScope>> =>
	new Map([...(await findPeople(db, ids))].map(([id, { districts }]) => [id, districts]))

/** Deactivates or reactivates a user. Deactivation ends their sessions, which are not restored later. */
export async function setPersonActive(db: Kysely<Tables>, id: string, isActive: boolean): Promise<void> {
	await db
		.updateTable('person')
		.set({ active: isActive ? 1 : 0 })
		.where('id', '=', id)
		.execute()
	if (!isActive) await db.deleteFrom('session').where('person', '=', id).execute()
}

/** Returns those of the given people who have demonstration accounts. */
export async function findDemonstrators(db: Kysely<Tables>, ids: readonly string[]): Promise<Set<string>> {
	const rows = await queryInChunks(ids, (part) =>
		db.selectFrom('person').select('id').where('id', 'in', part).where('demonstration', '=', 1).execute(),
	)
	return new Set(rows.map(({ id }) => id))
}

export async function hasDemonstrators(db: Kysely<Tables>, project: string): Promise<boolean> {
	const row = await db
		.selectFrom('person')
		.select('id')
		.where('project', '=', project)
		.where('demonstration', '=', 1)
		.limit(1)
		.executeTakeFirst()
	return row !== undefined
}

/** Counts the phones of each person, with the time of their last contact. */
export async function phonesByPerson(
	db: Kysely<Tables>,
	project: string,
): Promise<Map<string, { phones: number; lastSeen: string | null }>> {
	const rows = await db
		.selectFrom('device')
		.select(['person', (eb) => eb.fn.countAll().as('phones'), (eb) => eb.fn.max('last_seen').as('lastSeen')])
		.where('project', '=', project)
		.where('kind', '=', 'phone')
		.groupBy('person')
		.execute()
	return new Map(rows.map(({ person, phones, lastSeen }) => [person, { phones: Number(phones), lastSeen }]))
}
