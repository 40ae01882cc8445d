import { finishedStatuses } from '#shared/coverage/coverage'
import type { Answers } from '#shared/forms/answers'
import { callBackAgreed, callFacts, callFactsVersion } from '#shared/helpline/call-facts'
import { helplineForm } from '#shared/study/record-attributes'
import { monthOf } from '#shared/study/study-day'
import type { CallRow } from '../storage/helpline/calls.ts'
import type { RecordRow } from '../storage/tables/row-types.ts'
import { isImported, type KnownRecord } from './known-record.ts'

interface CallProjectionInput extends Pick<RecordRow, 'form' | 'status' | 'void'> {
	/** Time of the first save, ms since 1970. */
	readonly startedAt: number
}

/** Returns the counted facts of a helpline call; null for any other record, and while it is not finished. */
export function projectCall(
	record: KnownRecord,
	{ form, status, void: isVoid, startedAt }: CallProjectionInput,
	answers: Answers,
): Omit<CallRow, 'operator' | 'demonstration'> | null {
	const isFinished = finishedStatuses.some((each) => each === status) && isVoid === 0
	if (form !== helplineForm || !isFinished) return null
	const { began, maxSeconds, departments, ...codes } = callFacts(answers)
	const isOld = isImported(record)
	return {
		...codes,
		record: record.id,
		facts_version: callFactsVersion,
		max_seconds: maxSeconds,
		month: monthOf(began ?? startedAt),
		began: began === null ? null : new Date(began).toISOString(),
		is_imported: isOld ? 1 : 0,
		// call-backs and referrals of imported calls are not followed up here
		awaits_call_back: codes.outcome === callBackAgreed && !isOld ? 1 : 0,
		departments: isOld ? [] : departments,
	}
}
