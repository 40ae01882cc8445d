import { randomUUID } from 'node:crypto'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import type { Engine } from '../../sync-server/storage/engine/engine.ts'
import { postgresEngine } from '../../sync-server/storage/engine/postgres-engine.ts'
import { sqliteEngine } from '../../sync-server/storage/engine/sqlite-engine.ts'
import { preparedBySqlite } from './prepared-by-sqlite.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** An engine on a new, empty database. */
export interface FreshEngine extends Engine {
	/** Opens the same database again, as another process would. */
	again(): Engine
	/** Path or URL of the database. */
	readonly place: string
	/** Lost connections that the engine logged. */
	readonly failures: string[]
}

function sqliteAt(place: string): FreshEngine {
	return { ...sqliteEngine(place), again: () => sqliteEngine(place), place, failures: [] }
}
function postgresAt(place: string): FreshEngine {
	const failures: string[] = []
	const open = () => postgresEngine(place, (what) => failures.push(what))
	return { ...open(), again: open, place, failures }
}

/**
 * A new database of each kind with its tables, for `describe.each`. PostgreSQL uses an account with exactly
 * the rights of a server.
 */
export const engines = [
	[
		'sqlite',
		async () => {
			const place = join(temporaryFolder(), 'test.sqlite')
			copyFileSync(inject('templates').sqlite, place)
			return sqliteAt(place)
		},
	],
	[
		'postgres',
		async () => {
			const { postgres, account } = inject('templates')
			const server = new URL(await freshDatabase(inject('postgresUrl'), postgres))
			server.username = account
			return postgresAt(server.href)
		},
	],
] as const

/** PostgreSQL whose statements are also prepared by SQLite. */
async function checkedPostgres(): Promise<FreshEngine> {
	const engine = await engines[1][1]()
	return { ...engine, ...prepared(engine), again: () => prepared(engine.again()) }
}
function prepared<AnyEngine extends Engine>(engine: AnyEngine): AnyEngine {
	const template = inject('templates').sqlite
	return {
		...engine,
		dialect: preparedBySqlite(engine.dialect, template),
		readingDialect: preparedBySqlite(engine.readingDialect, template),
	}
}

/**
 * Engines for tests of routes and of files that other programs read: PostgreSQL, whose statements SQLite prepares as
 * well, and in `npm run test:long` (`ZILA_ALL_ENGINES`) also SQLite. All SQL above the engines is the same for both;
 * what differs is how they run it, which is tested on both for storage, sync, backup, privacy and file formats. Walks
 * use SQLite.
 */
export const routeEngines = [
	...(process.env.ZILA_ALL_ENGINES ? [engines[0]] : []),
	['postgres', checkedPostgres],
] as const

/**
 * A new database of each kind with its tables and the owner's account, for actions that a server may not do, such as
 * damaging a row by hand.
 */
export const enginesOfOwner = [
	engines[0],
	[
		'postgres',
		async () => postgresAt(await freshDatabase(inject('postgresUrl'), inject('templates').postgres)),
	],
] as const

/** Databases without tables, for the first start, migrations, and restoring a backup. */
export const emptyEngines = [
	['sqlite', async () => sqliteAt(join(temporaryFolder(), 'test.sqlite'))],
	['postgres', async () => postgresAt(await freshDatabase(inject('postgresUrl')))],
] as const

/**
 * Vacuums as the owner of a PostgreSQL or its autovacuum would: removes deleted rows from disk. Does
 * nothing on SQLite.
 */
export async function vacuumAsOwner({ place }: Pick<FreshEngine, 'place'>): Promise<void> {
	if (!place.startsWith('postgres:')) return
	const owner = new URL(inject('postgresUrl'))
	owner.pathname = new URL(place).pathname
	const client = new pg.Client({ connectionString: owner.href })
	await client.connect()
	await client.query('vacuum')
	await client.end()
}

/** Creates a database, empty or a copy of `template`. Returns its URL. */
export async function freshDatabase(url: string, template = 'template1'): Promise<string> {
	const client = new pg.Client({ connectionString: url })
	await client.connect()
	const name = `t_${randomUUID().replaceAll('-', '')}`
	await client.query(`create database ${name} template ${template}`)
	await client.end()
	const address = new URL(url)
	address.pathname = `/${name}`
	return address.href
}

/** Copies a PostgreSQL database as it is now, for the same account; nothing may be connected to it. */
export async function copyDatabase({ place }: Pick<FreshEngine, 'place'>): Promise<FreshEngine> {
	const original = new URL(place)
	const copy = await freshDatabase(inject('postgresUrl'), original.pathname.slice(1))
	return postgresAt(Object.assign(new URL(copy), { username: original.username }).href)
}
