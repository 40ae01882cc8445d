import { byKey } from '#shared/kernel/by-key'
import { metresOfDegree } from '#shared/kernel/geodesy'
import type { FinishedInterview, FlaggedInterview, RoundSettings } from './checked-interview.ts'
import type { FlagKind, QualityFlag } from './flags.ts'
import type { GeoPoint } from './household-facts.ts'
import { checkInterview, type InterviewFinding } from './interview-checks.ts'
import { type Matches, type MatchLimits, matchLimits } from './near-duplicates.ts'
import { metresOutsideBoundary } from './outside-boundary.ts'

/** A finding about one interview, compared with the others of its district. */
interface InterviewFlagsFound {
	readonly kind: FlagKind
	readonly found: number | string
	readonly limit: number | string
	readonly item?: string
	readonly other?: string
}

/** Context of a check: settings of the round and other interviews of the district. */
interface CheckContext {
	readonly settings: RoundSettings
	/** Returns the district's interviews of the given household in the interview's cluster. */
	readonly ofHousehold: (interview: FinishedInterview, household: number) => readonly FinishedInterview[]
	/** Returns the complete interviews of the same enumerator that were done in one sitting. */
	readonly inOneSittingBySame: (interview: FinishedInterview) => readonly FinishedInterview[]
	/** Returns the located interviews of the same enumerator. */
	readonly placedBySame: (interview: FinishedInterview) => readonly FinishedInterview[]
	/**
	 * Median minutes of the complete interviews with the same path through the form. Null if there are too few.
	 */
	readonly medianMinutes: (interview: FinishedInterview) => number | null
	readonly matches: ReadonlyMap<string, Matches>
	readonly matchLimits: MatchLimits
	/** Minutes by which the finish precedes an earlier save on the same phone. */
	readonly minutesBack: (interview: FinishedInterview) => number
	/** True if other enumerators of the cluster have as many interviews nearby, as in an apartment tower. */
	readonly isTower: (interview: FinishedInterview) => boolean
}
type RoundCheck = (interview: FinishedInterview, context: CheckContext) => InterviewFlagsFound | null

