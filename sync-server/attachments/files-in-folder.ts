import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { errorCodeOf } from '#shared/kernel/error-code'
import { Problem } from '#shared/kernel/problem'
import { flushToDisk } from '../storage/engine/flush-to-disk.ts'
import type { CompletedFiles } from './file-store.ts'
import { hashOf } from './hash-of.ts'

/** Complete files in a folder, as `ab/ab12…`. The folder is created with the first file. */
export function filesInFolder(folder: string): CompletedFiles {
	const placeOf = (hash: string) => fileIn(folder, hash)
	return {
		has: async (hash) => (await sizeOf(placeOf(hash))) !== undefined,
		async read(hash, range) {
			if ((await sizeOf(placeOf(hash))) === undefined) throw new Problem('not-found')
			return createReadStream(placeOf(hash), range ? { start: range.first, end: range.last } : {})
		},
		remove: (hash) => rm(placeOf(hash), { force: true }),
		save: ({ hash }, bytes) =>
			orDiskFull(async () => {
				const partial = `${placeOf(hash)}.partial`
				await mkdir(dirname(partial), { recursive: true })
				try {
					const handle = await open(partial, 'w')
					try {
						for await (const block of bytes) await handle.writeFile(block)
					} finally {
						await handle.close()
					}
					return await commitFile(partial, placeOf(hash), hash)
				} finally {
					await rm(partial, { force: true })
				}
			}),
	}
}

/** Path of a complete file in a folder of files. */
export const fileIn = (folder: string, hash: string): string => join(folder, hash.slice(0, 2), hash)

/**
 * Moves a file to its final name durably if it reads back with this hash. Otherwise returns false and leaves
 * it in place.
 */
export async function commitFile(from: string, to: string, hash: string): Promise<boolean> {
	const handle = await open(from, 'r+')
	await handle.sync().finally(() => handle.close())
	if ((await hashOf(createReadStream(from))) !== hash) return false
	await mkdir(dirname(to), { recursive: true })
	await rename(from, to)
	// A new name is durable only after its folder is flushed.
	await flushToDisk(dirname(to))
	return true
}

/** Size in bytes. Undefined if the file does not exist. */
export const sizeOf = (path: string): Promise<number | undefined> =>
	stat(path).then(
		({ size }) => size,
		(thrown: unknown) => {
			if (errorCodeOf(thrown) === 'ENOENT') return undefined
			throw thrown
		},
	)

/** Runs the work. @throws Problem `server-disk-full` instead of the system's error */
export async function orDiskFull<Found>(work: () => Promise<Found>): Promise<Found> {
	try {
		return await work()
	} catch (thrown) {
		const code = errorCodeOf(thrown)
		if (code === 'ENOSPC' || code === 'EDQUOT') throw new Problem('server-disk-full', {}, thrown)
		throw thrown
	}
}
