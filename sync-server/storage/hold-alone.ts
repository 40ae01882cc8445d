import Database from 'better-sqlite3'
import { codeOf } from './engine.ts'
import { makePrivateFile } from './private-file.ts'

/** A lock that nobody refers to would be swept away, and be no lock any more. */
const held = new Set<Database.Database>()

/**
 * Holds a database file for this process alone, until it ends, however it ends: a lock of SQLite's on a file beside it. Two
 * servers on one file would each believe that what they keep in memory is how it is. Null if another process holds it;
 * backups do not ask.
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
		if (codeOf(thrown).startsWith('SQLITE_BUSY')) return null
		throw thrown
	}
}
