import { type Overview, silentAfterMs } from '#shared/coverage/overview'
import { canSeePerson } from '#shared/people/people'
import { isDistrictInScope, may } from '#shared/people/roles'
import type { Round } from '#shared/study/study'
import { findUnreplacedClusters } from '../sample/find-unreplaced-clusters.ts'
import { phonesOfProject } from '../storage/people/device-queries.ts'
import { asPerson } from '../storage/people/people.ts'
import { listRecords } from '../storage/records/record-pages.ts'
import type { RecordFilter } from '../storage/records/records.ts'
import { countSample } from '../storage/sample/sample.ts'
import type { Store } from '../storage/store.ts'
import { type CoverageRequest, roundOf } from './find-coverage.ts'
import { findFieldworkDates } from './find-fieldwork-dates.ts'

/**
 * Facts of the overview of a round. `queue`: the review queue of the user.
 *
 * @throws Problem `not-found` for a round that does not exist
 */
export async function findOverview(
	request: CoverageRequest,
	roundCode: string,
	queue: RecordFilter,
): Promise<Overview> {
	const { store, person } = request
	const round = roundOf(request, roundCode)
	return {
		dates: await findFieldworkDates(store, round),
		devices: may(person.role, 'devices.read') ? await countPhones(request, round) : null,
		oldestInQueue: may(person.role, 'records.review') ? await oldestOf(store, queue) : null,
		sampledDistricts: may(person.role, 'sample.read')
			? [...(await countSample(store.reading, round.code)).keys()]
					.filter((district) => isDistrictInScope(person.districts, district))
					.sort()
			: null,
		unreplacedClusters: may(person.role, 'sample.assign')
			? await findUnreplacedClusters(store.reading, round.code, person.districts)
			: null,
	}
}

/** Phones of the demonstration count in its rounds only, as its records do. */
async function countPhones(
	{ store, person: reader, now }: Pick<CoverageRequest, 'store' | 'person' | 'now'>,
	round: Round,
) {
	const phones = (await phonesOfProject(store.reading)).filter((row) => {
		const person = asPerson(row)
		return (
			row.revoked === 0 &&
			person.isActive &&
			person.demonstration === round.demonstration &&
			canSeePerson(reader, person)
		)
	})
	const silent = phones.filter(
		({ last_seen, enrolled }) => now - Date.parse(last_seen ?? enrolled) > silentAfterMs,
	)
	return { active: phones.length, silent: silent.length }
}

async function oldestOf({ reading }: Pick<Store, 'reading'>, queue: RecordFilter): Promise<string | null> {
	const { records } = await listRecords(reading, queue, { order: 'oldest', after: undefined, limit: 1 })
	return records[0]?.changed ?? null
}
