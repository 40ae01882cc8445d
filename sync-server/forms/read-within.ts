import type { Answers } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { type EvaluatedRecord, evaluateRecord } from '#shared/forms/evaluate-record'
import { withDeadline } from './deadline.ts'

/** Longer than the deadline at arrival: here one user waits, and no phone. */
const longestReadingMs = 1000

/**
 * Runs `evaluateRecord` with a deadline, since it blocks the server: a repeat count given by an answer can
 * reach a million rows. @throws TooSlow
 */
export const readWithin = (form: CompiledForm, answers: Answers, writtenAt: number): EvaluatedRecord =>
	withDeadline(longestReadingMs, () => evaluateRecord(form, answers, writtenAt))
