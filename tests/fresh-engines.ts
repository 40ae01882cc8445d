import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import type { Engine } from '../sync-server/storage/engine.ts'
import { migrateAsOwner } from '../sync-server/storage/migrate-as-owner.ts'
import { postgresEngine } from '../sync-server/storage/postgres-engine.ts'
import { sqliteEngine } from '../sync-server/storage/sqlite-engine.ts'

/** An engine on a new, empty database. */
export interface FreshEngine extends Engine {
	/** Another way into the same database, as another process would have it. */
	again(): Engine
	/** File or address of the database. */
	readonly place: string
	/** What the engine noted as lost connections. */
	readonly failures: string[]
}

async function freshSqlite(): Promise<FreshEngine> {
	const place = join(temporaryFolder(), 'test.sqlite')
	return { ...sqliteEngine(place), again: () => sqliteEngine(place), place, failures: [] }
}
function postgresAt(place: string): FreshEngine {
	const failures: string[] = []
	const open = () => postgresEngine(place, (what) => failures.push(what))
	return { ...open(), again: open, place, failures }
}

/** A new database of each kind, for `describe.each`: PostgreSQL by an account that may do what a server needs, and no more. */
export const engines = [
	['sqlite', freshSqlite],
	['postgres', async () => postgresAt(await boundDatabase(inject('postgresUrl')))],
] as const

/** The same, empty and by the account that owns it: for what a server does not do, as restoring a backup, or breaking a row by hand. */
export const enginesOfOwner = [
	['sqlite', freshSqlite],
	['postgres', async () => postgresAt(await freshDatabase(inject('postgresUrl')))],
] as const

/** A new database with its tables, by the account of a server that may do nothing but its work. */
async function boundDatabase(url: string): Promise<string> {
	const owner = await freshDatabase(url)
	const server = new URL(owner)
	server.username = await serverAccount(url)
	await migrateAsOwner(owner, server.href)
	return server.href
}

/** One for all databases of a test file: accounts are those of the whole PostgreSQL. */
const accounts = new Map<string, Promise<string>>()
function serverAccount(url: string): Promise<string> {
	const made = accounts.get(url) ?? makeAccount(url)
	accounts.set(url, made)
	return made
}
async function makeAccount(url: string): Promise<string> {
	const client = new pg.Client({ connectionString: url })
	await client.connect()
	const name = `zila_${randomUUID().replaceAll('-', '')}`
	await client.query(`create role ${name} login`)
	await client.end()
	return name
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

export async function freshDatabase(url: string): Promise<string> {
	const client = new pg.Client({ connectionString: url })
	await client.connect()
	const name = `t_${randomUUID().replaceAll('-', '')}`
	await client.query(`create database ${name}`)
	await client.end()
	const address = new URL(url)
	address.pathname = `/${name}`
	return address.href
}
