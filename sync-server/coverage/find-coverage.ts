import {
	type Coverage,
	coverClusters,
	coverDistrict,
	type DistrictPage,
	type OnPhones,
} from '#shared/coverage/coverage'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { type DistrictScope, isDistrictInScope, isDistrictSubset } from '#shared/people/roles'
import { coverageForms, nationalDistrict } from '#shared/study/record-attributes'
import { type Round, roundsFor, type Study, targetIn } from '#shared/study/study'
import { dayOf } from '#shared/study/study-day'
import { parseDeviceInventory } from '#shared/sync/device-inventory'
import { clusterState } from '../sample/cluster-state.ts'
import {
	countClusters,
	countForCoverage,
	countSince,
	doneByDay,
	lastNumberBefore,
	phonesOfEnumerators,
} from '../storage/records/coverage.ts'
import { clusterStatesOf } from '../storage/sample/cluster-states.ts'
import { type SampleRow, sampleOfDistrict } from '../storage/sample/sample.ts'
import type { Store } from '../storage/store.ts'

/** Hours in which an interview counts as newly arrived. */
const newHours = 24

/** A request with its user, the study, and the time (ms since 1970). */
export interface CoverageRequest {
	readonly store: Store
	readonly study: Study
	readonly person: Person
	readonly now: number
}

/**
 * Computes the progress of each district that the person may see.
 *
 * @throws Problem `not-found` for a round that does not exist
 */
export async function findCoverage(request: CoverageRequest, roundCode: string): Promise<Coverage> {
	const { store, study, person, now } = request
	const round = roundOf(request, roundCode)
	const { reading, project } = store
	const wanted = {
		project,
		round: round.code,
		demonstration: round.demonstration,
		districts: person.districts,
	}
	const since = await findSince(request)
	const counts = await countForCoverage(reading, wanted)
	const days = await doneByDay(reading, wanted)
	const lately = await countSince(reading, wanted, since.seq)
	const phones = await findUnsentOnPhones(store, round)
	const seen = study.districts.filter(({ code }) => isDistrictInScope(person.districts, code))
	const national = counts.filter(
		({ form, district }) => form === coverageForms.keyInformant && district === nationalDistrict,
	)
	const ofCountry = coverDistrict(nowhere, national, nothingElse)
	return {
		round: round.code,
		demonstration: round.demonstration,
		today: dayOf(now),
		since,
		districts: seen.map((district) =>
			coverDistrict(
				{ code: district.code, target: targetIn(round, district) },
				counts.filter((count) => count.district === district.code),
				{
					onPhones: phones.in(district.code),
					lately: lately.get(district.code) ?? nothingElse.lately,
					days: days.get(district.code) ?? [],
					lastSync: phones.lastSync(district.code),
				},
			),
		),
		onOtherPhones: phones.inSeveral(person.districts),
		nationalInformants: person.districts === 'all' ? ofCountry.keyInformants : null,
	}
}

/**
 * Computes the progress of one district with its clusters.
 *
 * @throws Problem `not-found` for a round, or a district, that this person does not see
 */
export async function findDistrictPage(
	request: CoverageRequest,
	code: string,
	roundCode: string,
): Promise<DistrictPage> {
	const { store, person } = request
	requireDistrict(request, code)
	const alone = { ...request, person: { ...person, districts: [code] } }
	const { round, demonstration, today, since, districts } = await findCoverage(alone, roundCode)
	const [district] = districts
	if (!district) throw new Problem('not-found')
	const { reading, project } = store
	const wanted = { project, round, demonstration, districts: [code] }
	const phones = await findUnsentOnPhones(store, roundOf(request, roundCode))
	return {
		round,
		demonstration,
		today,
		since,
		district,
		onOtherPhones: phones.inOthersToo(code),
		clusters: coverClusters(await countClusters(reading, wanted), await sampledClusters(store, round, code)),
	}
}

