import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import type { Engine } from '../sync-server/storage/engine.ts'
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

/** A new, empty database of each kind, for `describe.each`. */
export const engines = [
	[
		'sqlite',
		async (): Promise<FreshEngine> => {
			const place = join(temporaryFolder(), 'test.sqlite')
			return { ...sqliteEngine(place), again: () => sqliteEngine(place), place, failures: [] }
		},
	],
	[
		'postgres',
		async (): Promise<FreshEngine> => {
			const place = await freshDatabase(inject('postgresUrl'))
			const failures: string[] = []
			const open = () => postgresEngine(place, (what) => failures.push(what))
			return { ...open(), again: open, place, failures }
		},
	],
] as const

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
