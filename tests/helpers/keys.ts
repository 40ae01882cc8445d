import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from './temporary-folder.ts'

/** Copies a folder of keys without the one for identifiers, as on a new machine where it is missing. */
export function keysWithoutIdentifiers(folder: string): string {
	const other = join(temporaryFolder(), 'keys')
	mkdirSync(other, { mode: 0o700 })
	for (const name of readdirSync(folder))
		if (!name.startsWith('identifiers')) copyFileSync(join(folder, name), join(other, name))
	return other
}
