import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { signInWithCode } from './desk-api.ts'
import { onceOnDisk } from './once-on-disk.ts'
import { type StartOptions, startZila, type ZilaServer } from './zila-server.ts'

/*
 * Stores that walks begin with, made once in each run by the real server and copied: an administrator with a password and nothing else, or the
 * demonstration, which takes the server twelve seconds to make.
 */

const kinds = {
	survey: {},
	helpline: { environment: { DEPLOYMENTS: 'helpline' } },
	demonstration: { demonstration: true },
	'helpline-demonstration': { demonstration: true, environment: { DEPLOYMENTS: 'helpline' } },
} as const satisfies Readonly<Record<string, StartOptions>>
export type StoreKind = keyof typeof kinds

/** File in a prepared store with the code that its first start showed. */
const codeFile = 'administrator-code'

/** Folder of the prepared stores, removed at the end of the run (`prepare-run.ts`). */
export const preparedFolder = (): string => {
	const folder = process.env.ZILA_PREPARED
	if (!folder) throw new Error('ZILA_PREPARED is not set: start the walks with playwright.config.ts')
	return folder
}

/** Returns a copy of a folder, removed at the end of the run. */
export function copyOf(folder: string): string {
	mkdirSync(join(preparedFolder(), 'copies'), { recursive: true })
	const copy = mkdtempSync(join(preparedFolder(), 'copies', 'copy-'))
	cpSync(folder, copy, { recursive: true, verbatimSymlinks: true })
	return copy
}

/** Returns a new folder, removed at the end of the run. */
export const newFolder = (name: string): string =>
	mkdtempSync(join(process.env.ZILA_PREPARED ?? tmpdir(), `${name}-`))

async function preparedStore(kind: StoreKind): Promise<string> {
	const folder = join(preparedFolder(), kind)
	await onceOnDisk(folder, async (unfinished) => {
		const server = await startZila({ ...kinds[kind], dataFolder: unfinished })
		if (!('demonstration' in kinds[kind])) await signInWithCode(server.url, server.administratorCode)
		// a server shows the first administrator's code once, when it creates it
		else writeFileSync(join(unfinished, codeFile), server.administratorCode)
		await server.stop()
	})
	return folder
}

/** Starts the real server on a copy of a prepared store. */
export async function startPrepared(kind: StoreKind, options: StartOptions = {}): Promise<ZilaServer> {
	const dataFolder = copyOf(await preparedStore(kind))
	const server = await startZila({ ...kinds[kind], ...options, dataFolder })
	const shown = join(dataFolder, codeFile)
	return existsSync(shown) ? { ...server, administratorCode: readFileSync(shown, 'utf8') } : server
}
