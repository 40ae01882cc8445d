import { type Overview, silentAfterMs } from '#shared/coverage/overview'
import { canSeePerson, type Person } from '#shared/people/people'
import { may } from '#shared/people/roles'
import { phonesOfProject } from '../storage/people/device-queries.ts'
import { asPerson } from '../storage/people/people.ts'
import { listRecords } from '../storage/records/record-pages.ts'
import type { RecordFilter } from '../storage/records/records.ts'
import { lastDayOf } from '../storage/sample/rounds-and-targets.ts'
import type { Store } from '../storage/store.ts'

/** Facts of the overview of a round. `queue`: the review queue of the user. */
export async function findOverview(
	{ reading }: Store,
	person: Person,
	{ round, queue, now }: { readonly round: string; readonly queue: RecordFilter; readonly now: number },
): Promise<Overview> {
	return {
		lastDay: await lastDayOf(reading, round),
		devices: may(person.role, 'devices.read') ? await countPhones({ reading }, person, now) : null,
		oldestInQueue: may(person.role, 'records.review') ? await oldestOf({ reading }, queue) : null,
	}
}

async function countPhones({ reading }: Pick<Store, 'reading'>, reader: Person, now: number) {
	const phones = (await phonesOfProject(reading)).filter(
		(row) => row.revoked === 0 && asPerson(row).isActive && canSeePerson(reader, asPerson(row)),
	)
	const silent = phones.filter(
		({ last_seen, enrolled }) => now - Date.parse(last_seen ?? enrolled) > silentAfterMs,
	)
	return { active: phones.length, silent: silent.length }
}

async function oldestOf({ reading }: Pick<Store, 'reading'>, queue: RecordFilter): Promise<string | null> {
	const { records } = await listRecords(reading, queue, { order: 'oldest', after: undefined, limit: 1 })
	return records[0]?.changed ?? null
}
