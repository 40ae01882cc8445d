import { createHash } from 'node:crypto'
import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { beforeEach, expect, test } from 'vitest'
import { seededRandom } from '#shared/kernel/seeded-random'
import { temporaryFolder } from '../../tests/fresh-engines.ts'
import type { FileStore } from './file-store.ts'
import { fileStoreOnDisk } from './file-store-on-disk.ts'

const random = seededRandom(11)
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const now = () => Date.UTC(2026, 0, 15)
const bytes = random.bytes(1000)
const upload = 'an-upload'
let folder: string
let files: FileStore
beforeEach(async () => {
	folder = temporaryFolder()
	files = await fileStoreOnDisk(folder, { now, leaveFree: 0 })
	await files.begin(upload)
})
/** All that lies in the folder. */
const lying = () =>
	(readdirSync(folder, { recursive: true }) as string[]).filter((path) =>
		statSync(join(folder, path)).isFile(),
	)

test('[FS1] a file is there when it is whole, and not before', async () => {
	const hash = hashOf(bytes)
	await files.append(upload, 0, bytes.subarray(0, 999))
	expect(await files.has(hash)).toBe(false)
	await expect(files.read(hash)).rejects.toMatchObject({ code: 'not-found' })
	await files.append(upload, 999, bytes.subarray(999))
	expect(await files.complete(upload, hash)).toBe(true)
	expect(await files.has(hash)).toBe(true)
	expect((await buffer(await files.read(hash))).equals(bytes)).toBe(true)
	expect((await buffer(await files.read(hash, { first: 10, last: 19 }))).equals(bytes.slice(10, 20))).toBe(
		true,
	)
	expect(lying()).toEqual([join(hash.slice(0, 2), hash)])
})
test('[FS2] a part is added at the end and nowhere else', async () => {
	await files.append(upload, 0, bytes.subarray(0, 100))
	for (const offset of [0, 50, 101])
		expect(await files.append(upload, offset, bytes)).toEqual({ isAdded: false, offset: 100 })
	expect(await files.begin(upload)).toBe(100)
	await expect(files.append('another', 0, bytes)).rejects.toMatchObject({ code: 'not-found' })
})
test('[FS3] a disk without room takes no part, and keeps what it had', async () => {
	await files.append(upload, 0, bytes.subarray(0, 100))
	const full = await fileStoreOnDisk(folder, { now, leaveFree: Number.MAX_SAFE_INTEGER })
	await expect(full.append(upload, 100, bytes)).rejects.toMatchObject({
		code: 'server-disk-full',
		status: 507,
	})
	await expect(full.begin('another')).rejects.toMatchObject({ code: 'server-disk-full' })
	expect(await full.offsetOf(upload)).toBe(100)
})
test('[FS4] with other bytes than promised nothing remains', async () => {
	await files.append(upload, 0, bytes)
	expect(await files.complete(upload, hashOf(bytes.subarray(1)))).toBe(false)
	expect(lying()).toEqual([])
	expect(await files.offsetOf(upload)).toBeNull()
})
test('[FS5] a process that begins finds what another left, but not what nobody went on with for months', async () => {
	await files.append(upload, 0, bytes.subarray(0, 100))
	writeFileSync(join(folder, 'incoming', 'given-up'), 'half a picture')
	const day = 86_400
	utimesSync(join(folder, 'incoming', upload), now() / 1000 - 40 * day, now() / 1000 - 40 * day)
	utimesSync(join(folder, 'incoming', 'given-up'), now() / 1000 - 91 * day, now() / 1000 - 91 * day)
	const again = await fileStoreOnDisk(folder, { now, leaveFree: 0 })
	expect(await again.offsetOf(upload)).toBe(100)
	expect(await again.offsetOf('given-up')).toBeNull()
})
