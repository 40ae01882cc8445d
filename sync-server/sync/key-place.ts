import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { flushToDisk } from '../storage/flush-to-disk.ts'

/**
 * Where private halves of keys lie that neither the database nor a backup may have. All processes of a server have the same place.
 */
export interface KeyStore {
	/** Null for one that is not there. */
	read(name: string): Promise<string | null>
	/** It is there whole, also after a power cut. */
	save(name: string, text: string): Promise<void>
	/** The same, unless another process was faster. Gives what is there then. */
	saveFirst(name: string, text: string): Promise<string>
	/** One that is not there is removed too. */
	remove(name: string): Promise<void>
}

/** A file or folder of keys that is there, and that this account may not use. */
export class KeyStoreInaccessibleError extends Error {
	readonly path: string
	/** As the system says it. */
	readonly code: string

	constructor(path: string, code: string, cause?: unknown) {
		super(`${path}: ${code}`, { cause })
		this.path = path
		this.code = code
	}
}

/** What lies under this name is no key. */
export class KeyDamaged extends Error {
	readonly path: string

	constructor(path: string) {
		super(`${path} is no key`)
		this.path = path
	}
}

/** Files in a folder, for the account of the server alone. */
export function keysInFolder(folder: string): KeyStore {
	const pathOf = (name: string) => join(folder, name)
	const read = (name: string) =>
		readFile(pathOf(name), 'utf8').catch((thrown: unknown) => {
			const code = codeOf(thrown)
			if (code === 'ENOENT') return null
			throw code === '' ? thrown : new KeyStoreInaccessibleError(pathOf(name), code, thrown)
		})
	/** Writes the text whole under a name of its own, which `place` puts where it belongs. */
	async function write(name: string, text: string, place: (partial: string) => Promise<void>): Promise<void> {
		await mkdir(folder, { recursive: true, mode: 0o700 })
		const partial = pathOf(`${name}.${randomUUID()}.partial`)
		try {
			const handle = await open(partial, 'wx', 0o600).catch((thrown: unknown) => {
				const code = codeOf(thrown)
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
				// unlike a rename, this fails where there is one
				await link(partial, pathOf(name)).catch((thrown: unknown) => {
					if (codeOf(thrown) !== 'EEXIST') throw thrown
				})
			})
			return (await read(name)) ?? text
		},
		remove: (name) => rm(pathOf(name), { force: true }),
	}
}

const codeOf = (thrown: unknown): string =>
	thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
