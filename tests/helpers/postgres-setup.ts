import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely } from 'kysely'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '../../sync-server/storage/engine/migrate.ts'
import { migrateAsOwner } from '../../sync-server/storage/engine/migrate-as-owner.ts'
import { sqliteEngine } from '../../sync-server/storage/engine/sqlite-engine.ts'
import type { Tables } from '../../sync-server/storage/tables/tables.ts'
import { startPostgres } from './postgres.ts'

/**
 * Databases with all tables and no rows, to be copied: running the migrations for each test file took
 * longer than most tests.
 */
export interface DatabaseTemplates {
	/** Name of a PostgreSQL database. */
	readonly postgres: string
	/** Account with exactly the rights of a server. */
	readonly account: string
	/** Path of a SQLite file. */
	readonly sqlite: string
}

interface Running {
	readonly postgresUrl: string
	readonly templates: DatabaseTemplates
	stop(): Promise<void>
}

async function start(): Promise<Running> {
	const postgres = await startPostgres()
	const folder = mkdtempSync(join(tmpdir(), 'zila-templates-'))
	const name = `template_${process.pid}_${Date.now()}`
	const account = `zila_server_${process.pid}_${Date.now()}`
	const client = new pg.Client({ connectionString: postgres.url })
	await client.connect()
	await client.query(`create database ${name}`)
	await client.query(`create role ${account} login`)
	const owner = Object.assign(new URL(postgres.url), { pathname: `/${name}` })
	await migrateAsOwner(owner.href, Object.assign(new URL(owner), { username: account }).href)
	const sqlite = join(folder, 'template.sqlite')
	const engine = sqliteEngine(sqlite)
	const db = new Kysely<Tables>({ dialect: engine.dialect })
	await migrate(db, engine)
	// the last closed connection writes the log into the file
	await db.destroy()
	return {
		postgresUrl: postgres.url,
		templates: { postgres: name, account, sqlite },
		async stop() {
			await client.query(`drop database ${name}`)
			await client.end()
			await postgres.stop()
			rmSync(folder, { recursive: true, force: true })
		},
	}
}

/** Every project of tests imports this file again; they share one PostgreSQL. */
const shared = globalThis as { zilaDatabases?: { running: Promise<Running>; users: number } | undefined }

/** Starts one PostgreSQL for all tests; each test file creates databases of its own in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	shared.zilaDatabases ??= { running: start(), users: 0 }
	const { zilaDatabases } = shared
	zilaDatabases.users++
	const { postgresUrl, templates, stop } = await zilaDatabases.running
	project.provide('postgresUrl', postgresUrl)
	project.provide('templates', templates)
	return async () => {
		if (--zilaDatabases.users > 0) return
		shared.zilaDatabases = undefined
		await stop()
	}
}

declare module 'vitest' {
	export interface ProvidedContext {
		postgresUrl: string
		templates: DatabaseTemplates
	}
}
