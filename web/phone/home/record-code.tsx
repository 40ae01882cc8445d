import type { CompiledForm } from '#shared/forms/compile-form'
import { isConsentGiven } from '#shared/forms/consent'
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

/** The respondent's withdrawal code, after consent: it may not have been copied to the card yet. */
export function RecordCode({ form, record, id }: RecordCodeProps) {
	const { consent } = form
	if (!consent?.code) return null
	const { session } = evaluateRecord(form, getCurrentAnswers(record.state), record.writtenAt)
	return isConsentGiven(consent, session) ? <WithdrawalCode code={withdrawalCodeOf(id)} /> : null
}
