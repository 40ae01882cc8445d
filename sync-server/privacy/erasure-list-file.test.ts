import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { erasureListName, saveErasureList } from './erasure-list-file.ts'

test('an older list does not replace a newer one: both are kept', async () => {
	const folder = temporaryFolder()
	const listed = () =>
		readdirSync(join(folder, 'backups')).map((name) => readFileSync(join(folder, 'backups', name), 'utf8'))
	await saveErasureList(folder, 'key\nfirst\n')
	await saveErasureList(folder, 'key\nfirst\nsecond\n')
	expect(readdirSync(join(folder, 'backups'))).toEqual([erasureListName])
	// The store was restored to before the second erasure, and another one followed.
	await saveErasureList(folder, 'key\nfirst\nthird\n')
	expect(listed().sort()).toEqual(['key\nfirst\nsecond\n', 'key\nfirst\nthird\n'])
	expect(readFileSync(join(folder, 'backups', erasureListName), 'utf8')).toContain('third')
})
