import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { FileNamed } from '../attachments/file-store.ts'
import { parseErasureListOf } from '../privacy/erase-listed.ts'
import { clearHead, copyStore, countRows } from '../storage/copy-store.ts'
import type { Engine } from '../storage/engine/engine.ts'
import { flushToDisk } from '../storage/engine/flush-to-disk.ts'
import { sqliteEngine } from '../storage/engine/sqlite-engine.ts'
import { recordBackup } from '../storage/log/backups-and-rewinds.ts'
import { openStore } from '../storage/open-store.ts'
import { filesNamedIn } from '../storage/records/attachments.ts'
import type { Store } from '../storage/store.ts'
import { BackupError } from './backup-error.ts'
import { type FinishedRestore, finishRestore, unsignedErasureList } from './finish-restore.ts'
import { type StoreVerification, verifyStore } from './verify-store.ts'

export interface BackedUp extends StoreVerification {
	readonly seq: number
	/** Number of all revisions, quarantined ones included. */
	readonly revisions: number
}

export type Restored = BackedUp & FinishedRestore

/** Destination of a verified copy: it is stored as it is, or encrypted. */
export interface BackupTarget {
	/** Path of the copy while it is written. */
	readonly partial: string
	/** Moves the copy to `file` durably. */
	keep(file: string): Promise<void>
	/** True if phones are notified that everything up to this backup is safe. */
	readonly isSafe: boolean
}

/** Unencrypted backup, for callers that encrypt it themselves and for tests. */
const plainTarget = (file: string): BackupTarget => ({
	partial: `${file}.partial`,
	async keep() {
		await flushToDisk(`${file}.partial`)
		await rename(`${file}.partial`, file)
		await flushToDisk(dirname(file))
	},
	isSafe: true,
})

/** Copies the files of attachments, which are not part of the store. */
export type CopyFiles = (files: readonly FileNamed[]) => Promise<void>
const noFiles: CopyFiles = async () => {}

/**
 * Copies a snapshot of the store into a new file without blocking writers; reads it back and verifies it;
 * copies the attachments that it names; and only then records that everything up to there is safe, which
 * phones are told. The copy is a SQLite database whatever the store is, so that it can be restored into
 * either. It gets its name only when it is complete.
 *
 * @throws BackupError, and what `copyFiles` throws: then the file is complete, and nothing is recorded as
 * safe
 */
export async function createBackup(
	store: Store,
	file: string,
	now: () => number,
	copyFiles: CopyFiles = noFiles,
	{ partial, keep, isSafe }: BackupTarget = plainTarget(file),
): Promise<BackedUp> {
	if (existsSync(file)) throw new BackupError(`${file} is there already. Give another name, or move it away.`)
	await removeDatabase(partial)
	const copy = await openStore({ engine: sqliteEngine(partial), project: store.project, now })
	let checked: StoreVerification
	let head: Awaited<ReturnType<Store['head']>>
	try {
		await clearHead(copy.changing)
		const copied = await store.atOneMoment((moment) => copyStore(moment, copy.changing))
		const counted = await countRows(copy.reading)
		const missing = Object.entries(copied).find(
			([table, rows]) => counted[table as keyof typeof counted] !== rows,
		)
		if (missing)
			throw new BackupError(`The copy lacks rows of ${missing[0]}. The disk may be full or damaged.`)
		checked = await verifyStore(copy)
		head = await copy.head()
		const files = await filesNamedIn(copy.reading)
		await copy.close()
		const { revision, quarantine } = counted
		await keep(file)
		await copyFiles(files)
		const finished = new Date(now()).toISOString()
		if (isSafe) await recordBackup(store.changing, { ...head, finished })
		return { ...checked, seq: head.seq, revisions: revision + quarantine }
	} catch (thrown) {
		await copy.close().catch(() => {})
		await removeDatabase(partial)
		throw thrown
	}
}

/**
 * Fills an empty store from a backup and verifies it. Attachments are copied first: after a failure there,
 * the store is still empty. `destroyed`: the signed erasure list, also with erasures after the backup; they
 * are repeated before anybody can see the data.
 *
 * @throws BackupError; the store may be partly filled then. And what `copyFiles` throws
 */
export async function restore(
	file: string,
	engine: Engine,
	project: string,
	now: () => number,
	copyFiles: CopyFiles = noFiles,
	erasureList: string | null = null,
): Promise<Restored> {
	if (!existsSync(file)) throw new BackupError(`There is no file ${file}.`)
	const source = await openStore({ engine: sqliteEngine(file), project, now })
	const store = await openStore({ engine, project, now })
	try {
		const { head: _, ...others } = await countRows(store.reading)
		if ((await store.head()).seq > 0 || Object.values(others).some((rows) => rows > 0))
			throw new BackupError(
				'The store is not empty, and nothing was changed. Restore into a new DATA_FOLDER or an empty database.',
			)
		// Damage is detected before anything is copied.
		await verifyStore(source)
		const lines = erasureList === null ? [] : await parseErasureListOf(source, erasureList)
		if (!lines) throw new BackupError(unsignedErasureList)
		await copyFiles(await filesNamedIn(source.reading))
		await clearHead(store.changing)
		const { revision, quarantine } = await source.atOneMoment((moment) => copyStore(moment, store.changing))
		return { ...(await finishRestore(store, lines, now)), revisions: revision + quarantine }
	} finally {
		await source.close()
		await store.close()
	}
}

export const removeDatabase = async (file: string): Promise<void> => {
	for (const ending of ['', '-wal', '-shm']) await rm(file + ending, { force: true })
}
