import type { Answer } from './answers.ts'

/** Prefix of a sealed answer, wherever answers are stored. */
export const sealedPrefix = 'sealed.'

/** Length of the shortest sealed answer, so that typed text with the same prefix is not taken for one. */
const shortest = 200

/**
 * True if only the holder of a role's key can read the answer. A sealed answer replaces the answer: it is
 * stored, sent, merged and exported like any other, and no calculation can read it.
 */
export const isSealed = (answer: Answer | null | undefined): answer is string =>
	typeof answer === 'string' &&
	answer.length >= shortest &&
	answer.startsWith(sealedPrefix) &&
	/^[\w.-]+$/.test(answer)

/**
 * Removes sealed answers that a correction took over and that have been erased since: the record no longer
 * has them, and they would come back.
 */
export const dropErasedAnswers = (
	answers: ReadonlyMap<string, Answer>,
	currentAnswers: ReadonlyMap<string, Answer>,
): Map<string, Answer> =>
	new Map([...answers].filter(([path, answer]) => !isSealed(answer) || answer === currentAnswers.get(path)))
