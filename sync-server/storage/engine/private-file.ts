import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { errorCodeOf } from '#shared/kernel/error-code'

/**
 * Suffixes of the files that SQLite creates next to a database; SQLite gives them the permissions of the
 * database.
 */
const suffixes = ['', '-wal', '-shm']

/**
 * Restricts a file of the store to the server's account, including an existing one; a folder that is created
 * here is restricted too.
 */
export function makePrivateFile(file: string): void {
	mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
	for (const suffix of suffixes)
		try {
			if (suffix === '') closeSync(openSync(file, 'a', 0o600))
			chmodSync(`${file}${suffix}`, 0o600)
		} catch (thrown) {
			// It belongs to another account, or does not exist, or nothing can be written here, which SQLite
			// reports more exactly.
			if (!['ENOENT', 'EPERM', 'EACCES', 'EROFS', 'EISDIR'].includes(errorCodeOf(thrown))) throw thrown
		}
}