const checks: readonly RoundCheck[] = [
	function lineTwice(interview, { ofHousehold }) {
		if (!interview.isComplete || interview.household === null) return null
		const others = ofHousehold(interview, interview.household).filter(
			({ record, isComplete }) => isComplete && record !== interview.record,
		)
		const [other] = others
		return other ? { kind: 'line-twice', found: others.length + 1, limit: 1, other: other.record } : null
	},
	function unknownLine({ cluster, household, isComplete }, { settings }) {
		if (!isComplete || household === null || settings.isSampled(cluster, household) !== false) return null
		return { kind: 'not-in-sample', found: household, limit: cluster }
	},
	function noLongerTheirs({ cluster, household, person, startedAt, isComplete }, { settings }) {
		if (!isComplete || household === null) return null
		return settings.wasReassigned(cluster, household, person, startedAt)
			? { kind: 'no-longer-theirs', found: household, limit: cluster }
			: null
	},
	function shortForPath(interview, { settings, medianMinutes }) {
		const { activeMinutes, isComplete } = interview
		const median = medianMinutes(interview)
		if (!isComplete || activeMinutes === null || median === null) return null
		const limit = settings.limits.q03LeastOfMedian * median
		return activeMinutes < limit
			? { kind: 'short-for-path', found: Math.round(activeMinutes), limit: Math.round(limit) }
			: null
	},
	function overlap(interview, { settings: { limits }, inOneSittingBySame }) {
		if (!isOneSitting(interview)) return null
		const [longest] = inOneSittingBySame(interview)
			.filter(({ cluster, household }) => cluster !== interview.cluster || household !== interview.household)
			.map((other) => ({ other, minutes: minutesTogether(interview, other) }))
			.sort((a, b) => b.minutes - a.minutes)
		if (!longest || longest.minutes <= limits.q04OverlapMinutes) return null
		const { other, minutes } = longest
		return {
			kind: 'overlap',
			found: Math.round(minutes),
			limit: limits.q04OverlapMinutes,
			other: other.record,
		}
	},
	function sectionSpeed({ isComplete, sections }, { settings: { limits } }) {
		if (!isComplete) return null
		const [fastest] = Object.entries(sections)
			.filter(([, [, questions]]) => questions >= leastQuestions)
			.map(([section, [ms, questions]]) => ({ section, seconds: ms / 1000 / questions }))
			.sort((a, b) => a.seconds - b.seconds)
		if (!fastest || fastest.seconds >= limits.q05LeastSeconds) return null
		const found = Math.round(fastest.seconds * 10) / 10
		return { kind: 'fast-section', found, limit: limits.q05LeastSeconds, item: fastest.section }
	},
	function isFarByPhone({ distanceMetres, explained }) {
		// location may be sealed: then only the phone could measure the distance
		const reported = explained.find(({ kind }) => kind === 'far')
		return distanceMetres === null && reported ? reported : null
	},
	function districtBoundary({ place }, { settings: { limits, boundary } }) {
		if (place === null || boundary === null) return null
		const metres = metresOutsideBoundary(place, boundary)
		// whole kilometres: combined with the distance from the cluster centre, metres would disclose the house
		const [found, limit] = [Math.ceil(metres / 1000), limits.q06OutlineMetres / 1000]
		return metres > limits.q06OutlineMetres ? { kind: 'outside-district', found, limit } : null
	},
	function placeClustering(interview, { settings: { limits }, placedBySame, isTower }) {
		const { place, record, cluster, household } = interview
		if (place === null) return null
		let [near, isOne, isElsewhere] = [1, false, false]
		for (const other of placedBySame(interview)) {
			if (other.record === record || other.place === null) continue
			if (other.cluster === cluster && other.household === household) continue
			const metres = metresBetween(place, other.place)
			if (metres <= limits.q07NearMetres) {
				near++
				if (other.cluster !== cluster) isElsewhere = true
			}
			if (metres === 0) isOne = true
		}
		if (!isOne && !isElsewhere && isTower(interview)) return null
		return near >= limits.q07SamePlace || isOne
			? {
					kind: 'same-place',
					found: near,
					limit: limits.q07NearMetres,
					// within one cluster it may be a tower; but one house is not in two clusters, and two households do not
					// share exactly the same point
					...(isElsewhere || isOne ? { item: oneSpot } : {}),
				}
			: null
	},
	function nearDuplicate({ isComplete, record, similarity }, { matches, matchLimits: limits }) {
		const own = matches.get(record)
		if (!isComplete || !own) return null
		const percent = (share: number) => Math.round(share * 100)
		if (own.nearest !== null && own.evidence > limits.evidence && own.gap > limits.gap)
			return {
				kind: 'alike',
				found: percent(own.agreement),
				limit: percent(limits.agreement),
				other: own.nearest,
			}
		// a match in another district was found by the search over the whole round
		if (similarity === null || similarity.share <= Math.max(limits.agreement, own.mostAgreement)) return null
		if (matches.has(similarity.record)) return null
		return {
			kind: 'alike',
			found: percent(similarity.share),
			limit: percent(limits.agreement),
			other: similarity.record,
		}
	},
	function straightLine({ isComplete, opinions }) {
		return isComplete && isStraight(opinions)
			? { kind: 'straight', found: opinions[0] ?? '', limit: '' }
			: null
	},
	function enumeratorSex({ isComplete, person, gender, assignedSex }, { settings: { sexOf } }) {
		const [enumeratorSex, respondentSex] = [sexOf(person), isOneOfTwo(gender) ? gender : assignedSex]
		// no enumerator is assigned by sex to transgender respondents: they choose who interviews them
		if (!isComplete || !isOneOfTwo(enumeratorSex) || !isOneOfTwo(respondentSex) || gender === 'transgender')
			return null
		return enumeratorSex === respondentSex
			? null
			: { kind: 'interviewer-sex', found: respondentSex, limit: enumeratorSex }
	},
	function earlyReserve(interview, { settings: { limits }, ofHousehold }) {
		if (!interview.isReserve || interview.replaces === null) return null
		const absent = ofHousehold(interview, interview.replaces).filter(({ result }) => result === 'absent')
		const visits = Math.max(0, ...absent.map(({ visit }) => visit))
		const [first] = absent
		return first && visits < limits.q17Visits
			? { kind: 'early-reserve', found: visits, limit: limits.q17Visits, other: first.record }
			: null
	},
	function clockBack(interview, { settings: { limits }, minutesBack }) {
		const found = Math.round(minutesBack(interview))
		return found > limits.q21ClockMinutes
			? { kind: 'clock-back', found, limit: limits.q21ClockMinutes }
			: null
	},
	function clock({ clockErrorMs }, { settings: { limits } }) {
		const minutes = Math.abs(clockErrorMs) / 60_000
		return minutes > limits.q21ClockMinutes
			? { kind: 'clock', found: Math.round(minutes), limit: limits.q21ClockMinutes }
			: null
	},
]
const isOneOfTwo = (sex: string | null): sex is 'male' | 'female' => sex === 'male' || sex === 'female'

