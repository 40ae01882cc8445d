import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { appendAuditEntry, byServer } from '../access-log/log-lines.ts'
import type { FileNamed } from '../attachments/file-store.ts'
import { eraseListed, parseErasureListOf } from '../destroy/destroy-listed.ts'
import { filesNamedIn } from '../storage/attachment-table.ts'
import type { Engine } from '../storage/engine.ts'
import { flushToDisk } from '../storage/flush-to-disk.ts'
import { inParts } from '../storage/in-parts.ts'
import { recordBackup } from '../storage/memory-queries.ts'
import { openStore } from '../storage/open-store.ts'
import { saveRestore } from '../storage/restored-table.ts'
import { sqliteEngine } from '../storage/sqlite-engine.ts'
import type { Store } from '../storage/store.ts'
import { newEra } from '../sync/new-era.ts'
import { BackupError } from './backup-wrong.ts'
import { checkStore, type StoreVerification } from './check-store.ts'
import { copyStore, countRows } from './copy-store.ts'

export interface BackedUp extends StoreVerification {
	readonly seq: number
	/** Of all revisions, held-back ones too. */
	readonly revisions: number
}

export interface Restored extends BackedUp {
	/** Records that the backup had and that were destroyed since. */
	readonly destroyedAgain: number
}

/** What becomes of a copy that was made and checked: it gets its name as it is, or encrypted. */
export interface BackupTarget {
	/** Where the copy lies while it is made. */
	readonly partial: string
	/** Gives `file` its name, where a power cut does not take it away. */
	keep(file: string): Promise<void>
	/** Whether phones hear that everything up to here is safe. */
	readonly isSafe: boolean
}

/** As it is: for a caller who encrypts it, and for whoever tries the rest. */
const plainTarget = (file: string): BackupTarget => ({
	partial: `${file}.partial`,
	async keep() {
		await flushToDisk(`${file}.partial`)
		await rename(`${file}.partial`, file)
		await flushToDisk(dirname(file))
	},
	isSafe: true,
})

/** Copies the files of attachments, which are no part of the store. */
export type CopyFiles = (files: readonly FileNamed[]) => Promise<void>
const noFiles: CopyFiles = async () => {}

/**
 * Copies the store as it is at one moment into a new file, while others go on writing; reads it back and checks it; has the files that it
 * names copied; and only then notes that everything up to there is safe, which is what phones are told. The copy is a SQLite
 * database whichever store it comes from, so that it goes back into either. It has its name only when it is whole.
 *
 * @throws BackupError, and what `copyFiles` throws: then the file is whole, and nothing is told
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
		await copy.db.deleteFrom('head').execute()
		const copied = await store.atOneMoment((db) => copyStore(db, copy.db))
		const counted = await countRows(copy.reading)
		const missing = Object.entries(copied).find(
			([table, rows]) => counted[table as keyof typeof counted] !== rows,
		)
		if (missing)
			throw new BackupError(`The copy lacks rows of ${missing[0]}. The disk may be full or damaged.`)
		checked = await checkStore(copy)
		head = await copy.head()
		const files = await filesNamedIn(copy.reading)
		await copy.close()
		const { revision, quarantine } = counted
		await keep(file)
		await copyFiles(files)
		const finished = new Date(now()).toISOString()
		if (isSafe) await recordBackup(store.db, store.project, { ...head, finished })
		return { ...checked, seq: head.seq, revisions: revision + quarantine }
	} catch (thrown) {
		await copy.close().catch(() => {})
		await removeDatabase(partial)
		throw thrown
	}
}

/**
 * Fills an empty store with what a backup has, and checks it. The files that it names come first: what breaks there is tried again
 * with the store still empty. `destroyed`: the signed list of what was destroyed, also after the backup; that is destroyed again, before
 * anybody can see it.
 *
 * @throws BackupError; where the store was empty it may be half full then. And what `copyFiles` throws
 */
export async function restore(
	file: string,
	engine: Engine,
	project: string,
	now: () => number,
	copyFiles: CopyFiles = noFiles,
	destroyed: string | null = null,
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
		// a damaged file is known before anything is copied out of it
		await checkStore(source)
		const lines = destroyed === null ? [] : await parseErasureListOf(source, destroyed)
		if (!lines)
			throw new BackupError(
				'The list of destroyed records is not as this server signed it, and nothing was changed. Take it anew from a later copy of the backups.',
			)
		await copyFiles(await filesNamedIn(source.reading))
		await store.db.deleteFrom('head').execute()
		const { revision, quarantine } = await source.atOneMoment((db) => copyStore(db, store.db))
		const destroyedAgain = await eraseListed(store, lines)
		const checked = await checkStore(store)
		await beginEra(store, now)
		// every record is understood anew when the server starts
		if (checked.stale > 0)
			await store.db.updateTable('record').set({ view_error: 'another-program' }).execute()
		const { seq } = await store.head()
		return { ...checked, seq, revisions: revision + quarantine, destroyedAgain }
	} finally {
		await source.close()
		await store.close()
	}
}

/**
 * Phones hear that this store was put back, and say again what has no place in the chain: attachments. One-time codes that
 * were open then may have been used since.
 */
async function beginEra(store: Store, now: () => number): Promise<void> {
	const { project } = store
	await saveRestore(store.db, project, { era: newEra(), at: new Date(now()).toISOString() })
	await store.db.deleteFrom('invitation').where('used', 'is', null).execute()
	// lines between the backup and now are lost: that there was a now, the log says
	await store.write((session) => appendAuditEntry(session, project, byServer, { kind: 'store-put-back' }))
}

/** What a restored store says that it has and has not: phones are asked for it again, and a text is to be recorded again. */
export async function dropMissingFiles(store: Store, hashes: readonly string[]): Promise<void> {
	for (const part of inParts(hashes))
		for (const table of ['attachment', 'spoken_text'] as const)
			await store.db.deleteFrom(table).where('hash', 'in', part).execute()
}

export const removeDatabase = async (file: string): Promise<void> => {
	for (const ending of ['', '-wal', '-shm']) await rm(file + ending, { force: true })
}
