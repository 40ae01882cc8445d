import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** All bytes below a folder, or of a file and what lies beside it under its name. */
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
