import type { Insertable, Selectable } from 'kysely'
import type { Person } from '#shared/people/people'
import { isRole } from '#shared/people/roles'
import { queryInChunks } from '../engine/chunks.ts'
import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

export type PersonRow = Selectable<Tables['person']>

const personColumns = [
	'id',
	'name',
	'code',
	'role',
	'districts',
	'language',
	'demonstration',
	'active',
] as const satisfies readonly (keyof PersonRow)[]

export const asPerson = (row: Pick<PersonRow, (typeof personColumns)[number]>): Person => ({
	id: row.id,
	name: row.name,
	code: row.code,
	role: isRole(row.role) ? row.role : 'enumerator',
	districts: row.districts === 'all' ? 'all' : (JSON.parse(row.districts) as string[]),
	language: row.language,
	demonstration: row.demonstration === 1,
	isActive: row.active === 1,
})

export const findPerson = (session: Session, id: string): Promise<PersonRow | undefined> =>
	session.db
		.selectFrom('person')
		.selectAll()
		.where('project', '=', session.project)
		.where('id', '=', id)
		.executeTakeFirst()

/** Finds a user by username. */
export const findPersonCalled = (session: Session, code: string): Promise<PersonRow | undefined> =>
	session.db
		.selectFrom('person')
		.selectAll()
		.where('project', '=', session.project)
		.where('code', '=', code)
		.executeTakeFirst()

export const allPeople = (session: Session): Promise<PersonRow[]> =>
	session.db.selectFrom('person').selectAll().where('project', '=', session.project).orderBy('name').execute()

/** Returns the sex of people by person id, where it is known. */
export async function sexesOfPeople(session: Session): Promise<Map<string, string>> {
	const rows = await session.db
		.selectFrom('person')
		.select(['id', 'sex'])
		.where('project', '=', session.project)
		.where('sex', 'is not', null)
		.orderBy('id')
		.execute()
	return new Map(rows.flatMap(({ id, sex }) => (sex === null ? [] : [[id, sex] as const])))
}

export async function insertPerson(session: Session, row: Insertable<Tables['person']>): Promise<void> {
	await session.db.insertInto('person').values(row).execute()
}

/** Updates a user from an imported list. */
export async function changePerson(
	session: Session,
	id: string,
	changed: Pick<PersonRow, 'name' | 'districts' | 'language' | 'sex' | 'team'>,
): Promise<void> {
	await session.db.updateTable('person').set(changed).where('id', '=', id).execute()
}

/** Returns the supervisor of each team by team name; null if it has none. */
export async function supervisors(session: Session): Promise<Map<string, string | null>> {
	const rows = await session.db
		.selectFrom('team')
		.select(['name', 'supervisor'])
		.where('project', '=', session.project)
		.execute()
	return new Map(rows.map(({ name, supervisor }) => [name, supervisor]))
}

export async function saveTeam(session: Session, row: Tables['team']): Promise<void> {
	await session.db
		.insertInto('team')
		.values(row)
		.onConflict((conflict) =>
			conflict.columns(['project', 'name']).doUpdateSet({ supervisor: row.supervisor }),
		)
		.execute()
}

/** Sets a password and ends the sessions that began with the old one. */
export async function setPassword(session: Session, person: string, hashed: string): Promise<void> {
	await session.db.updateTable('person').set({ password: hashed }).where('id', '=', person).execute()
	await session.db.deleteFrom('session').where('person', '=', person).execute()
}

export async function findPeople(session: Session, ids: readonly string[]): Promise<Map<string, Person>> {
	const rows = await queryInChunks(ids, (part) =>
		session.db.selectFrom('person').select(personColumns).where('id', 'in', part).execute(),
	)
	return new Map(rows.map((row) => [row.id, asPerson(row)]))
}

/** Deactivates or reactivates a user. Deactivation ends their sessions, which are not restored later. */
export async function setPersonActive(session: Session, id: string, isActive: boolean): Promise<void> {
	await session.db
		.updateTable('person')
		.set({ active: isActive ? 1 : 0 })
		.where('id', '=', id)
		.execute()
	if (!isActive) await session.db.deleteFrom('session').where('person', '=', id).execute()
}

export async function hasDemonstrators(session: Session): Promise<boolean> {
	const row = await session.db
		.selectFrom('person')
		.select('id')
		.where('project', '=', session.project)
		.where('demonstration', '=', 1)
		.limit(1)
		.executeTakeFirst()
	return row !== undefined
}

/** Counts the phones of each person, with the time of their last contact. */
export async function phonesByPerson(
	session: Session,
): Promise<Map<string, { phones: number; lastSeen: string | null }>> {
	const rows = await session.db
		.selectFrom('device')
		.select(['person', (eb) => eb.fn.countAll().as('phones'), (eb) => eb.fn.max('last_seen').as('lastSeen')])
		.where('project', '=', session.project)
		.where('kind', '=', 'phone')
		.groupBy('person')
		.execute()
	return new Map(rows.map(({ person, phones, lastSeen }) => [person, { phones: Number(phones), lastSeen }]))
}
