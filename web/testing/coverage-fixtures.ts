import {
	type ClusterCoverage,
	type Coverage,
	type CoverageTally,
	coverDistrict,
	type DistrictCoverage,
	type DistrictPage,
	type SexCoverage,
	tallyRecords,
} from '#shared/coverage/coverage'
import type { FieldworkDates } from '#shared/coverage/fieldwork-dates'
import type { Overview } from '#shared/coverage/overview'

/* Progress of fieldwork as the server counts it. Counts that a test does not set are zero. */

export const tally = (over: Partial<CoverageTally> = {}): CoverageTally => ({ ...tallyRecords([]), ...over })
export const side = (over: Partial<SexCoverage> = {}): SexCoverage => ({ ...tally(), endings: {}, ...over })

/** A district with 0 of 300 interviews and 0 of 2 focus groups. */
export const districtCoverage = (
	district: string,
	over: Partial<DistrictCoverage> = {},
): DistrictCoverage => ({
	...coverDistrict({ code: district, target: { interviews: 300, focusGroups: 2 } }, [], {
		onPhones: { records: 0, drafts: 0, phones: 0 },
		lately: { interviews: 0, returned: 0, disputed: 0 },
		days: [],
		lastSync: null,
	}),
	...over,
})

/** The round `endline` on 15 January 2026. */
export const coverageOf = (
	districts: readonly DistrictCoverage[],
	over: Partial<Coverage> = {},
): Coverage => ({
	round: 'endline',
	demonstration: false,
	today: '2026-01-15',
	districts: [...districts],
	onOtherPhones: { records: 0, drafts: 0, phones: 0 },
	since: { seq: 77, time: '2026-01-14T05:00:00.000Z' },
	nationalInformants: 0,
	...over,
})

export const clusterCoverage = (cluster: string, over: Partial<ClusterCoverage> = {}): ClusterCoverage => ({
	cluster,
	target: null,
	household: tally(),
	male: side(),
	female: side(),
	...over,
})

export const districtPage = (district: DistrictCoverage, over: Partial<DistrictPage> = {}): DistrictPage => ({
	round: 'endline',
	demonstration: false,
	today: '2026-01-15',
	district,
	onOtherPhones: { records: 0, drafts: 0, phones: 0 },
	since: { seq: 77, time: '2026-01-14T05:00:00.000Z' },
	clusters: [],
	...over,
})

/** Dates of a round that began on 6 January 2026. */
export const datesUntil = (lastDay: string | null): FieldworkDates => ({
	firstDay: null,
	lastDay,
	startedOn: '2026-01-06',
})

/** The round without a planned last day, with 20 phones. */
export const overviewOf = (over: Partial<Overview> = {}): Overview => ({
	dates: datesUntil(null),
	devices: { active: 20, silent: 3 },
	oldestInQueue: null,
	sampledDistricts: null,
	unreplacedClusters: null,
	...over,
})

/** Days of January 2026 from day `first`, with the interviews of each. */
export const daysFrom = (first: number, ...done: readonly number[]): DistrictCoverage['days'] =>
	done.map((each, i) => ({ day: `2026-01-${String(first + i).padStart(2, '0')}`, done: each }))
