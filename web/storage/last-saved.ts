import type { Answers } from '#shared/forms/answers'
import { standingAnswers } from '#shared/revisions/view'
import type { AtWork } from './people-on-phone.ts'
import { listRecords, recordOnPhone } from './records-on-phone.ts'

/** What the record of this form that was finished or corrected last on this phone says, another than `except`. */
export async function lastSavedAnswers(atWork: AtWork, form: string, except: string): Promise<Answers> {
	const records = (await listRecords(atWork)).filter(
		(record) => record.form.id === form && record.id !== except && !record.isVoid && !record.isUnreadable,
	)
	const [last] = records.sort((a, b) => b.changedAt - a.changedAt)
	const found = last && (await recordOnPhone(atWork, last.id))
	return found ? standingAnswers(found.view) : new Map()
}
