import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { Problem } from '#shared/kernel/problem'
import type { CompletedFiles } from '../attachments/file-store.ts'
import { fileIn, orDiskFull, sizeOf } from '../attachments/files-in-folder.ts'
import { hashOf } from '../attachments/hash-of.ts'
import { flushToDisk } from '../storage/engine/flush-to-disk.ts'
import { type FindKey, openStream, sealStream } from './sealed-stream.ts'

/**
 * Files next to backups, each encrypted (`sealed-stream.ts`) and named by the SHA-256 of its content:
 * `ab/ab12….sealed`. `sealsTo`: the key for new files. `find`: keys for reading; a file that is damaged or
 * has an unknown key is rejected.
 */
export function sealedFilesInFolder(folder: string, sealsTo: string, find: FindKey): CompletedFiles {
	const placeOf = (hash: string) => `${fileIn(folder, hash)}.sealed`
	return {
		has: async (hash) => (await sizeOf(placeOf(hash))) !== undefined,
		async read(hash) {
			if ((await sizeOf(placeOf(hash))) === undefined) throw new Problem('not-found')
			return Readable.from(openStream(createReadStream(placeOf(hash)), find))
		},
		remove: (hash) => rm(placeOf(hash), { force: true }),
		save: ({ hash }, bytes) =>
			orDiskFull(async () => {
				const path = placeOf(hash)
				const partial = `${path}.${randomUUID()}.partial`
				await mkdir(dirname(path), { recursive: true })
				try {
					await writeWhole(partial, sealStream(bytes, sealsTo))
					// Reads back: the content must match the name, and the key must open it.
					if ((await hashOf(openStream(createReadStream(partial), find))) !== hash) return false
					await rename(partial, path)
					await flushToDisk(dirname(path))
					return true
				} finally {
					await rm(partial, { force: true })
				}
			}),
	}
}

/** Combines two stores of which either may hold a file. */
export function eitherOf(first: CompletedFiles, second: CompletedFiles): CompletedFiles {
	const placeOf = async (hash: string) => ((await first.has(hash)) ? first : second)
	return {
		has: async (hash) => (await placeOf(hash)).has(hash),
		read: async (hash, range) => (await placeOf(hash)).read(hash, range),
		save: (file, bytes) => first.save(file, bytes),
		async remove(hash) {
			await first.remove(hash)
			await second.remove(hash)
		},
	}
}

/** Writes a file durably. */
export async function writeWhole(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
	const handle = await open(path, 'w', 0o600)
	try {
		for await (const block of bytes) await handle.writeFile(block)
		await handle.sync()
	} finally {
		await handle.close()
	}
}
