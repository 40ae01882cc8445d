import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../tests/fresh-engines.ts'
import { copyFiles } from './copy-files.ts'

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')
const placeIn = (folder: string, hash: string) => join(folder, hash.slice(0, 2), hash)
function put(folder: string, name: string, text: string): void {
	mkdirSync(join(folder, name.slice(0, 2)), { recursive: true })
	writeFileSync(placeIn(folder, name), text)
}

test('copies what is not there yet, and says what is missing or is not what its name says', async () => {
	const [from, to] = [temporaryFolder(), temporaryFolder()]
	const [house, well, gone, other] = [hashOf('house'), hashOf('well'), hashOf('gone'), hashOf('other')]
	put(from, house, 'house')
	put(from, well, 'well')
	put(from, other, 'something else')
	expect(await copyFiles(from, to, [house, house])).toEqual({ copied: 1, missing: [] })
	expect(await copyFiles(from, to, [house, well, gone, other])).toEqual({
		copied: 1,
		missing: [gone, other],
	})
	for (const [hash, text] of [
		[house, 'house'],
		[well, 'well'],
	] as const)
		expect(readFileSync(placeIn(to, hash), 'utf8')).toBe(text)
})
