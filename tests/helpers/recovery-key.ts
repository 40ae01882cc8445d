import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeLetters } from '#shared/kernel/ids'
import { surveyProject as project } from '#shared/study/deployments'
import { readRecoveryKey } from '#shared/sync/recovery-key'
import { sqliteEngine } from '../../sync-server/storage/engine/sqlite-engine.ts'
import { openStore } from '../../sync-server/storage/open-store.ts'
import { openIdentifierKeys } from '../../sync-server/sync/identifier-keys.ts'
import { keysInFolder } from '../../sync-server/sync/key-store.ts'
import { recoveryRows } from '../../sync-server/sync/recovery.ts'
import { openSigner } from '../../sync-server/sync/signer.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Writes the recovery key of a stopped server with this data folder to a file. */
export async function recoveryKeyOf(dataFolder: string): Promise<string> {
	const store = await openStore({
		engine: sqliteEngine(join(dataFolder, 'zila.sqlite')),
		project,
		now: () => Date.now(),
	})
	const place = keysInFolder(join(dataFolder, 'keys'))
	const [signer, identifiers] = [await openSigner(store, place), await openIdentifierKeys(store, place)]
	const file = join(temporaryFolder(), 'key.txt')
	writeFileSync(file, (await recoveryRows({ store, signer, identifiers })).join('\n'))
	await store.close()
	return file
}

/**
 * Returns the rows with a wrong first letter that the checksum of the first row detects: it misses one wrong row of 256.
 */
export function withWrongFirstRow([first = '', ...others]: readonly string[]): string {
	for (const letter of codeLetters) {
		const text = [letter + first.slice(1), ...others].join('\n')
		const read = readRecoveryKey(text)
		if (read.outcome === 'typed-wrong' && read.mismatch === 1) return text
	}
	throw new Error('the checksum of the first row accepts every letter')
}
