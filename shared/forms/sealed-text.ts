import type { Answer } from './answers.ts'

/** What a sealed answer begins with, wherever answers are kept. */
export const sealMark = 'sealed.'

/**
 * Whether an answer is one that only the holder of a role's key can read. It stands where the answer would: it is kept, sent,
 * merged and written into files like any other, and nothing that computes can look into it.
 */
export const isSealed = (answer: Answer | null | undefined): answer is string =>
	typeof answer === 'string' && answer.startsWith(sealMark)
