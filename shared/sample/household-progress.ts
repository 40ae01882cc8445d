import type { Answer } from '#shared/forms/answers'
import { questionTypes } from '#shared/forms/question-types'
import { isSealed } from '#shared/forms/sealed-answer-text'
import {
	getClusterDistrict,
	getLineSex,
	isReplacement,
	type SampleCluster,
	type SampleLine,
	type SampleLineState,
} from './sample.ts'

/** Progress with one household, from its record. */
export interface HouseholdProgress {
	readonly round: string
	readonly cluster: string
	readonly household: number
	/** 1 to 3 */
	readonly visit: number
	/** Appointment for the next visit, ISO with its offset; '' for none. */
	readonly appointment: string
	/** True if the household has been visited. */
	readonly isVisited: boolean
	/** True if the outcome of the visit requires another one. */
	readonly comesBack: boolean
	/** The final result; '' before there is one. */
	readonly result: string
	/** Household that this one replaces; null if none. */
	readonly replaces: number | null
}

const names = [
	...(['round', 'cluster_id', 'hh_no', 'visit_no', 'contact', 'sel_avail', 'appointment'] as const),
	...(['privacy', 'consent', 'result', 'replaced_hh_no'] as const),
] as const
type HouseholdQuestionName = (typeof names)[number]
const wanted: ReadonlySet<string> = new Set(names)

/** Filters the paths of these questions in a form, in whatever group. */
export const listProgressPaths = (paths: Iterable<string>): string[] =>
	[...paths].filter((path) => wanted.has(path.slice(path.lastIndexOf('/') + 1)) && !path.includes('/@'))

/**
 * Reads the progress from `answers`, which are only those that are asked. `isFinal`: the form was finished;
 * the result of a draft can still change. Null as long as the household is not chosen.
 */
export function readHouseholdProgress(
	answers: Iterable<readonly [path: string, answer: Answer]>,
	isFinal: boolean,
): HouseholdProgress | null {
	const found = new Map<string, string>()
	for (const [path, answer] of answers) {
		const name = path.slice(path.lastIndexOf('/') + 1)
		if (wanted.has(name) && !path.includes('/@') && !isSealed(answer))
			found.set(name, questionTypes.text.write(answer))
	}
	const answerTo = (name: HouseholdQuestionName): string => found.get(name) ?? ''
	const household = Number(answerTo('hh_no'))
	if (answerTo('cluster_id') === '' || !Number.isSafeInteger(household) || household < 1) return null
	const isLater = answerTo('sel_avail') === 'later'
	return {
		round: answerTo('round'),
		cluster: answerTo('cluster_id'),
		household,
		visit: Number(answerTo('visit_no')) || 1,
		appointment: isLater ? answerTo('appointment') : '',
		isVisited: answerTo('contact') !== '',
		comesBack:
			answerTo('consent') === '' &&
			(isLater || answerTo('contact') === 'nobody' || answerTo('privacy') === 'adult'),
		result: isFinal ? answerTo('result') : '',
		replaces: Number(answerTo('replaced_hh_no')) || null,
	}
}

/** Results after which no other household replaces this one. */
const [complete, handedBack] = ['complete', 'handed_back']
export const isReturnedToOffice = ({ result }: Pick<HouseholdProgress, 'result'>): boolean =>
	result === handedBack

/**
 * Returns that of two records of one household that is further: a completed interview first, else the later
 * of equal ones.
 */
export const furtherOf = <Work extends HouseholdProgress>(earlier: Work | undefined, later: Work): Work =>
	earlier && rankOf(earlier) > rankOf(later) ? earlier : later
const rankOf = ({ result }: HouseholdProgress): number =>
	result === complete ? 3 : result === handedBack ? 1 : result === '' ? 0 : 2

/** A household of a person's assignment, and the progress with it. */
export interface DayPlanHousehold<Work extends HouseholdProgress = HouseholdProgress>
	extends Pick<SampleLine, 'household' | 'line' | 'selection'> {
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
		const { household, selection } = sampled
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
		}
	})
}

function stateOf({ result, isVisited, comesBack }: HouseholdProgress): SampleLineState {
	if (result === complete) return 'done'
	if (result === handedBack) return 'handed-back'
	if (result !== '') return 'ended'
	if (comesBack) return 'come-back'
	return isVisited ? 'begun' : 'to-visit'
}

/** Returns the time of an open appointment, ms since 1970; null without one. */
export function appointmentOf({ state, work }: DayPlanHousehold): number | null {
	const at = state === 'come-back' && work?.appointment ? Date.parse(work.appointment) : Number.NaN
	return Number.isNaN(at) ? null : at
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
	{ household, line, selection, isReserve, replaces }: DayPlanHousehold,
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
