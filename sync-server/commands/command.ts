import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { BackupError } from '../backup/backup-error.ts'
import { openKeys } from '../open-key-store.ts'
import { readSecrets } from '../read-secrets.ts'
import { SettingError, servedFrom } from '../startup-errors.ts'
import type { Engine } from '../storage/engine/engine.ts'
import { migrateAsOwner } from '../storage/engine/migrate-as-owner.ts'
import { postgresEngine } from '../storage/engine/postgres-engine.ts'
import { sqliteEngine } from '../storage/engine/sqlite-engine.ts'
import { openStore } from '../storage/open-store.ts'
import type { Store } from '../storage/store.ts'
import type { KeyStore } from '../sync/key-store.ts'

/** Arguments and store of a command. */
export interface Command {
	readonly project: string
	readonly dataFolder: string
	/** Settings, with secrets read from their files. @throws SettingError */
	environment(): NodeJS.ProcessEnv
	engine(): Engine
	/** Engine of the database owner, if there is one, for work that the server's account may not do. */
	ownersEngine(): Engine
	keys(): KeyStore
	now(): number
	print(text: string): void
	/** Value of an option `--name`; undefined if absent. */
	given(name: string): string | undefined
	has(name: string): boolean
	/** Resolves a path relative to the folder where the command was typed. */
	pathOf(file: string): string
	/** Reads a file. @throws BackupError if it does not exist */
	textOf(file: string): string
}

/** @throws SettingError */
export function commandFrom(settings: NodeJS.ProcessEnv, words: readonly string[]): Command {
	const { DATA_FOLDER, INIT_CWD = '.', DEPLOYMENTS } = settings
	const { project, folder } = servedFrom(DEPLOYMENTS)
	const dataFolder = resolve(DATA_FOLDER ?? folder)
	const print = (text: string) => void process.stdout.write(`${text}\n`)
	const environment = () => readSecrets(settings)
	const engineAt = (url: string | undefined) =>
		url ? postgresEngine(url, print) : sqliteEngine(join(dataFolder, 'zila.sqlite'))
	const pathOf = (file: string) => resolve(INIT_CWD, file)
	return {
		project,
		dataFolder,
		environment,
		print,
		pathOf,
		engine: () => engineAt(environment().DATABASE_URL),
		ownersEngine: () => engineAt(environment().DATABASE_OWNER_URL || environment().DATABASE_URL),
		keys: () => openKeys(environment(), dataFolder),
		now: () => Date.now(),
		given: (name) => words[words.indexOf(name) + 1 || words.length],
		has: (name) => words.includes(name),
		textOf(file) {
			const path = pathOf(file)
			if (!existsSync(path)) throw new BackupError(`There is no file ${path}.`)
			return readFileSync(path, 'utf8')
		},
	}
}

/** Opens the store for one piece of work, and closes it in any case. */
export async function withStore<Found>(
	{ project, now }: Pick<Command, 'project' | 'now'>,
	engine: Engine,
	work: (store: Store) => Promise<Found>,
	codeKey?: Uint8Array,
): Promise<Found> {
	const store = await openStore({ engine, project, now, ...(codeKey ? { codeKey } : {}) })
	try {
		return await work(store)
	} finally {
		await store.close()
	}
}

/** With a database owner: migrates the tables as the owner, and grants rights to the server's account. */
export async function migrateIfOwned(command: Command): Promise<void> {
	if (command.environment().DATABASE_OWNER_URL) await migrateTables(command)
}

/** @throws SettingError, UnrestrictedAccountError */
export async function migrateTables({ environment, print }: Command): Promise<void> {
	const { DATABASE_URL, DATABASE_OWNER_URL } = environment()
	if (!DATABASE_URL || !DATABASE_OWNER_URL)
		throw new SettingError(
			'For npm run migrate set DATABASE_OWNER_URL, the account to which the tables belong, and DATABASE_URL, that of the server. The embedded store needs neither.',
		)
	const account = await migrateAsOwner(DATABASE_OWNER_URL, DATABASE_URL)
	print(`The tables are up to date. ${account} may do what a server does with them, and nothing else.`)
}
