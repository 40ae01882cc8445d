import { byKey } from '#shared/kernel/by-key'
import type { FlaggedInterview } from './checked-interview.ts'
import { medianOf } from './cluster-effects.ts'
import { substantiveItems } from './packed-answers.ts'

/** Share of each answer to each item among one enumerator's interviews. */
export interface Answers {
	readonly person: string
	/** Assigned sex of the respondents; '' if the enumerator interviews both sexes. */
	readonly sex: string
	readonly n: number
	/** Shares by item and value. */
	readonly shares: ReadonlyMap<number, number>
}

const leastInterviews = 10

export function answerShares(interviews: readonly FlaggedInterview[]): Answers[] {
	return [...byKey(interviews, ({ person }) => person)].flatMap(([person, own]) => {
		const answered = own.filter(({ packed }) => packed.some((byte) => byte !== 0))
		if (answered.length < leastInterviews) return []
		const counts = new Map<number, number>()
		for (const { packed } of answered)
			for (let i = 0; i < substantiveItems.length; i++) {
				const key = i * 256 + (packed[i] as number)
				counts.set(key, (counts.get(key) ?? 0) + 1)
			}
		const sexes = new Set(answered.map(({ assignedSex }) => assignedSex ?? ''))
		const [sex = ''] = sexes
		const shares = new Map(
			[...counts]
				.filter(([, times]) => times >= 2)
				.map(([key, times]) => [key, times / answered.length] as const),
		)
		return [{ person, sex: sexes.size === 1 ? sex : '', n: answered.length, shares }]
	})
}

const [leastShare, leastEnumerators] = [0.05, 20]
/** Answers compared between two yields to the event loop: some milliseconds. */
const answersAtOnce = 20

/**
 * Returns the highest robust z-score of each enumerator over the answers of all questions: distance from the
 * median of the team, adjusted for sex, in units of the round's median absolute deviation. IPA's
 * high-frequency checks compare enumerators variable by variable in this way.
 */
export function* answerMix(
	teams: readonly (readonly Answers[])[],
): Generator<undefined, Map<Answers, number>> {
	const everybody = teams.flat()
	const most = new Map(everybody.map((each) => [each, 0]))
	if (everybody.length < leastEnumerators) return most
	for (const [nth, key] of answersToCompare(everybody).entries()) {
		if (nth % answersAtOnce === 0) yield
		const shareOf = (each: Answers) => stabilised(each, key)
		const sexes = sexOffsets(teams, shareOf)
		const rests = teams.flatMap((team) => {
			const adjusted = team.map((each) => [each, shareOf(each) - (sexes.get(each.sex) ?? 0)] as const)
			const middle = medianOf(adjusted.map(([, share]) => share))
			return adjusted.map(([each, share]) => [each, (share - middle) * Math.sqrt(each.n)] as const)
		})
		const spread = 1.4826 * medianOf(rests.map(([, rest]) => Math.abs(rest)))
		for (const [each, rest] of rests) {
			const z = Math.abs(rest) / Math.max(spread, 1)
			if (z > (most.get(each) ?? 0)) most.set(each, z)
		}
	}
	return most
}

/**
 * Transforms a share to an angle whose standard error is about 1 / √n for every share (Anscombe 1948), so
 * that differences between common and between rare answers can be compared.
 */
function stabilised({ shares, n }: Answers, key: number): number {
	const times = (shares.get(key) ?? 0) * n
	return 2 * Math.asin(Math.sqrt((times + 0.375) / (n + 0.75)))
}

/** Returns the answers that are neither too rare nor nearly universal. */
function answersToCompare(everybody: readonly Answers[]): number[] {
	const totals = new Map<number, { sum: number; most: number }>()
	for (const { shares } of everybody)
		for (const [key, share] of shares) {
			const known = totals.get(key) ?? { sum: 0, most: 0 }
			totals.set(key, known)
			known.sum += share
			known.most = Math.max(known.most, share)
		}
	return [...totals].flatMap(([key, { sum, most }]) => {
		const usual = sum / everybody.length
		const isFrequent = usual >= leastShare || most > 4 * leastShare
		return isFrequent && usual <= 1 - leastShare ? [key] : []
	})
}

function sexOffsets(
	teams: readonly (readonly Answers[])[],
	shareOf: (each: Answers) => number,
): ReadonlyMap<string, number> {
	const found = new Map<string, number[]>()
	for (const team of teams) {
		const bySex = byKey(team, ({ sex }) => sex)
		if (bySex.size < 2) continue
		const means = [...bySex].map(([sex, own]) => [sex, mean(own.map(shareOf))] as const)
		const middle = mean(means.map(([, share]) => share))
		for (const [sex, share] of means) found.set(sex, [...(found.get(sex) ?? []), share - middle])
	}
	return new Map([...found].map(([sex, offsets]) => [sex, medianOf(offsets)]))
}
const mean = (values: readonly number[]): number =>
	values.reduce((sum, value) => sum + value, 0) / values.length
