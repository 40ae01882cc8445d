import type { CompiledForm } from '#shared/forms/compile-form'
import { hasConsentAnswer, isConsentGiven } from '#shared/forms/consent'
import { evaluateRecord } from '#shared/forms/evaluate-record'
import { withdrawalCodeOf } from '#shared/privacy/withdrawal-code'
import { getCurrentAnswers } from '#shared/revisions/record-state'
import type { LocalRecord } from '../../storage/records/fold-rows.ts'
import { WithdrawalCode } from '../../ui/withdrawal-code.tsx'

interface RecordCodeProps {
	readonly form: CompiledForm
	readonly record: LocalRecord
	readonly id: string
}

/**
 * The respondent's withdrawal code, after consent: it may not have been copied to the card yet. Nothing if the
 * answers were deleted and none of them had left the phone before.
 */
export function RecordCode({ form, record, id }: RecordCodeProps) {
	const { consent } = form
	if (!consent?.code) return null
	const { session } = evaluateRecord(form, getCurrentAnswers(record.state), record.writtenAt)
	const isDeleted = hasConsentAnswer(consent.wish, session) && record.revisions.length === 1
	return isConsentGiven(consent, session) && !isDeleted ? (
		<WithdrawalCode code={withdrawalCodeOf(id)} />
	) : null
}
