import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from './fresh-engines.ts'

/** Another folder of keys, as on a machine to which all were brought but that to identifiers. */
export function keysWithoutIdentifiers(folder: string): string {
	const other = join(temporaryFolder(), 'keys')
	mkdirSync(other, { mode: 0o700 })
	for (const name of readdirSync(folder))
		if (!name.startsWith('identifiers')) copyFileSync(join(folder, name), join(other, name))
	return other
}
