import { lastCopyAt } from '../database/backup-file-time.ts'
import { database } from '../database/database.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'

/** Copies of a draft on this phone, when the respondent wants the answers deleted. */
export interface DraftCopies {
	/** Revisions that were never sent: they can be deleted. */
	readonly local: readonly string[]
	/** True if a copy was sent, or may be under way or in an offline file: it cannot be deleted from here. */
	readonly isElsewhere: boolean
}

/** Lists the copies of a draft. One that is being sent at the moment may have arrived, and counts as sent. */
export async function listDraftCopies({ device }: VaultSession, record: string): Promise<DraftCopies> {
	const rows = await (await database()).revisions.where({ device, record }).toArray()
	const lastOfflineCopyAt = await lastCopyAt(device)
	const isElsewhere = rows.some(
		({ state, savedAt, tried }) =>
			tried === true ||
			state === 'at-server' ||
			state === 'by-receipt' ||
			(lastOfflineCopyAt !== null && savedAt <= lastOfflineCopyAt),
	)
	return { local: isElsewhere ? [] : rows.map(({ id }) => id), isElsewhere }
}

/** Runs `work` while nothing can be sent; `isQuiet` is false if a request is already under way. */
export const withSendingPaused = <Found>(work: (isQuiet: boolean) => Promise<Found>): Promise<Found> =>
	navigator.locks.request('zila-sync', { ifAvailable: true }, (lock) => work(lock !== null)) as Promise<Found>

/** True if a copy of this draft has left the phone, or may have. */
export async function hasLeft(vaultSession: VaultSession, draft: string): Promise<boolean> {
	const row = await (await database()).drafts.get(draft)
	return row !== undefined && (await listDraftCopies(vaultSession, row.record)).isElsewhere
}
