import * as z from 'zod/mini'
import type { Status } from '#shared/revisions/record-state'
import { dispositions, isDisposition } from '../study/disposition.ts'
import { coverageForms } from '../study/record-attributes.ts'
import type { Target } from '../study/study.ts'
import { sumDispositionCounts } from './response-rates.ts'

/** Statuses of a finished record: coverage counts it, and files contain it. */
export const finishedStatuses = ['submitted', 'approved'] as const satisfies readonly Status[]
export const isFinished = (status: string) => (finishedStatuses as readonly string[]).includes(status)

/** Counts of records with the same facts in one place, without void ones, as the store returns them. */
export interface CoverageCount {
	readonly district: string | null
	readonly form: string
	readonly outcome: string | null
	readonly disposition: string | null
	readonly sex: string | null
	readonly status: string
	readonly records: number
	/** Records among them with an open conflict. */
	readonly conflicts: number
	readonly openConflicts: number
}

const count = z.int()
const tally = {
	/** Finished records with consent. */
	done: count,
	/** Records among `done` that were approved. */
	approved: count,
	refused: count,
	/** Records returned to an enumerator: they count nowhere until they come back. */
	returned: count,
	/** Finished records with an open conflict: they count, however it is resolved. */
	disputed: count,
}
const tallySchema = z.object(tally)
export type CoverageTally = z.infer<typeof tallySchema>

const sideSchema = z.object({
	...tally,
	/** Number of households by disposition, from finished records. */
	endings: z.partialRecord(z.enum(dispositions), count),
})
export type SexCoverage = z.infer<typeof sideSchema>

/** Unsent work as phones last reported it; of any form and any round. */
const onPhonesSchema = z.object({
	records: count,
	drafts: count,
	/** Number of phones with unsent work. */
	phones: count,
})
export type OnPhones = z.infer<typeof onPhonesSchema>

/** Changes of records since a point in time. */
const latelySchema = z.object({
	/** Finished interviews that arrived, and that still count. */
	interviews: count,
	returned: count,
	disputed: count,
})

const dayCountSchema = z.object({ day: z.string(), done: count })

/** Counts of a district that add up over several. */
const districtCounts = {
	interviews: count,
	targetInterviews: count,
	/** Remaining interviews. For several districts, the sum: no district makes up for another. */
	missing: count,
	men: count,
	targetMen: count,
	missingMen: count,
	women: count,
	targetWomen: count,
	missingWomen: count,
	refusals: count,
	focusGroups: count,
	targetFocusGroups: count,
	keyInformants: count,
	/** Open conflicts of finished records; one record can have several. */
	openConflicts: count,
	/** Finished records of any form with an open conflict. */
	disputed: count,
}

export const districtCoverageSchema = z.object({
	district: z.string(),
	...districtCounts,
	/** Records by form. */
	household: tallySchema,
	focusGroup: tallySchema,
	keyInformant: tallySchema,
	/** Interviews of households that the sample assigns to men, and to women. */
	male: sideSchema,
	female: sideSchema,
	/** Unsent work on phones of users who only work in this district. Null for a round that is not open. */
	onPhones: z.nullable(onPhonesSchema),
	lately: latelySchema,
	/** Completed interviews by day of completion. */
	days: z.array(dayCountSchema),
	/** ISO time of the last sync of a phone in the district. Null if there was none. */
	lastSync: z.nullable(z.string()),
})
export type DistrictCoverage = z.infer<typeof districtCoverageSchema>

export const coverageSchema = z.object({
	round: z.string(),
	demonstration: z.boolean(),
	/** Today in the study's time. */
	today: z.string(),
	districts: z.array(districtCoverageSchema),
	/**
	 * Unsent work on phones of users who work in several districts: its district is unknown. Null like
	 * `onPhones` of a district.
	 */
	onOtherPhones: z.nullable(onPhonesSchema),
	/** Last sequence number before `lately` begins, and the time of that. */
	since: z.object({ seq: count, time: z.string() }),
	/** Informants who speak for the whole country. Null for a user who does not see all districts. */
	nationalInformants: z.nullable(count),
})
export type Coverage = z.infer<typeof coverageSchema>

