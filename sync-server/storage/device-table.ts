import type { Kysely } from 'kysely'
import type { Role } from '#shared/access/roles'
import type { Tables } from './tables.ts'

/** An enrolment with the person behind it. */
export interface Device {
	readonly id: string
	readonly person: string
	readonly personName: string
	readonly role: Role
	readonly publicKey: string | null
	readonly isActive: boolean
	readonly lastSeen: string | null
}

const withPerson = (db: Kysely<Tables>, project: string) =>
	db
		.selectFrom('device')
		.innerJoin('person', 'person.id', 'device.person')
		.select([
			'device.id',
			'device.person',
			'person.name as personName',
			'person.role',
			'device.public_key as publicKey',
			'device.revoked',
			'person.active',
			'device.last_seen as lastSeen',
		])
		.where('device.project', '=', project)

type Row = Awaited<ReturnType<ReturnType<typeof withPerson>['executeTakeFirstOrThrow']>>
const asDevice = ({ revoked, active, role, ...row }: Row): Device => ({
	...row,
	role: role as Role,
	isActive: revoked === 0 && active === 1,
})

export async function findDevice(db: Kysely<Tables>, project: string, id: string): Promise<Device | null> {
	const row = await withPerson(db, project).where('device.id', '=', id).executeTakeFirst()
	return row ? asDevice(row) : null
}

export async function devicesById(
	db: Kysely<Tables>,
	project: string,
	ids: readonly string[],
): Promise<Map<string, Device>> {
	if (ids.length === 0) return new Map()
	const rows = await withPerson(db, project).where('device.id', 'in', ids).execute()
	return new Map(rows.map((row) => [row.id, asDevice(row)]))
}

export async function noteContact(db: Kysely<Tables>, id: string, app: string, now: string): Promise<void> {
	await db.updateTable('device').set({ last_seen: now, app }).where('id', '=', id).execute()
}
