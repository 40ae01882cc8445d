import type { Choice, Question } from './form-definition.ts'

/*
 * Choices that a statistics file declares as missing. The choice list decides; if it does not, only the codes
 * that surveys use for "don't know" and "no answer" count. A word such as `refused` decides nothing: it is
 * the outcome of a visit, and a response rate needs it (AAPOR, Standard Definitions, 10th edition 2023:
 * refusals are eligible cases).
 */

/**
 * Column of a choice list: `yes`, the choice is a missing value; `no`, it is an answer although its code is a
 * usual one.
 */
export const missingColumn = 'zila:missing'

/** The campaign's `dk` and `ref`, and the 88, 99, -88, -99 of many surveys. */
const usualCodes = /^(dk|ref|-?(88|99|888|999|8888|9999))$/i

/**
 * Variables with the outcome of a visit or an interview: each of their codes is an outcome, whatever its
 * name.
 */
const outcomes: ReadonlySet<string> = new Set(['contact', 'sel_avail', 'result'])

/** True if exports of this question declare the choice as missing. */
export function isMissingValue(
	{ name: question }: Pick<Question, 'name'>,
	{ name, columns }: Pick<Choice, 'name' | 'columns'>,
): boolean {
	if (outcomes.has(question)) return false
	const text = columns?.[missingColumn]
	return text === 'yes' || (text !== 'no' && usualCodes.test(name))
}
