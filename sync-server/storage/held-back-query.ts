import { type Kysely, sql } from 'kysely'
import type { Person } from '#shared/access/people'
import { likely } from './likely.ts'
import type { Tables } from './tables.ts'

/**
 * Work that is stored but belongs to no record until a person decides, newest first: that of people whom the asking one
 * may see (as `maySee` has it). Of an author nobody knows it is for those who have all districts.
 */
export async function listHeldBack(
	db: Kysely<Tables>,
	project: string,
	{ districts, demonstration }: Pick<Person, 'districts' | 'demonstration'>,
) {
	const rows = await db
		.selectFrom('quarantine')
		.leftJoin('device', 'device.id', 'quarantine.device')
		.leftJoin('person', 'person.id', 'device.person')
		.select(['quarantine.id', 'quarantine.why', 'quarantine.received', 'person.name', 'device.label'])
		.where('quarantine.project', '=', project)
		.$if(demonstration, (query) => query.where('person.demonstration', '=', 1))
		.$if(districts !== 'all', (query) =>
			query.where((eb) =>
				eb.or(
					// a JSON list of codes, each in its quotes
					(districts === 'all' ? [] : districts).map(
						(code) => sql<boolean>`person.districts like ${likely(JSON.stringify(code))} escape '\\'`,
					),
				),
			),
		)
		.orderBy('quarantine.seq', 'desc')
		.limit(500)
		.execute()
	return rows.map(({ name, label, ...row }) => ({ ...row, author: name ?? '', phone: label ?? '' }))
}