/** Share of an interview during which its form was on the screen, if it was done in one sitting. */
const oneSitting = 0.8

/**
 * True for a complete interview without a long pause. One phone shows one form at a time, so two of an enumerator that
 * overlap were done by two people, or one of them was not done.
 */
function isOneSitting({ isComplete, activeMinutes, startedAt, finishedAt }: FinishedInterview): boolean {
	return (
		isComplete && activeMinutes !== null && activeMinutes * 60_000 >= oneSitting * (finishedAt - startedAt)
	)
}

/** Returns the minutes during which both interviews ran; negative if they did not meet. */
const minutesTogether = (one: FinishedInterview, other: FinishedInterview): number =>
	(Math.min(one.finishedAt, other.finishedAt) - Math.max(one.startedAt, other.startedAt)) / 60_000

/** Marks interviews at one place that no apartment tower explains. */
export const oneSpot = 'one-spot'

/** Minimum questions in a section for its speed to be checked. */
const leastQuestions = 3

/**
 * True if all six opinions are the same although some contradict others. Six times "don't know" is not
 * straight-lining.
 */
export const isStraight = (opinions: string): boolean => /^([1-5])( \1){5}$/.test(opinions)

/** Returns the distance in metres; accurate to a part in a thousand over short distances. */
export function metresBetween([north, east]: GeoPoint, [otherNorth, otherEast]: GeoPoint): number {
	const x = (otherEast - east) * Math.cos((north * Math.PI) / 180)
	return Math.hypot(otherNorth - north, x) * metresOfDegree
}

/**
 * Identifies the path through the form: it asks many more questions if the respondent has heard or seen
 * something.
 */
const pathOf = ({ isSo }: FinishedInterview): string =>
	['heard-tip', 'heard-som', 'saw-message'].map((remark) => isSo.some((each) => each === remark)).join(' ')
/** Minimum interviews for a median. */
const leastForMedian = 10

/** Yields the interviews of one district in one round with their flags, enumerator by enumerator. */
export function* checkByEnumerator(
	interviews: readonly FinishedInterview[],
	district: string,
	settings: RoundSettings,
	matches: ReadonlyMap<string, Matches> = new Map(),
): Generator<FlaggedInterview[], void> {
	const households = byKey(interviews, ({ cluster, household }) => `${cluster} ${household}`)
	const people = byKey(interviews, ({ person }) => person)
	const placed = new Map(
		[...people].map(([person, own]) => [person, own.filter(({ place }) => place !== null)]),
	)
	const sittings = byKey(interviews.filter(isOneSitting), ({ person }) => person)
	const paths = byKey(
		interviews.filter(({ isComplete, activeMinutes }) => isComplete && activeMinutes !== null),
		pathOf,
	)
	const medians = new Map([...paths].map(([path, taken]) => [path, medianOf(taken)]))
	const context: CheckContext = {
		settings,
		ofHousehold: ({ cluster }, household) => households.get(`${cluster} ${household}`) ?? [],
		inOneSittingBySame: ({ person }) => sittings.get(person) ?? [],
		placedBySame: ({ person }) => placed.get(person) ?? [],
		medianMinutes: (interview) => medians.get(pathOf(interview)) ?? null,
		matches,
		matchLimits: matchLimits(matches.values(), settings.limits.q09OnceIn),
		minutesBack: computeMinutesBack(interviews),
		isTower: findTowers(interviews, settings.limits),
	}
	for (const own of people.values()) {
		const inOrder = own.filter(({ isComplete }) => isComplete).sort((a, b) => a.finishedAt - b.finishedAt)
		const days = byKey(inOrder, ({ finishedAt }) => String(dayOf(finishedAt, settings)))
		yield own.map((interview): FlaggedInterview => {
			const onPhone = checkInterview(
				{
					...interview,
					newestVersion: settings.newestVersionAt(interview.startedAt),
					offsetMinutes: settings.offsetMinutes,
					lastFinishedAt: lastBefore(inOrder, interview),
					finishedThatDay: (days.get(String(dayOf(interview.finishedAt, settings))) ?? []).indexOf(interview),
				},
				settings.thresholds,
			)
			const found:
				| readonly (InterviewFinding & Partial<InterviewFlagsFound>)[]
				| readonly InterviewFlagsFound[] = [
				...onPhone,
				...checks.flatMap((check) => check(interview, context) ?? []),
			]
			return { ...interview, flags: found.map((each) => flagOf(interview, district, each)) }
		})
	}
}

