import { type InterviewMap, maxMapPoints } from '#shared/coverage/fieldwork-charts'
import { byKey } from '#shared/kernel/by-key'
import type { HouseholdFacts } from '#shared/quality/household-facts'
import { farthestFrom } from '#shared/quality/interview-checks'
import type { Thresholds } from '#shared/quality/thresholds'
import { namesOf, newestOf } from '../storage/quality/interviews.ts'
import { type SampleRow, sampleOfDistrict } from '../storage/sample/sample.ts'
import { limitsOfRound } from '../study/round-limits.ts'
import { type CoverageRequest, requireDistrict, roundOf } from './find-coverage.ts'

/**
 * Returns the locations of a district's interviews and its cluster centres.
 *
 * @throws Problem `not-found` for a round, or a district, that this person does not see
 */
export async function findInterviewMap(
	request: CoverageRequest,
	district: string,
	roundCode: string,
): Promise<InterviewMap> {
	const { store } = request
	const { reading } = store
	requireDistrict(request, district)
	const { code: round, demonstration } = roundOf(request, roundCode)
	const { thresholds } = await limitsOfRound(store, round)
	const { all, newest } = await newestOf(reading, { round, demonstration, district }, maxMapPoints)
	const names = await namesOf(
		reading,
		newest.map(({ record }) => record),
	)
	return {
		interviews: all,
		checkedInterviews: newest.length,
		places: newest.flatMap(({ record, cluster, facts, done_on }) => {
			const { place, area, distanceMetres } = JSON.parse(facts) as HouseholdFacts
			if (place === null) return []
			const metres = distanceMetres === null ? null : Math.round(distanceMetres)
			const limit = farthestFrom(area, thresholds)
			const isFar = distanceMetres !== null && limit !== null && distanceMetres > limit
			const name = names.get(record) ?? ''
			return [{ record, name, day: done_on ?? '', cluster, at: [...place], metres, isFar }]
		}),
		clusters: clustersIn(await sampleOfDistrict(reading, round, district), thresholds),
	}
}

const clustersIn = (rows: readonly SampleRow[], thresholds: Thresholds): InterviewMap['clusters'] =>
	[...byKey(rows, ({ cluster }) => cluster)].flatMap(([cluster, [row]]) => {
		const [north = Number.NaN, east = Number.NaN] = (row?.centre ?? '').split(' ').map(Number)
		const metres = row ? farthestFrom(row.area, thresholds) : null
		return row?.centre && metres !== null && Number.isFinite(north) && Number.isFinite(east)
			? [{ cluster, at: [north, east], metres }]
			: []
	})
