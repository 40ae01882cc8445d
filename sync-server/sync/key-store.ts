import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCodeOf } from '#shared/kernel/error-code'
import { flushToDisk } from '../storage/engine/flush-to-disk.ts'

/**
 * Storage of private keys that neither the database nor a backup may contain. All processes of a server share
 * it.
 */
export interface KeyStore {
	/** Null if there is none. */
	read(name: string): Promise<string | null>
	/** Saves a key atomically; it survives a power cut. */
	save(name: string, text: string): Promise<void>
	/** Saves a key unless another process has saved one first. Returns the stored one. */
	saveFirst(name: string, text: string): Promise<string>
	/** Removes a key if it exists. */
	remove(name: string): Promise<void>
}

/** A key file or folder that exists but is not accessible to this account. */
export class KeyStoreInaccessibleError extends Error {
	readonly path: string
	/** Error code of the system. */
	readonly code: string

	constructor(path: string, code: string, cause?: unknown) {
		super(`${path}: ${code}`, { cause })
		this.path = path
		this.code = code
	}
}

/** The stored text is not a key. */
export class KeyDamaged extends Error {
	readonly path: string

	constructor(path: string) {
		super(`${path} is no key`)
		this.path = path
	}
}

/** Files in a folder, accessible only to the server's account. */
export function keysInFolder(folder: string): KeyStore {
	const pathOf = (name: string) => join(folder, name)
	const read = (name: string) =>
		readFile(pathOf(name), 'utf8').catch((thrown: unknown) => {
			const code = errorCodeOf(thrown)
			if (code === 'ENOENT') return null
			throw code === '' ? thrown : new KeyStoreInaccessibleError(pathOf(name), code, thrown)
		})
	/** Writes the text to a temporary file, which `place` moves to its name. */
	async function write(name: string, text: string, place: (partial: string) => Promise<void>): Promise<void> {
		await mkdir(folder, { recursive: true, mode: 0o700 })
		const partial = pathOf(`${name}.${randomUUID()}.partial`)
		try {
			const handle = await open(partial, 'wx', 0o600).catch((thrown: unknown) => {
				const code = errorCodeOf(thrown)
				throw ['EACCES', 'EPERM'].includes(code)
					? new KeyStoreInaccessibleError(folder, code, thrown)
					: thrown
			})
			try {
				await handle.writeFile(text)
				await handle.sync()
			} finally {
				await handle.close()
			}
			await place(partial)
		} finally {
			await rm(partial, { force: true })
		}
		await flushToDisk(folder)
	}
	return {
		read,
		save: (name, text) => write(name, text, (partial) => rename(partial, pathOf(name))),
		async saveFirst(name, text) {
			await write(name, text, async (partial) => {
				// unlike a rename, a link fails if the file exists
				await link(partial, pathOf(name)).catch((thrown: unknown) => {
					if (errorCodeOf(thrown) !== 'EEXIST') throw thrown
				})
			})
			return (await read(name)) ?? text
		},
		remove: (name) => rm(pathOf(name), { force: true }),
	}
}