const clusterCoverageSchema = z.object({
	/** '' for records without a cluster. */
	cluster: z.string(),
	/**
	 * Households to interview by the sample, for men and women. Null for a cluster that is in no sample, waits,
	 * or cannot be entered.
	 */
	target: z.nullable(z.object({ male: count, female: count })),
	household: tallySchema,
	male: sideSchema,
	female: sideSchema,
})
export type ClusterCoverage = z.infer<typeof clusterCoverageSchema>

export const districtPageSchema = z.object({
	round: z.string(),
	demonstration: z.boolean(),
	today: z.string(),
	district: districtCoverageSchema,
	/**
	 * Unsent work on phones of users who also work in other districts: its district is unknown. Null like
	 * `onPhones` of a district.
	 */
	onOtherPhones: z.nullable(onPhonesSchema),
	since: coverageSchema.shape.since,
	clusters: z.array(clusterCoverageSchema),
})
export type DistrictPage = z.infer<typeof districtPageSchema>

/**
 * Remaining interviews. Returned records and unsent work are among them: it is unknown how much of it will
 * count.
 */
const missingOf = (done: number, target: number): number => Math.max(0, target - done)

/**
 * Splits a target by sex. Of an odd number the men's households get one more, since their lines begin (R3).
 */
const targetBySex = (target: number): { readonly male: number; readonly female: number } => ({
	male: Math.ceil(target / 2),
	female: Math.floor(target / 2),
})

export function tallyRecords(counts: readonly CoverageCount[]): CoverageTally {
	const sum = (fits: (each: CoverageCount) => boolean, what: 'records' | 'conflicts' = 'records') =>
		counts.filter(fits).reduce((total, each) => total + each[what], 0)
	const finished = ({ status }: CoverageCount) => isFinished(status)
	const isDone = (each: CoverageCount) => finished(each) && each.outcome === 'done'
	return {
		done: sum(isDone),
		approved: sum((each) => isDone(each) && each.status === 'approved'),
		refused: sum((each) => finished(each) && each.outcome === 'refused'),
		returned: sum(({ status }) => status === 'returned'),
		disputed: sum(finished, 'conflicts'),
	}
}

/** Adds counts up by name. */
const sumCounts = <Name extends string>(
	names: Readonly<Record<Name, unknown>>,
	all: readonly Readonly<Record<NoInfer<Name>, number>>[],
): Record<Name, number> =>
	Object.fromEntries(
		(Object.keys(names) as Name[]).map((name) => [name, all.reduce((total, each) => total + each[name], 0)]),
	) as Record<Name, number>

export function sideOf(counts: readonly CoverageCount[]): SexCoverage {
	const endings: SexCoverage['endings'] = {}
	for (const { status, disposition, records } of counts)
		if (isFinished(status) && isDisposition(disposition))
			endings[disposition] = (endings[disposition] ?? 0) + records
	return { ...tallyRecords(counts), endings }
}

