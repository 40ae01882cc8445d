import { readAnyStatement } from '#shared/revisions/destruction'
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
} from '../storage/destruction-table.ts'
import type { Store } from '../storage/store.ts'
import type { Signer } from '../sync/signer.ts'
import { exportErasureList } from './destruction-log.ts'

export interface SweepDeps {
	readonly store: Store
	readonly files: FileStore
	readonly signer: Signer
	/** Puts the signed list beside the backups: whoever puts one of them back needs it. */
	readonly saveErasureList?: (list: string) => Promise<void>
}

/**
 * What a transaction cannot do: takes away the files of destroyed records, parts of files that were on their way, and the bytes of
 * deleted rows. Asked again until it is through, also after the process was killed in between. True if nothing is left to do.
 */
export async function sweepErased({ store, files, signer, saveErasureList }: SweepDeps): Promise<boolean> {
	const { project } = store
	const open = await notSwept(store.db, project)
	const { uploads, attachments, revisions } = await leftOver(store.db, project)
	// what nobody could read when its record was destroyed may have been understood by a newer program since
	for (const { id, record } of revisions) await store.write((session) => session.eraseRevisions(record, [id]))
	for (const { record } of attachments) await deleteAttachmentsOfRecord(store.db, project, record)
	for (const { id } of uploads) {
		await files.clear(id)
		await deleteUpload(store.db, project, id)
	}
	for (const hash of await listErasedFiles(store.db, project, { onlyHere: true })) {
		await files.remove(hash)
		await markFileDeleted(store.db, project, hash)
	}
	if (open.length === 0 && revisions.length === 0) return true
	// what somebody asked for while it was still being destroyed
	await invalidateDerivedFiles(store.db, project)
	await saveErasureList?.(await exportErasureList(store, signer))
	if (!(await store.overwriteDeleted(newestOf(open)))) return false
	await markSwept(
		store.db,
		project,
		open.map(({ record }) => record),
	)
	return true
}

/** When the last of these was destroyed; of what came to a destroyed record afterwards: now. */
function newestOf(open: readonly { readonly statement: string }[]): Date {
	const times = open.map(({ statement }) => Date.parse(readAnyStatement(statement)?.at ?? ''))
	return times.length > 0 && times.every(Number.isFinite) ? new Date(Math.max(...times)) : new Date()
}
