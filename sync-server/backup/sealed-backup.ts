import { createReadStream, existsSync } from 'node:fs'
import { mkdir, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { toBase64url } from '#shared/kernel/bytes'
import { hashOf } from '../attachments/hash-of.ts'
import { flushToDisk } from '../storage/engine/flush-to-disk.ts'
import { sqliteEngine } from '../storage/engine/sqlite-engine.ts'
import { sealingKeysOf } from '../storage/log/sealing-keys.ts'
import { openStore } from '../storage/open-store.ts'
import type { Store } from '../storage/store.ts'
import { type KeyPair, openSealingKey, pairOf } from '../sync/sealing-key.ts'
import { BackupError } from './backup-error.ts'
import { type BackupTarget, removeDatabase } from './create-backup.ts'
import { writeWhole } from './sealed-files.ts'
import { type FindKey, openStream, sealedHeadBytes, sealedTo, sealStream } from './sealed-stream.ts'

/*
 * Backups as they leave the server: encrypted to the project's key, so that only the recovery key opens them.
 * The copy is made and verified in the server's own data folder: if backups go to another disk, no plain
 * answers are written there.
 */

const workFolderName = /^copy-in-work-(\d+)-/

/** Creates a private folder for a copy in the server's data folder. */
export async function workFolder(dataFolder: string): Promise<string> {
	await mkdir(dataFolder, { recursive: true })
	await removeLeftCopies(dataFolder)
	return mkdtemp(join(dataFolder, `copy-in-work-${process.pid}-`))
}

/** Deletes copies that a killed command left behind. */
export async function removeLeftCopies(dataFolder: string): Promise<void> {
	// With PostgreSQL and a bucket the folder may not exist.
	for (const name of existsSync(dataFolder) ? await readdir(dataFolder) : []) {
		const pid = workFolderName.exec(name)?.[1]
		if (pid !== undefined && !isRunning(Number(pid)))
			await rm(join(dataFolder, name), { recursive: true, force: true })
	}
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0)
		return true
	} catch (thrown) {
		// The process runs under another account.
		return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM'
	}
}

/** Returns the keys of a store by id; new backups are encrypted to the first. */
export async function keysForBackup(store: Store): Promise<{ readonly sealsTo: KeyPair; find: FindKey }> {
	const pairs = await sealingKeysOf(store.reading)
	const [sealsTo] = pairs
	if (!sealsTo) throw new Error('a server that has run has one')
	return { sealsTo, find: createKeyFinder(pairs) }
}

const createKeyFinder =
	(pairs: readonly KeyPair[]): FindKey =>
	(id) =>
		pairs.find((pair) => openSealingKey(pair).id === id) ?? null

/**
 * Encrypts the copy, reads the file back, and only then gives it its name. @throws BackupError if it does not
 * read back identically
 */
export function encrypted(folder: string, sealsTo: KeyPair, isSafe: boolean): BackupTarget {
	const partial = join(folder, 'copy.sqlite')
	return {
		partial,
		isSafe,
		async keep(file) {
			const unfinished = `${file}.partial`
			try {
				await writeWhole(unfinished, sealStream(createReadStream(partial), sealsTo.publicKey))
				const again = openStream(createReadStream(unfinished), createKeyFinder([sealsTo]))
				if ((await hashOf(again)) !== (await hashOf(createReadStream(partial))))
					throw new BackupError('The backup is not read back as it was written. The disk may be damaged.')
				await rename(unfinished, file)
				await flushToDisk(dirname(file))
			} finally {
				await rm(unfinished, { force: true })
				await removeDatabase(partial)
			}
		},
	}
}

/** True for an encrypted backup; older ones are plain databases. */
export const isEncrypted = async (file: string): Promise<boolean> =>
	sealedTo(await headOf(file, sealedHeadBytes)) !== null

/** True for a database of SQLite, which a plain backup is. */
export const isSqlite = async (file: string): Promise<boolean> =>
	(await headOf(file, 16)).toString('latin1') === 'SQLite format 3\0'

async function headOf(file: string, bytes: number): Promise<Buffer> {
	const handle = await open(file, 'r')
	try {
		const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0)
		return buffer.subarray(0, bytesRead)
	} finally {
		await handle.close()
	}
}

/**
 * Decrypts a backup into a database in this folder. `privateHalf`: of the recovery key. @throws BackupError
 */
export async function decrypted(file: string, privateHalf: Uint8Array, folder: string): Promise<string> {
	const copy = join(folder, 'copy.sqlite')
	const pair = pairOf(toBase64url(privateHalf))
	await writeWhole(copy, openStream(createReadStream(file), createKeyFinder([pair])))
	return copy
}

/** Returns the keys that open the files next to a backup: all keys of the store in it. */
export async function keysInBackup(
	copy: string,
	project: string,
	now: () => number,
): Promise<{ readonly sealsTo: KeyPair; find: FindKey }> {
	const store = await openStore({ engine: sqliteEngine(copy), project, now })
	try {
		return await keysForBackup(store)
	} finally {
		await store.close()
	}
}
