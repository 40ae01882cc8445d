import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** Work that is stored but belongs to no record until a person decides, newest first. */
export async function listHeldBack(db: Kysely<Tables>, project: string) {
	const rows = await db
		.selectFrom('quarantine')
		.leftJoin('device', 'device.id', 'quarantine.device')
		.leftJoin('person', 'person.id', 'device.person')
		.select(['quarantine.id', 'quarantine.why', 'quarantine.received', 'person.name', 'device.label'])
		.where('quarantine.project', '=', project)
		.orderBy('quarantine.seq', 'desc')
		.limit(500)
		.execute()
	return rows.map(({ name, label, ...row }) => ({ ...row, author: name ?? '', phone: label ?? '' }))
}
