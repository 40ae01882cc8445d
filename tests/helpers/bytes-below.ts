import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Returns all bytes below a folder, or of a SQLite file with its companion files. */
export function bytesBelow(path: string): Buffer[] {
	if (!statSync(path).isDirectory())
		return [path, `${path}-wal`, `${path}-shm`].flatMap((each) => {
			try {
				return [readFileSync(each)]
			} catch {
				return []
			}
		})
	return readdirSync(path).flatMap((name) => bytesBelow(join(path, name)))
}
