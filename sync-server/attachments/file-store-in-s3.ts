import { createHash, randomUUID } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { Problem } from '#shared/kernel/problem'
import { type FileStore, FilesUnavailable } from './file-store.ts'
import { uploadRetentionMs } from './file-store-on-disk.ts'
import { type Bucket, type S3Settings, s3Bucket } from './s3-bucket.ts'

/** A part of an upload, stored as an object. */
interface UploadPart {
	readonly key: string
	readonly offset: number
	readonly end: number
}

/**
 * Files in a bucket: complete ones as `ab/ab12…`, and running uploads in `incoming/`, with one object that
 * marks the start of each and one for each part. The key of a part contains its offset, length and SHA-256,
 * so that two processes that receive a part of one upload at the same moment cannot overwrite each other: it
 * is the same part, or another object.
 *
 * @throws FilesUnavailable if objects cannot be written, listed, read and deleted there
 */
export async function fileStoreInS3(
	settings: S3Settings,
	{ now }: { /** ms since 1970 */ readonly now: () => number },
): Promise<FileStore> {
	const bucket = s3Bucket(settings)
	await tryOut(bucket)
	await forgetOld(bucket, now() - uploadRetentionMs)

	async function clear(upload: string): Promise<void> {
		// The start marker is removed first: a reader that still sees it sees all parts.
		await bucket.remove(startMarkerKey(upload))
		const keys: string[] = []
		for await (const { key } of bucket.list(uploadPrefix(upload))) keys.push(key)
		await removeAll(bucket, keys)
	}
	const store: FileStore = {
		clear,
		async isUsable() {
			// An object that never exists: any response shows that the bucket exists and is readable.
			await bucket.has('incoming/probe')
			return true
		},
		has: (hash) => bucket.has(objectKey(hash)),
		async read(hash, range) {
			const bytes = await bucket.get(objectKey(hash), range)
			if (!bytes) throw new Problem('not-found')
			return bytes
		},
		remove: (hash) => bucket.remove(objectKey(hash)),
		save: (file, bytes) => bucket.putStream(objectKey(file.hash), file, bytes),
		async begin(upload) {
			const { isStarted, parts } = await findUpload(bucket, upload)
			if (!isStarted) await bucket.put(startMarkerKey(upload), new Uint8Array())
			return endOf(parts)
		},
		async offsetOf(upload) {
			const { isStarted, parts } = await findUpload(bucket, upload)
			return isStarted ? endOf(parts) : null
		},
		async append(upload, offset, part) {
			const { isStarted, parts } = await findUpload(bucket, upload)
			if (!isStarted) throw new Problem('not-found')
			const end = endOf(parts)
			if (end !== offset) return { isAdded: false, offset: end }
			await bucket.put(partKey(upload, offset, part), part)
			return { isAdded: true, offset: offset + part.length }
		},
		async complete(upload, hash) {
			const { isStarted, parts } = await findUpload(bucket, upload)
			try {
				if (!isStarted) throw new Problem('not-found')
				if (await store.save({ hash, size: endOf(parts) }, bytesOf(bucket, parts))) return true
			} catch (thrown) {
				// If another process was faster, it has removed the upload.
				if (thrown instanceof Problem && thrown.code === 'not-found' && (await store.has(hash))) return true
				throw thrown
			}
			await clear(upload)
			return false
		},
	}
	return store
}

const objectKey = (hash: string): string => `${hash.slice(0, 2)}/${hash}`
const uploadPrefix = (upload: string): string => `incoming/${upload}/`
/** Sorts after all parts, so that a listing that has reached it contains every part. */
const startMarkerKey = (upload: string): string => `${uploadPrefix(upload)}begun`
const partKey = (upload: string, offset: number, part: Uint8Array): string =>
	`${uploadPrefix(upload)}${String(offset).padStart(12, '0')}-${part.length}-${createHash('sha256').update(part).digest('hex')}`
const partPattern = /\/(\d{12})-([1-9]\d*)-[0-9a-f]{64}$/

const endOf = (parts: readonly UploadPart[]): number => parts.at(-1)?.end ?? 0

/**
 * Finds the start marker of an upload and its contiguous parts. Every part was added where earlier ones
 * ended; a part that starts elsewhere is left over from a concurrent removal and is ignored.
 */
async function findUpload(
	bucket: Bucket,
	upload: string,
): Promise<{ isStarted: boolean; parts: UploadPart[] }> {
	let isStarted = false
	const byEnd = new Map<number, UploadPart>()
	for await (const { key } of bucket.list(uploadPrefix(upload))) {
		if (key === startMarkerKey(upload)) isStarted = true
		const [, from, length] = partPattern.exec(key) ?? []
		const part = { key, offset: Number(from), end: Number(from) + Number(length) }
		if ((part.offset === 0 || byEnd.has(part.offset)) && !byEnd.has(part.end)) byEnd.set(part.end, part)
	}
	const parts: UploadPart[] = []
	let part = byEnd.get(Math.max(0, ...byEnd.keys()))
	for (; part; part = byEnd.get(part.offset)) parts.unshift(part)
	return { isStarted, parts }
}

/** @throws Problem `not-found` */
async function* bytesOf(bucket: Bucket, parts: readonly UploadPart[]): AsyncGenerator<Uint8Array> {
	for (const { key } of parts) {
		const bytes = await bucket.get(key)
		if (!bytes) throw new Problem('not-found')
		yield await buffer(bytes)
	}
}

async function removeAll(bucket: Bucket, keys: string[]): Promise<void> {
	const some = async () => {
		for (let key = keys.pop(); key !== undefined; key = keys.pop()) await bucket.remove(key)
	}
	await Promise.all(Array.from({ length: 8 }, some))
}

async function forgetOld(bucket: Bucket, before: number): Promise<void> {
	const uploads = new Map<string, { newest: number; keys: string[] }>()
	for await (const { key, changed } of bucket.list('incoming/')) {
		const [, upload = ''] = key.split('/')
		const known = uploads.get(upload) ?? { newest: 0, keys: [] }
		known.keys.push(key)
		known.newest = Math.max(known.newest, changed)
		uploads.set(upload, known)
	}
	for (const { newest, keys } of uploads.values()) if (newest < before) await removeAll(bucket, keys)
}

/** Tries every operation that the store needs of the bucket. @throws FilesUnavailable */
async function tryOut(bucket: Bucket): Promise<void> {
	const key = startMarkerKey(`at-start-${randomUUID()}`)
	await bucket.put(key, new Uint8Array(1))
	for await (const listed of bucket.list(key))
		if (listed.key === key) {
			const bytes = await bucket.get(key)
			if (bytes) await buffer(bytes)
			await bucket.remove(key)
			return
		}
	throw new FilesUnavailable('not-listed')
}
