import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { AuditKind } from '#shared/people/audit-log'
import { createAuditLog } from '../audit-log/audit-log.ts'
import { byCommandLine } from '../audit-log/entries.ts'
import { openKeys } from '../open-key-store.ts'
import { readSettings, type SettingSources, type Settings } from '../read-settings.ts'
import { SettingError } from '../startup-errors.ts'
import type { Engine } from '../storage/engine/engine.ts'
import { migrateAsOwner } from '../storage/engine/migrate-as-owner.ts'
import { postgresEngine } from '../storage/engine/postgres-engine.ts'
import { sqliteEngine } from '../storage/engine/sqlite-engine.ts'
import { openStore } from '../storage/open-store.ts'
import type { Store } from '../storage/store.ts'
import type { KeyStore } from '../sync/key-store.ts'

/** A command cannot do what was requested; the message says what to do. */
export class CommandError extends Error {
	override readonly name: string = 'CommandError'
}
/** Options that do not fit together, or a value that an option cannot have. */
export class UsageError extends CommandError {
	override readonly name = 'UsageError'
}

/** Surroundings of a command. */
export interface CommandContext {
	readonly sources: SettingSources
	/** Writes a line of output. */
	readonly print: (text: string) => void
	readonly warn: (text: string) => void
	/** ms since 1970 */
	readonly now: () => number
}

/** Settings and store of a command. */
export interface Command extends Pick<CommandContext, 'print' | 'now'> {
	readonly project: string
	readonly dataFolder: string
	readonly settings: Settings
	engine(): Engine
	/** Engine of the database owner, if there is one, for work that the server's account may not do. */
	ownersEngine(): Engine
	keys(): KeyStore
	/** Resolves a path relative to the folder where the command was typed. */
	pathOf(file: string): string
	/** Reads a file. @throws CommandError if it does not exist, or is a folder */
	textOf(file: string): string
}

/** @throws SettingError */
export function commandFrom({ sources, print, warn, now }: CommandContext): Command {
	const settings = readSettings(sources, warn)
	const { values, parsed, dataFolder } = settings
	const engineAt = (url: string | undefined) =>
		url ? postgresEngine(url, warn) : sqliteEngine(join(dataFolder, 'zila.sqlite'))
	const pathOf = (file: string) => resolve(values.INIT_CWD ?? '.', file)
	return {
		project: parsed.DEPLOYMENTS.project,
		dataFolder,
		settings,
		print,
		now,
		pathOf,
		engine: () => engineAt(values.DATABASE_URL),
		ownersEngine: () => engineAt(values.DATABASE_OWNER_URL || values.DATABASE_URL),
		keys: () => openKeys(values, dataFolder),
		textOf(file) {
			const path = pathOf(file)
			demandFile(path)
			return readFileSync(path, 'utf8')
		},
	}
}

/** @throws CommandError if the file does not exist, or is a folder */
export function demandFile(path: string): void {
	if (!existsSync(path)) throw new CommandError(`There is no file ${path}: correct the name.`)
	if (isFolder(path)) throw new CommandError(`${path} is a folder: name the file in it.`)
}

export const isFolder = (path: string): boolean =>
	statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

/** Requires a store where the settings say that one is. @throws CommandError */
export function demandStore({ settings: { values }, dataFolder }: Command): void {
	if (values.DATABASE_URL || existsSync(join(dataFolder, 'zila.sqlite'))) return
	throw new CommandError(
		`There is no store in ${dataFolder}: name its folder with DATA_FOLDER, or set DEPLOYMENTS=helpline for that of the helpline.`,
	)
}

/** Returns the store that writes an entry of the audit log with its first change. */
export const auditedStore = (
	store: Store,
	{ now }: Pick<Command, 'now'>,
	kind: AuditKind,
	of: string,
): Store => createAuditLog(store, now).createAuditedStore(byCommandLine(), { kind, of })

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
	if (command.settings.values.DATABASE_OWNER_URL) await migrateTables(command)
}

/** @throws SettingError, UnrestrictedAccountError */
export async function migrateTables({ settings: { values }, print }: Command): Promise<void> {
	const { DATABASE_URL, DATABASE_OWNER_URL } = values
	if (!DATABASE_URL || !DATABASE_OWNER_URL)
		throw new SettingError(
			'For zila migrate set DATABASE_OWNER_URL, the account to which the tables belong, and DATABASE_URL, that of the server. The embedded store needs neither.',
		)
	const account = await migrateAsOwner(DATABASE_OWNER_URL, DATABASE_URL)
	print(`The tables are up to date. ${account} may do what a server does with them, and nothing else.`)
}
