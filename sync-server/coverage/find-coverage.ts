import type { Person } from '#shared/access/people'
import { isInDistricts } from '#shared/access/roles'
import { type Campaign, roundsFor, targetIn } from '#shared/campaign/campaign'
import { type Coverage, coverDistrict } from '#shared/campaign/coverage'
import { campaignForms, nationalPlace } from '#shared/campaign/record-facts'
import { Problem } from '#shared/kernel/problem'
import { contactsByPerson, countForCoverage } from '../storage/record-queries.ts'
import type { Store } from '../storage/store.ts'

/**
 * What is done in each district that this person may see.
 *
 * @throws Problem `not-found` for a round that does not exist
 */
export async function findCoverage(
	store: Store,
	campaign: Campaign,
	roundCode: string,
	person: Person,
): Promise<Coverage> {
	const round = roundsFor(person, campaign).find(({ code }) => code === roundCode)
	if (!round) throw new Problem('not-found')
	const [counts, contacts] = [
		await countForCoverage(store.reading, store.project, {
			round: round.code,
			demonstration: round.demonstration,
			districts: person.districts,
		}),
		await contactsByPerson(store.reading, store.project),
	]
	const lastSync = new Map<string, string>()
	for (const { districts, lastSeen, demonstration } of contacts) {
		if ((demonstration === 1) !== round.demonstration || districts === 'all') continue
		for (const code of JSON.parse(districts) as string[])
			if (lastSeen > (lastSync.get(code) ?? '')) lastSync.set(code, lastSeen)
	}
	const seen = campaign.districts.filter(({ code }) => isInDistricts(person.districts, code))
	const national = counts.filter(
		(count) => count.form === campaignForms.keyInformant && count.district === nationalPlace,
	)
	return {
		round: round.code,
		demonstration: round.demonstration,
		districts: seen.map((district) =>
			coverDistrict(
				{ code: district.code, target: targetIn(round, district) },
				counts.filter((count) => count.district === district.code),
				campaignForms,
				lastSync.get(district.code) ?? null,
			),
		),
		nationalInformants:
			person.districts === 'all'
				? national.filter(({ outcome }) => outcome === 'done').reduce((sum, { records }) => sum + records, 0)
				: null,
	}
}
