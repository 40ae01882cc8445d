import { usualKeepDays } from '#shared/campaign/campaign'
import { campaignOnPhone } from '../storage/documents.ts'
import type { AtWork } from '../storage/people-on-phone.ts'
import { pruneRecords } from '../storage/prune-records.ts'

/** What is safe at the office goes from the phone, as the campaign says. */
export async function makeRoom(atWork: AtWork): Promise<void> {
	const keepDays = (await campaignOnPhone(atWork))?.keepOnPhoneDays ?? usualKeepDays
	await pruneRecords(atWork, { now: Date.now(), keepDays })
}
