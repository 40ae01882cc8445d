import { defaultPhoneRetentionDays } from '#shared/study/study'
import { deleteOldPractices } from '../storage/drafts/stored-practice.ts'
import type { VaultSession } from '../storage/enrolment/enrolments.ts'
import { evictRecords } from '../storage/eviction/evict-records.ts'
import { loadStudy } from '../storage/records/documents.ts'

/** Evicts acknowledged records by the study's retention setting, and practice interviews after a day. */
export async function evictByPolicy(vaultSession: VaultSession): Promise<void> {
	await deleteOldPractices(Date.now())
	const keepDays = (await loadStudy(vaultSession))?.keepOnPhoneDays ?? defaultPhoneRetentionDays
	await evictRecords(vaultSession, { now: Date.now(), keepDays })
}
