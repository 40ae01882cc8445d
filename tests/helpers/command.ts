import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'
import { commands } from '../../sync-server/commands/command-table.ts'
import { runCommand } from '../../sync-server/commands/run-command.ts'
import { sqliteEngine } from '../../sync-server/storage/engine/sqlite-engine.ts'
import { keysInFolder } from '../../sync-server/sync/key-store.ts'
import { type ServerForTests, serverForTests } from './desk-server.ts'
import type { engines } from './fresh-engines.ts'
import { temporaryFolder } from './temporary-folder.ts'

export interface CommandServer {
	readonly server: ServerForTests
	/** Settings with which the command finds the store of the server. */
	readonly environment: Record<string, string>
	readonly dataFolder: string
	/** Runs a command of `zila` in this process, beside the server. */
	zila(...words: string[]): Promise<{ code: number; output: string; errors: string }>
}

/** Runs a command of `zila` in this process. */
export async function runZila(environment: NodeJS.ProcessEnv, words: readonly string[], now = Date.now) {
	const [output, errors]: [string[], string[]] = [[], []]
	const code = await runCommand(commands, words, {
		environment,
		print: (text) => output.push(text),
		warn: (text) => errors.push(text),
		now,
	})
	return { code, output: output.join('\n'), errors: errors.join('\n') }
}

/** A server on a new database, for commands that work on the same one. */
export async function serverForCommands(
	engineName: (typeof engines)[number][0],
	freshEngine: (typeof engines)[number][1],
): Promise<CommandServer> {
	const dataFolder = join(temporaryFolder(), 'data')
	mkdirSync(dataFolder)
	const file = join(dataFolder, 'zila.sqlite')
	if (engineName === 'sqlite') copyFileSync(inject('templates').sqlite, file)
	const engine = engineName === 'sqlite' ? { ...sqliteEngine(file), place: file } : await freshEngine()
	const server = await serverForTests(engine, {
		keys: keysInFolder(join(dataFolder, 'keys')),
		serves: ['survey'],
	})
	const environment = {
		DATA_FOLDER: dataFolder,
		...(engineName === 'postgres' ? { DATABASE_URL: engine.place } : {}),
	}
	return {
		server,
		environment,
		dataFolder,
		zila: (...words) => runZila(environment, words, () => server.clock.now),
	}
}
