import { defaultPhoneRetentionDays } from '#shared/campaign/campaign'
import { loadStudy } from '../storage/documents.ts'
import type { UnlockedSession } from '../storage/people-on-phone.ts'
import { evictAcknowledged } from '../storage/prune-records.ts'

/** What is safe at the office goes from the phone, as the campaign says. */
export async function evictByPolicy(atWork: UnlockedSession): Promise<void> {
	const keepDays = (await loadStudy(atWork))?.keepOnPhoneDays ?? defaultPhoneRetentionDays
	await evictAcknowledged(atWork, { now: Date.now(), keepDays })
}
