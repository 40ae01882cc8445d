import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { codeOf } from './engine.ts'

/** Beside a database, as SQLite names them: it gives them the rights of the database. */
const besides = ['', '-wal', '-shm']

/** A file of the store is read by the server's account alone, also one from before; a folder that is made here is closed too. */
export function makePrivateFile(file: string): void {
	mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
	for (const beside of besides)
		try {
			if (beside === '') closeSync(openSync(file, 'a', 0o600))
			chmodSync(`${file}${beside}`, 0o600)
		} catch (thrown) {
			// It belongs to somebody else, who decides, or is not there; or nothing can be written here, which SQLite says more exactly.
			if (!['ENOENT', 'EPERM', 'EACCES', 'EROFS', 'EISDIR'].includes(codeOf(thrown))) throw thrown
		}
}
