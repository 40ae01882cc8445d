import { type CallFacts, missedCall, wrongNumber } from '#shared/helpline/call-facts'
import { byKey } from '#shared/kernel/by-key'
import type { FlagKind, QualityFlag } from './flags.ts'
import { type Proportion, partOf } from './measures.ts'
import type { RoundThresholds } from './round-thresholds.ts'

/** A helpline call, reduced to the fields that quality checks use. */
export interface Call extends Pick<CallFacts, 'category' | 'maxSeconds'> {
	/** Id of the operator who logged the call. */
	readonly operator: string
	/** True if a gender was logged; `unknown` is none. Null if the form does not ask. */
	readonly hasGender: boolean | null
}

/** Returns the call for its checks. Null for a missed call, which has no conversation. */
export function callToCheck(
	operator: string,
	{
		channel,
		category,
		gender,
		maxSeconds,
	}: Pick<CallFacts, 'channel' | 'category' | 'gender' | 'maxSeconds'>,
): Call | null {
	if (channel === missedCall || category === '') return null
	// the form asks the gender in all other calls, unless it is not safe to talk
	const hasGender = category === wrongNumber || gender === '' ? null : gender !== 'unknown'
	return { operator, category, hasGender, maxSeconds }
}

/**
 * Returns the flags of the helpline operators (Q23). Wrong numbers are excluded: operators cannot influence
 * them.
 */
export function callFlags(calls: readonly Call[], limits: RoundThresholds): QualityFlag[] {
	const { q00LeastInterviews: least } = limits
	const operators = byKey(calls, ({ operator }) => operator)
	const matters = calls.filter(({ category }) => category !== wrongNumber)
	return [...operators].flatMap(([operator, all]) => {
		const own = all.filter(({ category }) => category !== wrongNumber)
		const flag = (kind: FlagKind, found: number, limit: number, many: number): QualityFlag[] =>
			found > limit && many >= least
				? [
						{
							kind,
							subject: operator,
							person: operator,
							district: '',
							item: '',
							other: null,
							many,
							found: Math.round(found * 1000) / 1000,
							limit,
							strength: found / limit,
							reason: '',
							words: '',
						},
					]
				: []
		const share = (kind: FlagKind, limit: number, counts: (call: Call) => boolean | null) => {
			const counted = own.flatMap((call) => counts(call) ?? [])
			const part: Proportion = { so: counted.filter((isSo) => isSo).length, of: counted.length }
			return flag(kind, partOf(part), limit, part.of)
		}
		const others = matters.filter((call) => call.operator !== operator)
		const { association, deviations } = mixOf(own, others)
		const isFar = others.length >= least && deviations > limits.q23MixDeviations
		return [
			...share('often-no-gender', limits.q23MostNoGender, ({ hasGender }) =>
				hasGender === null ? null : !hasGender,
			),
			...share('often-other-matter', limits.q23MostOther, ({ category }) => category === 'other'),
			...share('often-short-call', limits.q23MostShort, ({ maxSeconds }) =>
				maxSeconds === null ? null : maxSeconds < limits.q23ShortestSeconds,
			),
			...(isFar ? flag('other-mix', association, limits.q23MixAssociation, own.length) : []),
		]
	})
}

/**
 * Compares an operator's mix of matters with that of the other operators. `association` is Cramér's V without
 * its bias (Bergsma 2013, "A bias-correction for Cramér's V and Tschuprow's T"), from 0 for the same mix to
 * 1; `deviations` is the number of standard deviations of chi-squared above its expectation.
 */
export function mixOf(
	own: readonly Pick<Call, 'category'>[],
	others: readonly Pick<Call, 'category'>[],
): { readonly association: number; readonly deviations: number } {
	const count = (calls: typeof own, name: string) => calls.filter(({ category }) => category === name).length
	const names = [...new Set([...own, ...others].map(({ category }) => category))]
	const [n, columns] = [own.length + others.length, names.length]
	if (own.length === 0 || others.length === 0 || columns < 2) return { association: 0, deviations: 0 }
	let chi = 0
	for (const name of names) {
		const of = count(own, name) + count(others, name)
		for (const row of [own, others]) {
			const expected = (row.length * of) / n
			chi += (count(row, name) - expected) ** 2 / expected
		}
	}
	const free = columns - 1
	const phi = Math.max(0, chi / n - free / (n - 1))
	const smaller = Math.min(1 - 1 / (n - 1), free - free ** 2 / (n - 1))
	return {
		association: smaller > 0 ? Math.min(1, Math.sqrt(phi / smaller)) : 0,
		deviations: (chi - free) / Math.sqrt(2 * free),
	}
}
