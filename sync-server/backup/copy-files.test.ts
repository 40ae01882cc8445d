import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sha256 } from '../../tests/helpers/attachments.ts'
import { placesOfFiles } from '../../tests/helpers/files.ts'
import { type S3ForTests, startS3 } from '../../tests/helpers/s3.ts'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { fileIn, filesInFolder } from '../attachments/files-in-folder.ts'
import { copyFiles } from './copy-files.ts'

const named = (what: string) => ({ hash: sha256(Buffer.from(what)), size: what.length })
function put(folder: string, name: string, what: string): void {
	mkdirSync(dirname(fileIn(folder, name)), { recursive: true })
	writeFileSync(fileIn(folder, name), what)
}

let s3: S3ForTests
beforeAll(async () => {
	s3 = await startS3()
})
afterAll(() => s3.close())

test('copies missing files, and reports those that are missing or do not match their name', async () => {
	const [folder, backupFolder] = [temporaryFolder(), temporaryFolder()]
	const [from, to] = [filesInFolder(folder), filesInFolder(backupFolder)]
	const [house, well, gone, other] = [named('house'), named('well'), named('gone'), named('other')]
	put(folder, house.hash, 'house')
	put(folder, well.hash, 'well')
	put(folder, other.hash, 'something else')
	expect(await copyFiles(from, to, [house, house])).toEqual({ copied: 1, missing: [] })
	expect(await copyFiles(from, to, [house, well, gone, other])).toEqual({
		copied: 1,
		missing: [gone.hash, other.hash],
	})
	expect(await to.has(other.hash)).toBe(false)
	expect(await text(await to.read(house.hash))).toBe('house')
	expect(await text(await to.read(well.hash))).toBe('well')
})
test.each(placesOfFiles(() => s3))(
	'files in %s are copied next to a backup, and restored into any other storage',
	async (_, fresh) => {
		const names = ['house', 'well', ''].map(named)
		const gone = named('gone')
		const [server, backupFiles] = [await (await fresh()).open(), filesInFolder(temporaryFolder())]
		for (const [i, what] of ['house', 'well', ''].entries())
			await server.save(names[i] ?? gone, Readable.from([Buffer.from(what)]))
		expect(await copyFiles(server, backupFiles, [...names, gone])).toEqual({
			copied: 3,
			missing: [gone.hash],
		})
		for (const [, other] of placesOfFiles(() => s3)) {
			const again = await (await other()).open()
			expect(await copyFiles(backupFiles, again, names)).toEqual({ copied: 3, missing: [] })
			expect(await text(await again.read(named('well').hash))).toBe('well')
		}
	},
)
