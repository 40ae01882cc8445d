import type { Answer } from './answers.ts'

/** What a sealed answer begins with, wherever answers are kept. */
export const sealedPrefix = 'sealed.'

/** As long as what seals the shortest answer: what somebody types is none, also where it begins with the same word. */
const shortest = 200

/**
 * Whether an answer is one that only the holder of a role's key can read. It stands where the answer would: it is kept, sent,
 * merged and written into files like any other, and nothing that computes can look into it.
 */
export const isSealed = (answer: Answer | null | undefined): answer is string =>
	typeof answer === 'string' &&
	answer.length >= shortest &&
	answer.startsWith(sealedPrefix) &&
	/^[\w.-]+$/.test(answer)

/**
 * Answers of a correction without what it took over sealed, and what has been forgotten since: the record says it no more, and
 * sealed once more it would come back.
 */
export const dropErasedAnswers = (
	answers: ReadonlyMap<string, Answer>,
	standing: ReadonlyMap<string, Answer>,
): Map<string, Answer> =>
	new Map([...answers].filter(([path, answer]) => !isSealed(answer) || answer === standing.get(path)))
