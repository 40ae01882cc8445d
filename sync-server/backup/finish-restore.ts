import type { SignedStatement } from '#shared/privacy/erasure'
import { appendAuditEntry, byServer } from '../audit-log/entries.ts'
import { eraseListed, parseErasureListOf } from '../privacy/erase-listed.ts'
import { clearTablesWithoutBackup } from '../storage/copy-store.ts'
import { saveRestore } from '../storage/log/restores.ts'
import { deleteOpenInvitations } from '../storage/people/invitations.ts'
import { markAllUnprojected } from '../storage/records/records.ts'
import type { Store } from '../storage/store.ts'
import { newEra } from '../sync/new-era.ts'
import { BackupError } from './backup-error.ts'
import { type StoreVerification, verifyStore } from './verify-store.ts'

export interface FinishedRestore extends StoreVerification {
	readonly seq: number
	/** Records in the restored store that were erased after the moment to which it was restored. */
	readonly erasedAgain: number
}

export const unsignedErasureList =
	'The list of destroyed records is not as this server signed it, and nothing was changed. Take it anew from a later copy of the backups.'

/**
 * Completes a restore: repeats later erasures before anybody can see the data, verifies the store, and starts a
 * new era.
 *
 * @throws BackupError if the store is damaged
 */
export async function finishRestore(
	store: Store,
	erasures: readonly SignedStatement[],
	now: () => number,
): Promise<FinishedRestore> {
	const erasedAgain = await eraseListed(store, erasures)
	const checked = await verifyStore(store)
	await beginEra(store, now)
	// Every record is folded again when the server starts.
	if (checked.stale > 0) await markAllUnprojected(store.changing)
	return { ...checked, seq: (await store.head()).seq, erasedAgain }
}

/**
 * Starts a new era, by which phones learn of the restore and report again what is outside the chain:
 * attachments. Open enrolment codes are deleted, since they may have been used after the backup.
 */
async function beginEra(store: Store, now: () => number): Promise<void> {
	await saveRestore(store.changing, { era: newEra(), at: new Date(now()).toISOString() })
	await deleteOpenInvitations(store.changing)
	// Entries after the backup are lost; this entry records that a restore happened.
	await store.write((session) => appendAuditEntry(session, byServer, { kind: 'store-restored' }))
}

/**
 * Completes a restore that the tools of the database made: to a point in time, or from a snapshot of the disk.
 * What no backup of this program contains is deleted, as sessions that have ended since.
 *
 * @throws BackupError; before the store is changed, if it is damaged or the list is not signed
 */
export async function finishDatabaseRestore(
	store: Store,
	erasureList: string | null,
	now: () => number,
): Promise<FinishedRestore> {
	await verifyStore(store)
	const erasures = erasureList === null ? [] : await parseErasureListOf(store, erasureList)
	if (!erasures) throw new BackupError(unsignedErasureList)
	await clearTablesWithoutBackup(store.changing)
	return finishRestore(store, erasures, now)
}
