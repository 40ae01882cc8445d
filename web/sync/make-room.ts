import { defaultPhoneRetentionDays } from '#shared/campaign/campaign'
import { loadStudy } from '../storage/documents.ts'
import type { UnlockedSession } from '../storage/people-on-phone.ts'
import { evictAcknowledged } from '../storage/prune-records.ts'

/** Evicts acknowledged records by the campaign's retention setting. */
export async function evictByPolicy(atWork: UnlockedSession): Promise<void> {
	const keepDays = (await loadStudy(atWork))?.keepOnPhoneDays ?? defaultPhoneRetentionDays
	await evictAcknowledged(atWork, { now: Date.now(), keepDays })
}
