import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Problem } from '#shared/kernel/problem'
import type { FileStore } from './file-store.ts'

interface OnDiskOptions {
	/** Bytes that stay free: photographs never take the room that the answers need. */
	readonly leaveFree?: number
	/** ms since 1970 */
	readonly now: () => number
}

const usuallyFree = 100_000_000
/** Phones come back after weeks; what nobody went on with for so long is begun anew. */
const uploadsKeptMs = 90 * 86_400_000

/**
 * Files in a folder: `ab/ab12…` whole ones, `incoming/` what is still coming. The offset of an upload is the length of its
 * file, so that nothing beside it has to be remembered.
 */
export async function fileStoreOnDisk(folder: string, options: OnDiskOptions): Promise<FileStore> {
	const incoming = join(folder, 'incoming')
	const placeOf = (hash: string) => fileIn(folder, hash)
	const uploadAt = (upload: string) => join(incoming, upload)
	const leaveFree = options.leaveFree ?? usuallyFree
	await mkdir(incoming, { recursive: true })
	await forgetOld(incoming, options.now() - uploadsKeptMs)

	async function makeRoom(bytes: number): Promise<void> {
		const { bavail, bsize } = await statfs(incoming)
		if (bavail * bsize - bytes < leaveFree) throw new Problem('server-disk-full')
	}
	return {
		begin: (upload) =>
			orDiskFull(async () => {
				await makeRoom(0)
				const handle = await open(uploadAt(upload), 'a')
				try {
					return (await handle.stat()).size
				} finally {
					await handle.close()
				}
			}),
		offsetOf: async (upload) => (await sizeOf(uploadAt(upload))) ?? null,
		append: (upload, offset, part) =>
			orDiskFull(async () => {
				await makeRoom(part.length)
				const handle = await openUpload(uploadAt(upload))
				try {
					const { size } = await handle.stat()
					if (size !== offset) return { isAdded: false, offset: size }
					await writeAll(handle, part, offset).catch(async (thrown: unknown) => {
						await handle.truncate(offset)
						throw thrown
					})
					return { isAdded: true, offset: offset + part.length }
				} finally {
					await handle.close()
				}
			}),
		complete: (upload, hash) =>
			orDiskFull(async () => {
				const from = uploadAt(upload)
				const handle = await openUpload(from)
				await handle.sync().finally(() => handle.close())
				if ((await hashOf(from)) !== hash) {
					await rm(from, { force: true })
					return false
				}
				const to = placeOf(hash)
				await mkdir(dirname(to), { recursive: true })
				await rename(from, to)
				await syncFolder(dirname(to))
				return true
			}),
		has: async (hash) => (await sizeOf(placeOf(hash))) !== undefined,
		async read(hash, range) {
			if ((await sizeOf(placeOf(hash))) === undefined) throw new Problem('not-found')
			return createReadStream(placeOf(hash), range ? { start: range.first, end: range.last } : {})
		},
	}
}

const codeOf = (thrown: unknown): unknown =>
	thrown instanceof Error && 'code' in thrown ? thrown.code : undefined

/** Undefined if it is not there. */
const sizeOf = (path: string): Promise<number | undefined> =>
	stat(path).then(
		({ size }) => size,
		(thrown: unknown) => {
			if (codeOf(thrown) === 'ENOENT') return undefined
			throw thrown
		},
	)

const openUpload = (path: string): Promise<FileHandle> =>
	open(path, 'r+').catch((thrown: unknown) => {
		throw codeOf(thrown) === 'ENOENT' ? new Problem('not-found', {}, thrown) : thrown
	})

/** A nearly full disk may take some of the bytes and say so only in the number. */
async function writeAll(handle: FileHandle, part: Uint8Array, offset: number): Promise<void> {
	for (let at = 0; at < part.length; ) {
		const { bytesWritten } = await handle.write(part, at, part.length - at, offset + at)
		at += bytesWritten
	}
}

/** Where a whole file lies in a folder of files. */
export const fileIn = (folder: string, hash: string): string => join(folder, hash.slice(0, 2), hash)

/** SHA-256 of what is in a file, hexadecimal. */
export async function hashOf(path: string): Promise<string> {
	const hash = createHash('sha256')
	for await (const block of createReadStream(path)) hash.update(block as Buffer)
	return hash.digest('hex')
}

/** A new name is on the disk only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
	// where folders cannot be opened (Windows), the system keeps that order by itself
	const handle = await open(folder, 'r').catch(() => null)
	await handle?.sync().finally(() => handle.close())
}

async function forgetOld(incoming: string, before: number): Promise<void> {
	for (const name of await readdir(incoming)) {
		const { mtimeMs } = await stat(join(incoming, name))
		if (mtimeMs < before) await rm(join(incoming, name), { force: true })
	}
}

async function orDiskFull<Found>(work: () => Promise<Found>): Promise<Found> {
	try {
		return await work()
	} catch (thrown) {
		const code = codeOf(thrown)
		if (code === 'ENOSPC' || code === 'EDQUOT') throw new Problem('server-disk-full', {}, thrown)
		throw thrown
	}
}
