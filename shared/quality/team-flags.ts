import { byKey } from '#shared/kernel/by-key'
import type { FlaggedInterview } from './checked-interview.ts'
import type { FlagKind, QualityFlag } from './flags.ts'
import { indicators } from './household-facts.ts'
import { computeProportion, partOf } from './measures.ts'
import { hasAnswered, substantiveItems } from './packed-answers.ts'
import type { RoundThresholds } from './round-thresholds.ts'

/** Yields the flags about a district's team as a whole; none is about a single enumerator. */
export function* teamFlags(
	interviews: readonly FlaggedInterview[],
	district: string,
	limits: RoundThresholds,
): Generator<QualityFlag[], void> {
	const complete = interviews.filter(({ isComplete }) => isComplete)
	const flag = (kind: FlagKind, item: string, found: number, limit: number, many: number): QualityFlag[] =>
		found > limit && many >= limits.q00LeastInterviews
			? [
					{
						kind,
						item,
						district,
						limit,
						many,
						subject: district,
						person: null,
						other: null,
						found: Math.round(found * 1000) / 1000,
						strength: found / limit,
						reason: '',
						words: '',
					},
				]
			: []
	const big = [...byKey(complete, ({ person }) => person).values()].filter(
		(own) => own.length >= limits.q14LeastInterviews,
	)
	const overheard = computeProportion(complete, 'overheard')
	for (const indicator of indicators)
		yield flag(
			'interviewers-differ',
			indicator,
			correlationWithin(big.map((own) => own.map(({ isSo }) => (isSo.includes(indicator) ? 1 : 0)))),
			limits.q14Correlation,
			big.reduce((sum, own) => sum + own.length, 0),
		)
	yield flag('often-overheard', '', partOf(overheard), limits.q16MostOverheard, overheard.of)
	for (const item of substantiveItems) {
		const answered = complete.filter(({ packed }) => hasAnswered(packed, item))
		const others = answered.filter((each) => each.others.includes(item)).length
		const share = { so: others, of: answered.length }
		yield flag('other-answers', item, partOf(share), limits.q20MostOther, answered.length)
	}
}

/**
 * Returns the intra-interviewer correlation of the answers (one-way analysis of variance). 0 for fewer than
 * two enumerators.
 */
export function correlationWithin(groups: readonly (readonly number[])[]): number {
	const all = groups.flat()
	const [k, n] = [groups.length, all.length]
	if (k < 2 || n <= k) return 0
	const grand = sum(all) / n
	const means = groups.map((group) => sum(group) / group.length)
	const between = sum(groups.map((group, i) => group.length * ((means[i] ?? 0) - grand) ** 2)) / (k - 1)
	const within = sum(groups.map((group, i) => sum(group.map((y) => (y - (means[i] ?? 0)) ** 2)))) / (n - k)
	const size = (n - sum(groups.map((group) => group.length ** 2)) / n) / (k - 1)
	const whole = between + (size - 1) * within
	return whole === 0 ? 0 : (between - within) / whole
}
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
