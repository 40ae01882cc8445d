import { byKey } from '#shared/kernel/by-key'
import { type FlaggedInterview, hasFlag } from './checked-interview.ts'
import { medianOf } from './cluster-effects.ts'
import type { IndexMeasureName } from './index-measures.ts'
import { metresBetween } from './interview-flags.ts'
import type { Matches } from './near-duplicates.ts'

/** Returns the value of a measure in one interview. Null if there is nothing to measure. */
type MeasureOf = (interview: FlaggedInterview, context: MeasureContext) => number | null

export interface MeasureContext {
	readonly matches: ReadonlyMap<string, Matches>
	/**
	 * Median hour of the day of each enumerator's interviews, by enumerator; `medianDuration`: median of
	 * `logQuestionMs`.
	 */
	readonly medianHour: ReadonlyMap<string, number>
	readonly medianDuration: ReadonlyMap<string, number>
	readonly offsetMinutes: number
}

const share = (isSo: boolean): number => (isSo ? 1 : 0)
const measured =
	(name: keyof FlaggedInterview['measured']) =>
	({ measured: known }: FlaggedInterview): number | null =>
		known?.[name] ?? null

/**
 * Measures of Bergmann & Schuth and of Schwanhäuser, Sakshaug & Kosyakova (2022, "How to catch a falsifier"),
 * as far as a household interview has them. Differences between households are adjusted for by the clusters:
 * they apply to all enumerators who work there.
 */
export const enumeratorMeasures: Readonly<Record<IndexMeasureName, MeasureOf>> = {
	'round-ages': measured('roundAges'),
	'one-adult': ({ measured: known }) => (known?.rows === undefined ? null : share(known.rows <= 1)),
	'roster-rows': measured('rows'),
	'household-size': measured('householdSize'),
	'small-households': ({ isSo }) => share(isSo.includes('small')),
	'few-ticks': measured('ticks'),
	'same-in-scale': measured('sameInScale'),
	'more-no-answers': ({ noAnswers, choices }) => (choices === 0 ? null : noAnswers / choices),
	'few-heard': ({ isSo }) => share(!isSo.includes('heard-tip') && !isSo.includes('heard-som')),
	'few-messages': ({ isSo }) => share(!isSo.includes('saw-message')),
	'few-answers': measured('answers'),
	'own-match': ({ record }, { matches }) => matches.get(record)?.ownMatch ?? null,
	typical: ({ record }, { matches }) => matches.get(record)?.typical ?? null,
	'fast-questions': measured('logQuestionMs'),
	unread: measured('unread'),
	'pace-spread': (interview, { medianDuration }) => {
		const duration = questionDurationOf(interview)
		return duration === null ? null : Math.abs(duration - (medianDuration.get(interview.person) ?? duration))
	},
	'hour-spread': (interview, { medianHour, offsetMinutes }) => {
		const hour = hourOf(interview, offsetMinutes)
		return Math.log(0.1 + Math.abs(hour - (medianHour.get(interview.person) ?? hour)))
	},
	farther: (interview) => (interview.distanceMetres === null ? null : share(hasFlag(interview, 'far'))),
	'first-visit': ({ visit }) => share(visit <= 1),
	'more-replaced': ({ isReserve }) => share(isReserve),
}

const questionDurationOf = ({ measured: known }: FlaggedInterview): number | null =>
	known?.logQuestionMs ?? null
const hourOf = ({ startedAt }: FlaggedInterview, offsetMinutes: number): number =>
	((startedAt / 60_000 + offsetMinutes) / 60) % 24

/** Computes the medians over an enumerator's interviews that the measures of one interview need. */
export function measureContext(
	interviews: readonly FlaggedInterview[],
	matches: ReadonlyMap<string, Matches>,
	offsetMinutes: number,
): MeasureContext {
	const people = [...byKey(interviews, ({ person }) => person)]
	const medians = (of: (interview: FlaggedInterview) => number | null) =>
		new Map(people.map(([person, own]) => [person, medianOf(own.flatMap((each) => of(each) ?? []))]))
	return {
		matches,
		offsetMinutes,
		medianDuration: medians(questionDurationOf),
		medianHour: medians((interview) => hourOf(interview, offsetMinutes)),
	}
}

/**
 * Relative distance between an enumerator's interviews, compared with that of the others in the same
 * clusters.
 */
export interface Tightness {
	readonly person: string
	/** 1: at least three times closer in each cluster; 0: as close as the others. */
	readonly share: number
	readonly clusters: number
}

/** Maximum log ratio per cluster, so that one cluster cannot dominate. */
const farCloser = Math.log(3)
const leastPlaces = 3

/**
 * Compares the median distance between an enumerator's interviews with that of the others in each cluster, or
 * in the district if no other enumerator works there. An apartment tower is dense for all enumerators in it,
 * and seldom covers all clusters of one: every cluster has the same weight.
 */
export function tightnessOf(interviews: readonly FlaggedInterview[]): Tightness[] {
	const placed = interviews.filter(({ place, isComplete }) => place !== null && isComplete)
	const spreads = [...byKey(placed, ({ cluster }) => cluster)].flatMap(([cluster, all]) =>
		[...byKey(all, ({ person }) => person)].flatMap(([person, own]) =>
			own.length < leastPlaces ? [] : [{ cluster, person, metres: 1 + spreadOf(own) }],
		),
	)
	const byCluster = byKey(spreads, ({ cluster }) => cluster)
	return [...byKey(spreads, ({ person }) => person)].map(([person, own]) => {
		const ofDistrict = spreads.filter((each) => each.person !== person)
		const closer = own.map(({ cluster, metres }) => {
			const mates = (byCluster.get(cluster) ?? []).filter((each) => each.person !== person)
			const usual = mates.length > 0 ? mates : ofDistrict
			if (usual.length === 0) return 0
			const log = Math.log(medianOf(usual.map((each) => each.metres)) / metres)
			return Math.max(-farCloser, Math.min(farCloser, log)) / farCloser
		})
		const sum = closer.reduce((total, each) => total + each, 0)
		return { person, share: sum / own.length, clusters: own.length }
	})
}

function spreadOf(own: readonly FlaggedInterview[]): number {
	const metres: number[] = []
	for (const [i, { place }] of own.entries())
		for (const other of own.slice(i + 1))
			if (place && other.place) metres.push(metresBetween(place, other.place))
	return medianOf(metres)
}
