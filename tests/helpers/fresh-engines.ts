import { randomUUID } from 'node:crypto'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import type { Engine } from '../../sync-server/storage/engine.ts'
import { postgresEngine } from '../../sync-server/storage/postgres-engine.ts'
import { sqliteEngine } from '../../sync-server/storage/sqlite-engine.ts'

/** An engine on a new, empty database. */
export interface FreshEngine extends Engine {
	/** Another way into the same database, as another process would have it. */
	again(): Engine
	/** File or address of the database. */
	readonly place: string
	/** What the engine noted as lost connections. */
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

/** A new database of each kind with its tables, for `describe.each`: PostgreSQL by an account that may do what a server needs, and no more. */
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

/** The same, empty and by the account that owns it: for what a server does not do, as restoring a backup, or breaking a row by hand. */
export const enginesOfOwner = [
	['sqlite', async () => sqliteAt(join(temporaryFolder(), 'test.sqlite'))],
	['postgres', async () => postgresAt(await freshDatabase(inject('postgresUrl')))],
] as const

/** What the owner of a PostgreSQL, or its autovacuum, does some day: deleted rows are forgotten. Nothing to do on SQLite. */
export async function vacuumAsOwner({ place }: Pick<FreshEngine, 'place'>): Promise<void> {
	if (!place.startsWith('postgres:')) return
	const owner = new URL(inject('postgresUrl'))
	owner.pathname = new URL(place).pathname
	const client = new pg.Client({ connectionString: owner.href })
	await client.connect()
	await client.query('vacuum')
	await client.end()
}

const folders = new Set<string>()
// registered first, and so the last to run: whatever has a file open is closed by then
afterAll(() => {
	for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A folder that is gone when the tests of this file are over. */
export function temporaryFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'zila-'))
	folders.add(folder)
	return folder
}

/** A new database, empty or a copy of `template`; gives its address. */
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
