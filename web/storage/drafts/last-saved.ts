import type { Answers } from '#shared/forms/answers'
import { evaluateRecord } from '#shared/forms/evaluate-record'
import { getCurrentAnswers } from '#shared/revisions/record-state'
import type { VaultSession } from '../enrolment/enrolments.ts'
import { compiledForm } from '../records/documents.ts'
import { listRecords, recordOnPhone } from '../records/records.ts'

/**
 * Returns the answers and calculated values of the record of this form that was finished or corrected last on
 * this phone, except record `except`.
 */
export async function lastSavedAnswers(
	vaultSession: VaultSession,
	form: string,
	except: string,
): Promise<Answers> {
	const records = (await listRecords(vaultSession)).filter(
		(record) =>
			record.form.id === form &&
			record.id !== except &&
			!record.isVoid &&
			!record.isUnreadable &&
			!record.isEvicted,
	)
	const [last] = records.sort((a, b) => b.changedAt - a.changedAt)
	const found = last && (await recordOnPhone(vaultSession, last.id))
	const compiled = found && (await compiledForm(vaultSession, found.form.id, found.form.ver))
	if (!found) return new Map()
	// without the form only the entered answers are available
	if (!compiled) return getCurrentAnswers(found.state)
	const { relevant: relevantAnswers, calculated } = evaluateRecord(
		compiled,
		getCurrentAnswers(found.state),
		found.writtenAt,
	)
	return new Map([...relevantAnswers, ...calculated])
}