/**
 * Returns how far the clock of a phone went back between two savings. A phone counts its savings. If its
 * clock is set back to make an interview look like one of that day, or forward and back again, a later saving
 * has an earlier time. A clock that was only corrected goes back once, and not at all if its error was known.
 */
function computeMinutesBack(interviews: readonly FinishedInterview[]): CheckContext['minutesBack'] {
	const back = new Map<string, number>()
	const saved = interviews.flatMap(({ record, finishedAt, saved: known }) =>
		known ? [{ record, finishedAt, ...known }] : [],
	)
	for (const own of byKey(saved, ({ device }) => device).values()) {
		own.sort((a, b) => a.n - b.n)
		for (const [i, { record, finishedAt, clockAt }] of own.entries()) {
			const before = own[i - 1]
			if (before)
				back.set(record, Math.min(before.finishedAt - finishedAt, before.clockAt - clockAt) / 60_000)
		}
	}
	return ({ record }) => back.get(record) ?? 0
}

/**
 * Other enumerators are searched at this multiple of the distance: in a tower they work at the next entrance.
 */
const towerReach = 5

function findTowers(
	interviews: readonly FinishedInterview[],
	limits: RoundSettings['limits'],
): CheckContext['isTower'] {
	const clusters = byKey(
		interviews.filter(({ place }) => place !== null),
		({ cluster }) => cluster,
	)
	return ({ place, person, cluster }) => {
		if (place === null) return false
		const near = (clusters.get(cluster) ?? []).filter(
			(other) =>
				other.person !== person &&
				other.place !== null &&
				metresBetween(place, other.place) <= towerReach * limits.q07NearMetres,
		)
		return near.length >= limits.q07SamePlace - 1
	}
}

/** Returns the finish of the last interview that was finished before this one began. */
function lastBefore(
	inOrder: readonly FinishedInterview[],
	{ record, startedAt }: FinishedInterview,
): number | null {
	let last: number | null = null
	for (const { record: other, finishedAt } of inOrder)
		if (other !== record && finishedAt <= startedAt) last = finishedAt
	return last
}
const dayOf = (time: number, { offsetMinutes }: RoundSettings): number =>
	Math.floor((time + offsetMinutes * 60_000) / 86_400_000)

function medianOf(taken: readonly FinishedInterview[]): number | null {
	if (taken.length < leastForMedian) return null
	const minutes = taken.flatMap(({ activeMinutes }) => activeMinutes ?? []).sort((a, b) => a - b)
	return minutes[Math.floor(minutes.length / 2)] ?? null
}

function flagOf(
	interview: FinishedInterview,
	district: string,
	{ kind, found, limit, item, other }: InterviewFlagsFound,
): QualityFlag {
	const explanation = interview.explained.find((each) => each.kind === kind)
	return {
		kind,
		found,
		limit,
		district,
		item: item ?? '',
		other: other ?? null,
		subject: interview.record,
		person: interview.person,
		many: 1,
		strength: 1,
		reason: explanation?.reason ?? '',
		words: explanation?.words ?? '',
	}
}
