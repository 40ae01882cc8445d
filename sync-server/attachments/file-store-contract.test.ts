import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setTimeout as later } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { seededRandom } from '#shared/kernel/seeded-random'
import { sha256 } from '../../tests/helpers/attachments.ts'
import { type FreshFiles, placesOfFiles } from '../../tests/helpers/files.ts'
import { type S3ForTests, startS3 } from '../../tests/helpers/s3.ts'
import type { FileStore } from './file-store.ts'

const random = seededRandom(11)
const bytes = random.bytes(1000)
const hash = sha256(bytes)
const placeOf = (of: string) => `${of.slice(0, 2)}/${of}`
const upload = 'an-upload'
const dayMs = 86_400_000

let s3: S3ForTests
beforeAll(async () => {
	s3 = await startS3()
})
afterAll(() => s3.close())

describe.each(placesOfFiles(() => s3))('files in %s', (_, fresh) => {
	let place: FreshFiles
	let files: FileStore
	/** The store as another process of the server sees it. */
	let other: FileStore
	beforeEach(async () => {
		place = await fresh()
		files = await place.open()
		other = await place.open()
		await files.begin(upload)
	})

	test('[FS1] a file exists once it is complete, and not before', async () => {
		await files.append(upload, 0, bytes.subarray(0, 999))
		expect(await files.has(hash)).toBe(false)
		await expect(files.read(hash)).rejects.toMatchObject({ code: 'not-found' })
		await files.append(upload, 999, bytes.subarray(999))
		expect(await files.complete(upload, hash)).toBe(true)
		expect(await files.has(hash)).toBe(true)
		expect((await buffer(await files.read(hash))).equals(bytes)).toBe(true)
		const some = await buffer(await files.read(hash, { first: 10, last: 19 }))
		expect(some.equals(bytes.slice(10, 20))).toBe(true)
	})
	test('[FS2] a part is appended at the end and nowhere else', async () => {
		await files.append(upload, 0, bytes.subarray(0, 100))
		for (const offset of [0, 50, 101])
			expect(await files.append(upload, offset, bytes)).toEqual({ isAdded: false, offset: 100 })
		expect(await files.begin(upload)).toBe(100)
		await expect(files.append('another', 0, bytes)).rejects.toMatchObject({ code: 'not-found' })
		await expect(files.complete('another', hash)).rejects.toMatchObject({ code: 'not-found' })
	})
	test('[FS4] with other bytes than declared nothing remains', async () => {
		await files.append(upload, 0, bytes)
		expect(await files.complete(upload, sha256(bytes.subarray(1)))).toBe(false)
		expect(await place.lying()).toEqual([])
		expect(await files.offsetOf(upload)).toBeNull()
	})
	test('[FS8] a deleted file is gone, others stay, and it can be uploaded again', async () => {
		const other = bytes.subarray(1)
		await files.save({ hash, size: 1000 }, Readable.from([bytes]))
		await files.save({ hash: sha256(other), size: 999 }, Readable.from([other]))
		await files.remove(hash)
		await files.remove(hash)
		expect([await files.has(hash), await files.has(sha256(other))]).toEqual([false, true])
		expect(await place.lying()).not.toContain(placeOf(hash))
		expect(await files.save({ hash, size: 1000 }, Readable.from([bytes]))).toBe(true)
		expect((await buffer(await files.read(hash))).equals(bytes)).toBe(true)
	})
	test('[FS5] any process continues an upload of another', async () => {
		for (let at = 0; at < 1000; at += 100) {
			const [one, two] = at % 200 === 0 ? [files, other] : [other, files]
			expect(await one.begin(upload)).toBe(at)
			expect(await one.append(upload, at, bytes.subarray(at, at + 100))).toEqual({
				isAdded: true,
				offset: at + 100,
			})
			expect(await two.offsetOf(upload)).toBe(at + 100)
		}
		expect(await other.complete(upload, hash)).toBe(true)
		expect((await buffer(await files.read(hash))).equals(bytes)).toBe(true)
	})
	test('[FS5] an upload abandoned for months is deleted, and nothing else', async () => {
		await files.append(upload, 0, bytes.subarray(0, 100))
		expect(await (await place.open(() => Date.now() + 40 * dayMs)).offsetOf(upload)).toBe(100)
		await files.save({ hash, size: 1000 }, Readable.from([bytes]))
		expect(await (await place.open(() => Date.now() + 91 * dayMs)).offsetOf(upload)).toBeNull()
		expect(await place.lying()).toEqual([placeOf(hash)])
	})
	test('[FS6] bytes are stored as a file only if length and hash match', async () => {
		const blocks = () => Readable.from([bytes.subarray(0, 300), bytes.subarray(300)])
		const wrong = [
			[bytes.subarray(0, 999)],
			[bytes, bytes.subarray(0, 1)],
			[bytes.subarray(0, 999), Uint8Array.of((bytes[999] ?? 0) ^ 1)],
			[],
		]
		await files.clear(upload)
		for (const other of wrong) {
			expect(await files.save({ hash, size: 1000 }, Readable.from(other))).toBe(false)
			expect(await place.lying()).toEqual([])
		}
		// All uploads run before any of them is found wrong.
		const late = async function* () {
			yield* wrong[2] ?? []
			await later(100)
		}
		expect(await files.save({ hash, size: 1000 }, late())).toBe(false)
		expect(await place.lying()).toEqual([])
		const cut = async function* () {
			yield bytes.subarray(0, 500)
			throw new Error('the connection was cut')
		}
		await expect(files.save({ hash, size: 1000 }, cut())).rejects.toThrow('the connection was cut')
		expect(await place.lying()).toEqual([])
		expect(await files.save({ hash, size: 1000 }, blocks())).toBe(true)
		expect(await files.save({ hash, size: 1000 }, blocks())).toBe(true)
		expect(await place.lying()).toEqual([placeOf(hash)])
		expect((await buffer(await other.read(hash))).equals(bytes)).toBe(true)
		const empty = { hash: sha256(new Uint8Array()), size: 0 }
		expect(await files.save(empty, Readable.from([]))).toBe(true)
		expect((await buffer(await files.read(empty.hash))).length).toBe(0)
	})
	test('[FS7] two processes that complete one upload at once, and a repeated request, give one file', async () => {
		await files.append(upload, 0, bytes)
		expect(await Promise.all([files, other].map((each) => each.complete(upload, hash)))).toEqual([true, true])
		await files.clear(upload)
		expect(await other.complete(upload, hash)).toBe(true)
		await other.clear(upload)
		expect(await place.lying()).toEqual([placeOf(hash)])
		expect(await other.offsetOf(upload)).toBeNull()
	})
	test('an empty file is accepted', async () => {
		expect(await files.complete(upload, sha256(new Uint8Array()))).toBe(true)
		expect((await buffer(await files.read(sha256(new Uint8Array())))).length).toBe(0)
	})
})
