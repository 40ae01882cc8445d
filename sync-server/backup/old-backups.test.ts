import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { findUnusedName, removeBackupsBefore } from './old-backups.ts'

test('backups of one second have different names, and old ones of both kinds are deleted', async () => {
	const folder = temporaryFolder()
	const now = Date.parse('2026-01-15T08:00:00.000Z')
	const names = Array.from({ length: 3 }, () => {
		const file = findUnusedName(folder, now)
		writeFileSync(file, '')
		return file
	})
	expect(names).toEqual(
		[
			'zila-2026-01-15T080000.backup',
			'zila-2026-01-15T080000-2.backup',
			'zila-2026-01-15T080000-3.backup',
		].map((name) => join(folder, name)),
	)
	writeFileSync(join(folder, 'zila-destroyed.txt'), '')
	await removeBackupsBefore(names[2] ?? '', Date.now() + 60_000)
	expect(readdirSync(folder).sort()).toEqual(['zila-2026-01-15T080000-3.backup', 'zila-destroyed.txt'])
})
