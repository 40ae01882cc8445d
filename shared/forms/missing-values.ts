import type { Choice, Question } from './form-definition.ts'

/*
 * Which choices a statistics file declares as missing. The choice list says so; where it does not, only the codes that surveys use for "don't know"
 * and "no answer" count. A word such as `refused` decides nothing: at the door it is the outcome of the visit, and a response rate needs it (AAPOR,
 * Standard Definitions, 10th edition 2023: refusals are eligible cases).
 */

/** Column of a choice list: `yes`, the choice is a missing value; `no`, it is an answer although its code is a usual one. */
export const missingColumn = 'zila:missing'

/** The campaign's `dk` and `ref`, and the 88, 99, -88, -99 of many surveys. */
const usualCodes = /^(dk|ref|-?(88|99|888|999|8888|9999))$/i

/** Variables that say how a visit or an interview ended: each of their codes is an outcome, whatever it is called. */
const outcomes: ReadonlySet<string> = new Set(['contact', 'sel_avail', 'result'])

/** Whether the choice is declared as missing where this question is exported. */
export function isMissingValue(
	{ name: question }: Pick<Question, 'name'>,
	{ name, columns }: Pick<Choice, 'name' | 'columns'>,
): boolean {
	if (outcomes.has(question)) return false
	const text = columns?.[missingColumn]
	return text === 'yes' || (text !== 'no' && usualCodes.test(name))
}
