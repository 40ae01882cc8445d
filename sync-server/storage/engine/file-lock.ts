import Database from 'better-sqlite3'
import { errorCodeOf } from '#shared/kernel/error-code'
import { makePrivateFile } from './private-file.ts'

/** Referenced here so that the garbage collector does not close the lock. */
const held = new Set<Database.Database>()

/**
 * Locks a database file for this process until it ends in whatever way: an SQLite lock on a file next to it.
 * Two servers on one file would each trust their own in-memory state. Null if another process has the lock;
 * backups do not need it.
 */
export function acquireFileLock(file: string): { release(): void } | null {
	makePrivateFile(`${file}.lock`)
	const lock = new Database(`${file}.lock`, { timeout: 0 })
	try {
		lock.pragma('locking_mode = EXCLUSIVE')
		lock.exec('begin exclusive')
		held.add(lock)
		return {
			release() {
				held.delete(lock)
				lock.close()
			},
		}
	} catch (thrown) {
		lock.close()
		if (errorCodeOf(thrown).startsWith('SQLITE_BUSY')) return null
		throw thrown
	}
}
