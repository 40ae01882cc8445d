import { access, constants, type FileHandle, mkdir, open, readdir, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCodeOf } from '#shared/kernel/error-code'
import { Problem } from '#shared/kernel/problem'
import type { FileStore } from './file-store.ts'
import { commitFile, fileIn, filesInFolder, orDiskFull, sizeOf } from './files-in-folder.ts'

interface OnDiskOptions {
	/** Bytes that stay free: attachments must not take the space that answers need. */
	readonly leaveFree?: number
	/** ms since 1970 */
	readonly now: () => number
}

const usuallyFree = 100_000_000
/** Age after which an abandoned upload is deleted. Phones may return after weeks. */
export const uploadRetentionMs = 90 * 86_400_000

/**
 * Files in a folder: complete ones, and running uploads in `incoming/`. The offset of an upload is the length
 * of its file, so that no other state is needed.
 */
export async function fileStoreOnDisk(folder: string, options: OnDiskOptions): Promise<FileStore> {
	const incoming = join(folder, 'incoming')
	const whole = filesInFolder(folder)
	const uploadAt = (upload: string) => join(incoming, upload)
	const leaveFree = options.leaveFree ?? usuallyFree
	await mkdir(incoming, { recursive: true })
	await forgetOld(incoming, options.now() - uploadRetentionMs)

	async function makeRoom(bytes: number): Promise<void> {
		const { bavail, bsize } = await statfs(incoming)
		if (bavail * bsize - bytes < leaveFree) throw new Problem('server-disk-full')
	}
	const clear = (upload: string) => rm(uploadAt(upload), { force: true })
	return {
		...whole,
		clear,
		async isUsable() {
			await access(incoming, constants.W_OK)
			return true
		},
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
				try {
					if (await commitFile(uploadAt(upload), fileIn(folder, hash), hash)) return true
				} catch (thrown) {
					if (errorCodeOf(thrown) !== 'ENOENT') throw thrown
					// Another process, or this one before a restart, was faster.
					if (await whole.has(hash)) return true
					throw new Problem('not-found', {}, thrown)
				}
				await clear(upload)
				return false
			}),
	}
}

const openUpload = (path: string): Promise<FileHandle> =>
	open(path, 'r+').catch((thrown: unknown) => {
		throw errorCodeOf(thrown) === 'ENOENT' ? new Problem('not-found', {}, thrown) : thrown
	})

/** Writes all bytes. A nearly full disk may write only some of them, and report that only by the count. */
async function writeAll(handle: FileHandle, part: Uint8Array, offset: number): Promise<void> {
	for (let at = 0; at < part.length; ) {
		const { bytesWritten } = await handle.write(part, at, part.length - at, offset + at)
		at += bytesWritten
	}
}

async function forgetOld(incoming: string, before: number): Promise<void> {
	for (const name of await readdir(incoming)) {
		const { mtimeMs } = await stat(join(incoming, name))
		if (mtimeMs < before) await rm(join(incoming, name), { force: true })
	}
}
