import type { Answers } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { type EvaluatedRecord, evaluateRecord } from '#shared/forms/read-record'
import { withDeadline } from './deadline.ts'

/** Longer than when it came: here one person waits, and no phone. */
const longestReadingMs = 1000

/** `evaluateRecord` for a server, which others wait for: a repeat that an answer counts can have a million rows. @throws TooSlow */
export const readWithin = (form: CompiledForm, answers: Answers, writtenAt: number): EvaluatedRecord =>
	withDeadline(longestReadingMs, () => evaluateRecord(form, answers, writtenAt))
