import { completeResult, type HouseholdProgress, handedBackResult } from './household-progress.ts'
import {
	getClusterDistrict,
	getLineSex,
	isReplacement,
	type SampleCluster,
	type SampleLine,
	type SampleLineState,
} from './sample.ts'

/** A household of a person's assignment, and the progress with it. */
export interface DayPlanHousehold<Work extends HouseholdProgress = HouseholdProgress>
	extends Pick<SampleLine, 'household' | 'line' | 'selection' | 'structure' | 'point'> {
	readonly isReserve: boolean
	readonly state: SampleLineState
	/** For a replacement household: the one that it replaces, or would replace if it began now. */
	readonly replaces: number | null
	readonly sex: 'male' | 'female' | null
	readonly work: Work | null
}

/** A line and its assignee, which the lines of one person need not have. */
export type AssignedSampleLine = SampleLine & { readonly person?: string | null }

/**
 * Returns the households of one cluster in the order of the sample, with their state. A replacement household
 * opens only when another one of the same person has ended without an interview, one for each, in their order
 * (R4); it gets that one's line, and so its sex.
 */
export function buildDayPlan<Work extends HouseholdProgress>(
	lines: readonly AssignedSampleLine[],
	work: ReadonlyMap<number, Work>,
): DayPlanHousehold<Work>[] {
	const known = new Map(
		lines.map((line) => {
			const own = work.get(line.household)
			const replaces = own?.replaces ?? line.stands?.replaces ?? null
			return [line.household, { line, state: own ? stateOf(own) : line.over?.state, replaces }]
		}),
	)
	const taken = new Set([...known.values()].flatMap(({ replaces }) => replaces ?? []))
	/** Households that ended without an interview and have no replacement yet, by assignee. */
	const waiting = new Map<string | null, number[]>()
	for (const [household, { line, state }] of known)
		if (state === 'ended' && !line.over?.isReplaced && !taken.has(household)) {
			const holder = line.person ?? null
			waiting.set(holder, [...(waiting.get(holder) ?? []), household])
		}
	for (const [household, each] of known)
		if (isReplacement(each.line) && each.replaces === null && each.state === undefined) {
			const replaces = waiting.get(each.line.person ?? null)?.shift() ?? null
			known.set(household, { ...each, replaces })
		}
	/** Finds the line of a household. A replacement can replace another replacement: the line is passed on. */
	function lineOf(household: number, behind = known.size): number | null {
		const found = known.get(household)
		if (!found || behind < 0) return null
		return (
			found.line.line ??
			found.line.stands?.line ??
			(found.replaces === null ? null : lineOf(found.replaces, behind - 1))
		)
	}
	return lines.map((sampled): DayPlanHousehold<Work> => {
		const { household, selection, structure, point } = sampled
		const { state, replaces } = known.get(household) ?? { replaces: null }
		const line = lineOf(household)
		return {
			household,
			line,
			selection,
			isReserve: isReplacement(sampled),
			replaces,
			sex: line === null ? null : getLineSex(line),
			state: state ?? (line === null ? 'closed' : 'to-visit'),
			work: work.get(household) ?? null,
			...(structure === undefined ? {} : { structure }),
			...(point === undefined ? {} : { point }),
		}
	})
}

function stateOf({ result, isVisited, comesBack }: HouseholdProgress): SampleLineState {
	if (result === completeResult) return 'done'
	if (result === handedBackResult) return 'handed-back'
	if (result !== '') return 'ended'
	if (comesBack) return 'come-back'
	return isVisited ? 'begun' : 'to-visit'
}

/** Returns the time of an open appointment, ms since 1970; null without one. */
export function appointmentOf({ state, work }: DayPlanHousehold): number | null {
	const at = state === 'come-back' && work?.appointment ? Date.parse(work.appointment) : Number.NaN
	return Number.isNaN(at) ? null : at
}

/** An enumerator who comes this much later still keeps the appointment. */
const graceMs = 3_600_000
/** True if the household was not visited at its appointment. */
export function hasMissedAppointment(line: DayPlanHousehold, now: number): boolean {
	const at = appointmentOf(line)
	return at !== null && now - at >= graceMs
}

/** Counts the remaining households, by sex. */
export function leftOf(lines: readonly DayPlanHousehold[]): {
	readonly male: number
	readonly female: number
} {
	const left = lines.filter(({ state }) => state === 'to-visit' || state === 'come-back' || state === 'begun')
	const of = (sex: 'male' | 'female') => left.filter((line) => line.sex === sex).length
	return { male: of('male'), female: of('female') }
}

/** Returns the presets of the interview of a household. */
export const buildInterviewPresets = (
	{ cluster, area, centre }: Pick<SampleCluster, 'cluster' | 'area' | 'centre'>,
	{
		household,
		line,
		selection,
		isReserve,
		replaces,
	}: Pick<DayPlanHousehold, 'household' | 'line' | 'selection' | 'isReserve' | 'replaces'>,
) => ({
	sampled: 'yes',
	district: getClusterDistrict(cluster),
	cluster,
	area,
	...(centre === undefined ? {} : { centre }),
	...(line === null ? {} : { line: String(line) }),
	household: String(household),
	reserve: isReserve ? 'yes' : 'no',
	...(replaces === null ? {} : { replaced: String(replaces) }),
	selection: selection.toFixed(decimals),
})
const decimals = 9
