import { defaultPhoneRetentionDays } from '#shared/study/study'
import type { UnlockedSession } from '../storage/enrolment/enrolments.ts'
import { evictAcknowledged } from '../storage/eviction/evict-records.ts'
import { loadStudy } from '../storage/records/documents.ts'

/** Evicts acknowledged records by the campaign's retention setting. */
export async function evictByPolicy(atWork: UnlockedSession): Promise<void> {
	const keepDays = (await loadStudy(atWork))?.keepOnPhoneDays ?? defaultPhoneRetentionDays
	await evictAcknowledged(atWork, { now: Date.now(), keepDays })
}