/** Summarises one district. `counts` must not include other districts. */
export function coverDistrict(
	district: { readonly code: string; readonly target: Target },
	counts: readonly CoverageCount[],
	rest: Pick<DistrictCoverage, 'onPhones' | 'lately' | 'days' | 'lastSync'>,
): DistrictCoverage {
	const of = (form: string) => counts.filter((each) => each.form === form)
	const interviews = of(coverageForms.household)
	const household = tallyRecords(interviews)
	const focusGroup = tallyRecords(of(coverageForms.focusGroup))
	const keyInformant = tallyRecords(of(coverageForms.keyInformant))
	const [male, female] = (['male', 'female'] as const).map((sex) =>
		sideOf(interviews.filter((each) => each.sex === sex)),
	) as [SexCoverage, SexCoverage]
	const target = targetBySex(district.target.interviews)
	return {
		district: district.code,
		interviews: household.done,
		targetInterviews: district.target.interviews,
		missing: missingOf(household.done, district.target.interviews),
		men: male.done,
		targetMen: target.male,
		missingMen: missingOf(male.done, target.male),
		women: female.done,
		targetWomen: target.female,
		missingWomen: missingOf(female.done, target.female),
		refusals: household.refused,
		focusGroups: focusGroup.done,
		targetFocusGroups: district.target.focusGroups,
		keyInformants: keyInformant.done,
		openConflicts: counts
			.filter(({ status }) => isFinished(status))
			.reduce((sum, { openConflicts }) => sum + openConflicts, 0),
		disputed: tallyRecords(counts).disputed,
		household,
		focusGroup,
		keyInformant,
		male,
		female,
		...rest,
	}
}

/**
 * Summarises the clusters of one district: those of the sample, and those that records name, sorted by name.
 */
export function coverClusters(
	counts: readonly (CoverageCount & { readonly cluster: string })[],
	targets: ReadonlyMap<string, { readonly male: number; readonly female: number }>,
): ClusterCoverage[] {
	const byCluster = new Map<string, CoverageCount[]>([...targets.keys()].map((cluster) => [cluster, []]))
	for (const each of counts) {
		if (each.form !== coverageForms.household) continue
		const own = byCluster.get(each.cluster)
		if (own) own.push(each)
		else byCluster.set(each.cluster, [each])
	}
	const inOrder = [...byCluster].sort(([a], [b]) => (a < b ? -1 : 1))
	return inOrder.map(([cluster, own]) => {
		return {
			cluster,
			target: targets.get(cluster) ?? null,
			household: tallyRecords(own),
			male: sideOf(own.filter(({ sex }) => sex === 'male')),
			female: sideOf(own.filter(({ sex }) => sex === 'female')),
		}
	})
}

/** Several districts together; the sum is done when each of them is. */
export interface SummedCoverage extends DistrictCoverage {
	readonly parts: readonly DistrictCoverage[]
}

/** Adds several districts up, as if they were one. */
export function sumCoverage(districts: readonly DistrictCoverage[]): SummedCoverage {
	const sum = (what: (district: DistrictCoverage) => number) =>
		districts.reduce((total, district) => total + what(district), 0)
	const tallied = (what: (district: DistrictCoverage) => CoverageTally) =>
		sumCounts(tally, districts.map(what))
	const sided = (sex: 'male' | 'female'): SexCoverage => ({
		...tallied((each) => each[sex]),
		endings: sumDispositionCounts(districts.map((each) => each[sex].endings)),
	})
	const days = new Map<string, number>()
	for (const { day, done } of districts.flatMap((each) => each.days))
		days.set(day, (days.get(day) ?? 0) + done)
	const lastSync = districts.flatMap((each) => each.lastSync ?? []).sort()
	return {
		district: '',
		...sumCounts(districtCounts, districts),
		household: tallied(({ household }) => household),
		focusGroup: tallied(({ focusGroup }) => focusGroup),
		keyInformant: tallied(({ keyInformant }) => keyInformant),
		male: sided('male'),
		female: sided('female'),
		onPhones: districts.every(({ onPhones }) => onPhones === null)
			? null
			: {
					records: sum(({ onPhones }) => onPhones?.records ?? 0),
					drafts: sum(({ onPhones }) => onPhones?.drafts ?? 0),
					phones: sum(({ onPhones }) => onPhones?.phones ?? 0),
				},
		lately: {
			interviews: sum(({ lately }) => lately.interviews),
			returned: sum(({ lately }) => lately.returned),
			disputed: sum(({ lately }) => lately.disputed),
		},
		days: [...days].map(([day, done]) => ({ day, done })).sort((a, b) => (a.day < b.day ? -1 : 1)),
		lastSync: lastSync.at(-1) ?? null,
		parts: districts,
	}
}