/** Current sample size of each cluster in households. Clusters that wait or are inaccessible have none. */
async function sampledClusters(
	{ reading }: Store,
	round: string,
	district: string,
): Promise<Map<string, { male: number; female: number }>> {
	const clusterStates = await clusterStatesOf(reading, round)
	const byCluster = new Map<string, SampleRow[]>()
	for (const row of await sampleOfDistrict(reading, round, district))
		byCluster.set(row.cluster, [...(byCluster.get(row.cluster) ?? []), row])
	const targets = new Map<string, { male: number; female: number }>()
	for (const [cluster, rows] of byCluster) {
		if (clusterState(rows, clusterStates).state !== 'open') continue
		// Replacement households have no line number.
		const lines = rows.flatMap(({ line }) => line ?? [])
		const male = lines.filter((line) => line % 2 === 1).length
		targets.set(cluster, { male, female: lines.length - male })
	}
	return targets
}

export function roundOf({ person, study }: CoverageRequest, code: string): Round {
	const round = roundsFor(person, study).find((each) => each.code === code)
	if (!round) throw new Problem('not-found')
	return round
}

/** @throws Problem `not-found` for a district that does not exist, or that this person does not see */
export function requireDistrict({ person, study }: CoverageRequest, code: string): void {
	const isKnown = study.districts.some((each) => each.code === code)
	if (!isKnown || !isDistrictInScope(person.districts, code)) throw new Problem('not-found')
}

const nowhere = { code: nationalDistrict, target: { interviews: 0, focusGroups: 0 } }
const nothingElse = {
	onPhones: null,
	lately: { interviews: 0, returned: 0, disputed: 0 },
	days: [],
	lastSync: null,
}

async function findSince({ store, now }: CoverageRequest): Promise<Coverage['since']> {
	const time = new Date(now - newHours * 3_600_000).toISOString()
	return { seq: await lastNumberBefore(store.reading, time), time }
}

const readPlaces = (districts: string): DistrictScope =>
	districts === 'all' ? 'all' : (JSON.parse(districts) as string[])
const isOnly = (places: DistrictScope) => places !== 'all' && places.length === 1

/**
 * Returns the unsent work that phones reported, by the districts of their users. It counts for the open
 * round.
 */
async function findUnsentOnPhones({ reading }: Store, round: Round) {
	const phones = (await phonesOfEnumerators(reading)).flatMap(
		({ districts, demonstration, lastSeen, inventory, revoked, active }) =>
			(demonstration === 1) === round.demonstration
				? [
						{
							places: readPlaces(districts),
							lastSeen: lastSeen ?? '',
							inventory,
							isOff: revoked === 1 || active === 0,
						},
					]
				: [],
	)
	const sum = (some: readonly (typeof phones)[number][]): OnPhones | null => {
		if (round.state !== 'open') return null
		// Deactivated phones and users are left out, as their work may never arrive; the page of devices shows it.
		const holding = some
			.filter(({ isOff }) => !isOff)
			.flatMap(({ inventory }) => parseDeviceInventory(inventory) ?? [])
			.filter(({ records, drafts }) => records + drafts > 0)
		return {
			records: holding.reduce((total, { records }) => total + records, 0),
			drafts: holding.reduce((total, { drafts }) => total + drafts, 0),
			phones: holding.length,
		}
	}
	return {
		in: (district: string) => sum(phones.filter(({ places }) => isOnly(places) && places[0] === district)),
		/** Counts phones of people who work in several districts, all of them within the scope. */
		inSeveral: (seen: DistrictScope) =>
			sum(phones.filter(({ places }) => !isOnly(places) && isDistrictSubset(seen, places))),
		/** Counts phones of people who work in this district and in others. */
		inOthersToo: (district: string) =>
			sum(phones.filter(({ places }) => !isOnly(places) && isDistrictInScope(places, district))),
		lastSync: (district: string): string | null =>
			phones
				.filter(({ places }) => places !== 'all' && places.includes(district))
				.reduce<string | null>((last, { lastSeen }) => (lastSeen > (last ?? '') ? lastSeen : last), null),
	}
}
