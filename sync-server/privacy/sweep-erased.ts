import { readAnyStatement } from '#shared/privacy/erasure'
import type { FileStore } from '../attachments/file-store.ts'
import {
	deleteAttachmentsOfRecord,
	deleteUpload,
	invalidateDerivedFiles,
	leftOver,
	listErasedFiles,
	markFileDeleted,
	markSwept,
	notSwept,
} from '../storage/privacy/erasures.ts'
import type { Store } from '../storage/store.ts'
import type { Signer } from '../sync/signer.ts'
import { exportErasureList } from './erasure-list.ts'

export interface SweepDeps {
	readonly store: Store
	readonly files: FileStore
	readonly signer: Signer
	/** Saves the signed erasure list next to the backups: a restore needs it. */
	readonly saveErasureList?: (list: string) => Promise<void>
}

/**
 * Completes erasures outside of transactions: deletes the files of erased records, partial uploads, and the
 * bytes of deleted rows. Called repeatedly until it is done, also after a crash. True if nothing is left to
 * do.
 */
export async function sweepErased({ store, files, signer, saveErasureList }: SweepDeps): Promise<boolean> {
	const open = await notSwept(store.changing)
	const { uploads, attachments, revisions } = await leftOver(store.changing)
	// A revision that was unreadable when its record was erased may be readable by a newer program.
	for (const { id, record } of revisions) await store.write((session) => session.eraseRevisions(record, [id]))
	for (const { record } of attachments) await deleteAttachmentsOfRecord(store.changing, record)
	for (const { id } of uploads) {
		await files.clear(id)
		await deleteUpload(store.changing, id)
	}
	for (const hash of await listErasedFiles(store.changing, { onlyHere: true })) {
		await files.remove(hash)
		await markFileDeleted(store.changing, hash)
	}
	if (open.length === 0 && revisions.length === 0) return true
	// Includes exports that were requested while the erasure was running.
	await invalidateDerivedFiles(store.changing)
	await saveErasureList?.(await exportErasureList(store, signer))
	if (!(await store.overwriteDeleted(newestOf(open)))) return false
	await markSwept(
		store.changing,
		open.map(({ record }) => record),
	)
	return true
}

/** Time of the last erasure; now, for data that arrived after the erasure of its record. */
function newestOf(open: readonly { readonly statement: string }[]): Date {
	const times = open.map(({ statement }) => Date.parse(readAnyStatement(statement)?.at ?? ''))
	return times.length > 0 && times.every(Number.isFinite) ? new Date(Math.max(...times)) : new Date()
}
