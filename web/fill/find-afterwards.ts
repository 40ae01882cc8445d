import { campaignForms } from '#shared/campaign/record-facts'
import type { FormSession } from '#shared/forms/form-session'
import { type Finding, findingsOf } from '#shared/quality/interview-checks'
import { factsInRecord } from '#shared/quality/interview-facts'
import { thresholdsWith } from '#shared/quality/thresholds'
import { campaignOnPhone, currentForms } from '../storage/documents.ts'
import type { AtWork } from '../storage/people-on-phone.ts'
import { listRecords } from '../storage/records-on-phone.ts'

export interface WhichRecord {
	readonly id: string
	readonly form: { readonly id: string; readonly ver: number }
	readonly startedAt: number
}

/** What about a record is to be asked after, by what stands in it and what this phone knows beside it. All of it is here: no network. */
export async function findAfterwards(
	atWork: AtWork,
	session: FormSession,
	{ id, form, startedAt }: WhichRecord,
): Promise<Finding[]> {
	const [campaign, forms, records] = await Promise.all([
		campaignOnPhone(atWork),
		currentForms(atWork),
		listRecords(atWork),
	])
	const offsetMinutes = campaign?.offsetMinutes ?? 0
	const dayOf = (time: number) => Math.floor((time + offsetMinutes * 60_000) / 86_400_000)
	const finished = records.filter(
		(each) =>
			each.id !== id &&
			each.form.id === campaignForms.household &&
			each.work?.result === 'complete' &&
			!each.isVoid,
	)
	const before = finished.map(({ changedAt }) => changedAt).filter((time) => time <= startedAt)
	return findingsOf(
		{
			...factsInRecord([...session.finalAnswers(), ...session.calculated()], session.form.byTemplate.keys()),
			formVersion: form.ver,
			newestVersion: forms.find((each) => each.id === form.id)?.version ?? null,
			startedAt,
			offsetMinutes,
			lastFinishedAt: before.length > 0 ? Math.max(...before) : null,
			finishedThatDay: finished.filter(({ changedAt }) => dayOf(changedAt) === dayOf(startedAt)).length,
		},
		thresholdsWith(campaign?.quality),
	)
}
