import { computeGroupSuppression, type SuppressionInput } from './group-suppression.ts'

/** Value of each interview for an indicator; NaN: outside of its base. */
type IndicatorAnswers = ArrayLike<number>

interface Settled {
	/** 1 for each interview that counts. */
	readonly base: Uint8Array
	readonly withheld: ReadonlySet<string>
}

export interface IndicatorSuppression {
	readonly withheld: ReadonlySet<string>
	/**
	 * True if its base is smaller than that of others: in a suppressed group, the size of the base would
	 * disclose the share.
	 */
	readonly isNarrow: boolean
}

/**
 * Decides the suppression of indicators that are published together. A cell that is suppressed in the union
 * of their bases is suppressed in each. An indicator with a smaller base suppresses more if that base is too
 * small; but not if it is another indicator divided by those who count ("of those who heard of it"): it is
 * suppressed where that other one is.
 */
export async function computeIndicatorSuppression(
	input: SuppressionInput & { readonly weight: ArrayLike<number> },
	answersByIndicator: readonly IndicatorAnswers[],
): Promise<{ readonly each: readonly IndicatorSuppression[]; readonly widest: Settled }> {
	const bases = answersByIndicator.map((answers) => baseOf(answers, input.weight))
	const widest = new Uint8Array(input.weight.length)
	for (const base of bases)
		for (let line = 0; line < widest.length; line++) if (base[line] === 1) widest[line] = 1
	const settled = computeGroupSuppression(input)
	const ofWidest = await settled(widest)
	const known: Settled[] = [{ base: widest, withheld: ofWidest }]
	const settle = async (base: Uint8Array): Promise<ReadonlySet<string>> => {
		const before = known.find((each) => isSame(each.base, base))
		if (before) return before.withheld
		const withheld = await settled(base, ofWidest)
		known.push({ base, withheld })
		return withheld
	}
	const rootOf = (i: number): number => {
		const whole = answersByIndicator.findIndex(
			(_, k) => k !== i && isPartOf([answersByIndicator, bases], i, k),
		)
		return whole < 0 ? i : rootOf(whole)
	}
	const each: IndicatorSuppression[] = []
	for (const [i, base] of bases.entries())
		each.push({ withheld: await settle(bases[rootOf(i)] ?? base), isNarrow: !isSame(base, widest) })
	return {
		each,
		widest: { base: widest, withheld: ofWidest },
	}
}

function baseOf(answers: IndicatorAnswers, weight: ArrayLike<number>): Uint8Array {
	const base = new Uint8Array(weight.length)
	for (let line = 0; line < base.length; line++)
		base[line] = (weight[line] as number) > 0 && !Number.isNaN(answers[line]) ? 1 : 0
	return base
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
	for (let line = 0; line < one.length; line++) if (one[line] !== other[line]) return false
	return true
}

/**
 * True if the base of one indicator is smaller, and the other one is 0 for the interviews outside of it: it
 * is then the other one divided by its base.
 */
function isPartOf(
	[answersByIndicator, bases]: readonly [readonly IndicatorAnswers[], readonly Uint8Array[]],
	part: number,
	whole: number,
): boolean {
	const [counts, answers] = [bases[part] as Uint8Array, answersByIndicator[part] as IndicatorAnswers]
	const [countsInWhole, inWhole] = [bases[whole] as Uint8Array, answersByIndicator[whole] as IndicatorAnswers]
	let isWider = false
	for (let line = 0; line < counts.length; line++) {
		if (countsInWhole[line] !== 1) {
			if (counts[line] === 1) return false
			continue
		}
		if (inWhole[line] !== (counts[line] === 1 ? answers[line] : 0)) return false
		isWider ||= counts[line] !== 1
	}
	return isWider
}
