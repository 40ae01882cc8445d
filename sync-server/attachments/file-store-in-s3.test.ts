import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { seededRandom } from '#shared/kernel/seeded-random'
import { sha256 } from '../../tests/helpers/attachments.ts'
import { type S3ForTests, startS3 } from '../../tests/helpers/s3.ts'
import { type FileStore, FilesUnavailable } from './file-store.ts'
import { fileStoreInS3 } from './file-store-in-s3.ts'
import { type S3Settings, s3Bucket } from './s3-bucket.ts'

const random = seededRandom(17)
const bytes = random.bytes(1000)
const hash = sha256(bytes)
const upload = 'an-upload'

let s3: S3ForTests
beforeAll(async () => {
	s3 = await startS3()
})
afterAll(() => s3.close())

/** A proxy to the store that simulates faults. */
interface FaultyProxy {
	/** The next responses instead of the store's own; `cut`: no response, `fine`: the store's own. */
	readonly faults: (number | 'cut' | 'fine')[]
	readonly requests: { method: string; headers: IncomingHttpHeaders }[]
	readonly server: Server
}
async function proxyTo(port: string): Promise<FaultyProxy> {
	const line = { faults: [] as FaultyProxy['faults'], requests: [] as FaultyProxy['requests'] }
	const server = createServer((incoming, answer) => {
		const { method = '', url, headers } = incoming
		line.requests.push({ method, headers })
		const fault = line.faults.shift()
		if (fault === 'cut') return void incoming.socket.destroy()
		if (typeof fault === 'number')
			return void answer.writeHead(fault).end('<Error><Code>Refused</Code></Error>')
		const onward = request({ host: '127.0.0.1', port, method, path: url, headers }, (reply) => {
			answer.writeHead(reply.statusCode ?? 500, reply.headers)
			reply.pipe(answer)
		})
		// A disconnect on this side is passed on.
		incoming.on('close', () => incoming.complete || onward.destroy())
		onward.on('error', () => answer.destroy())
		incoming.pipe(onward)
	}).listen(0, '127.0.0.1')
	await once(server, 'listening')
	return { ...line, server }
}

let line: FaultyProxy
let settings: S3Settings
let files: FileStore
let other: FileStore
beforeEach(async () => {
	const straight = await s3.freshBucket()
	const url = new URL(straight.url)
	line = await proxyTo(url.port)
	url.port = String((line.server.address() as AddressInfo).port)
	settings = { ...straight, url: url.href }
	const now = () => Date.now()
	files = await fileStoreInS3(settings, { now })
	other = await fileStoreInS3(straight, { now })
	await files.begin(upload)
	line.requests.length = 0
})
afterEach(async () => {
	line.server.closeAllConnections()
	line.server.close()
})
async function sendRest(): Promise<void> {
	for (let at = (await files.offsetOf(upload)) ?? 0; at < 1000; ) {
		const { offset } = await files.append(upload, at, bytes.subarray(at, at + 100))
		at = offset
	}
}

test('[FS2] parts of different lengths that two processes receive at once give the bytes of the file, in order', async () => {
	for (let round = 0; round < 3; round++) {
		const at = (await files.offsetOf(upload)) ?? 0
		const lengths = [40, 100, 70, 40]
		const added = await Promise.all(
			lengths.map((length, i) => (i % 2 ? other : files).append(upload, at, bytes.subarray(at, at + length))),
		)
		expect(added.some(({ isAdded }) => isAdded)).toBe(true)
		expect(await files.offsetOf(upload)).toBe(await other.offsetOf(upload))
	}
	await sendRest()
	expect(await files.complete(upload, hash)).toBe(true)
	expect((await buffer(await other.read(hash))).equals(bytes)).toBe(true)
})
test('[FS2] a branch of parts that leads nowhere is ignored: the farthest reach counts', async () => {
	const put = (offset: number, part: Uint8Array) =>
		s3Bucket(settings).put(
			`incoming/${upload}/${String(offset).padStart(12, '0')}-${part.length}-${sha256(part)}`,
			part,
		)
	await put(0, bytes.subarray(0, 100))
	await put(0, bytes.subarray(0, 150))
	await put(100, bytes.subarray(100, 300))
	// A part left over from a removal that ran meanwhile.
	await put(700, bytes.subarray(700))
	expect(await files.offsetOf(upload)).toBe(300)
	await sendRest()
	expect(await files.complete(upload, hash)).toBe(true)
	expect((await buffer(await other.read(hash))).equals(bytes)).toBe(true)
})
test('[FS4] other bytes received at the same time give no file, and the upload starts again', async () => {
	const wrong = random.bytes(100)
	await Promise.all([files.append(upload, 0, bytes.subarray(0, 100)), other.append(upload, 0, wrong)])
	await sendRest()
	const isRight = await files.complete(upload, hash)
	expect(await files.has(hash)).toBe(isRight)
	if (!isRight) {
		expect(await files.begin(upload)).toBe(0)
		await sendRest()
		expect(await files.complete(upload, hash)).toBe(true)
	}
	expect((await buffer(await other.read(hash))).equals(bytes)).toBe(true)
})
test('requests to a busy store, or over a broken connection, are retried', async () => {
	line.faults.push(503, 'cut', 500)
	expect(await files.append(upload, 0, bytes)).toEqual({ isAdded: true, offset: 1000 })
})
test('[FS3] a full store accepts no part, and keeps existing ones', async () => {
	await files.append(upload, 0, bytes.subarray(0, 100))
	line.faults.push('fine', 507)
	await expect(files.append(upload, 100, bytes.subarray(100))).rejects.toMatchObject({
		code: 'server-disk-full',
	})
	expect(await files.offsetOf(upload)).toBe(100)
})
test('a refusal of the store is no statement about the file', async () => {
	for (const ask of [
		() => files.has(hash),
		() => files.read(hash),
		() => files.offsetOf(upload),
		() => files.append(upload, 0, bytes),
		() => files.complete(upload, hash),
		() => files.save({ hash, size: 1000 }, Readable.from([bytes])),
	]) {
		line.faults.length = 0
		line.faults.push(403)
		await expect(ask()).rejects.toThrow(FilesUnavailable)
	}
	line.faults.push(404)
	await expect(s3Bucket(settings).put('incoming/another', bytes)).rejects.toThrow(FilesUnavailable)
})
test('a file is uploaded with its length and hash, which the store verifies', async () => {
	const large = random.bytes(700_000)
	const blocks = Array.from({ length: 7 }, (_, i) => large.subarray(i * 100_000, (i + 1) * 100_000))
	expect(await files.save({ hash: sha256(large), size: large.length }, Readable.from(blocks))).toBe(true)
	expect(line.requests).toMatchObject([
		{ method: 'PUT', headers: { 'content-length': '700000', 'x-amz-content-sha256': sha256(large) } },
	])
	expect(line.requests[0]?.headers['transfer-encoding']).toBeUndefined()
	expect((await buffer(await other.read(sha256(large)))).equals(large)).toBe(true)
})
test('a list of several pages is complete', async () => {
	const bucket = s3Bucket(settings)
	const keys = Array.from({ length: 1003 }, (_, i) => `many/${String(i).padStart(4, '0')}`)
	const waiting = [...keys]
	const uploadWaiting = async () => {
		for (let key = waiting.pop(); key; key = waiting.pop()) await bucket.put(key, new Uint8Array())
	}
	await Promise.all(Array.from({ length: 16 }, uploadWaiting))
	const listed: string[] = []
	for await (const { key } of bucket.list('many/')) listed.push(key)
	expect(listed).toEqual(keys)
})
