import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import type { Engine } from '../sync-server/storage/engine.ts'
import { postgresEngine } from '../sync-server/storage/postgres-engine.ts'
import { sqliteEngine } from '../sync-server/storage/sqlite-engine.ts'

/** A new, empty database of each kind, for `describe.each`. */
export const engines = [
	[
		'sqlite',
		async (): Promise<Engine> => sqliteEngine(join(mkdtempSync(join(tmpdir(), 'zila-')), 'test.sqlite')),
	],
	['postgres', async (): Promise<Engine> => postgresEngine(await freshDatabase(inject('postgresUrl')))],
] as const

export async function freshDatabase(url: string): Promise<string> {
	const client = new pg.Client({ connectionString: url })
	await client.connect()
	const name = `t_${randomUUID().replaceAll('-', '')}`
	await client.query(`create database ${name}`)
	await client.end()
	return url.replace('/postgres?', `/${name}?`)
}
