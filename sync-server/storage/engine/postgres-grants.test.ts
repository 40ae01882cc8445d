import { Kysely, sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type ServerForTests, serverForTests } from '../../../tests/helpers/desk-server.ts'
import { placeIn } from '../../../tests/helpers/district-fixture.ts'
import { engines, freshDatabase } from '../../../tests/helpers/fresh-engines.ts'
import { startAdvice } from '../../startup-errors.ts'
import { openStore } from '../open-store.ts'
import type { Tables } from '../tables/tables.ts'
import { migrateAsOwner, UnrestrictedAccountError } from './migrate-as-owner.ts'
import { postgresEngine } from './postgres-engine.ts'

const [, freshPostgres] = engines[1]

describe('the account of a server on PostgreSQL', () => {
	let server: ServerForTests
	let as: Kysely<Tables>
	beforeAll(async () => {
		const engine = await freshPostgres()
		// the server has started and has data of every kind: nothing below is refused for another reason
		server = await serverForTests(engine)
		as = new Kysely<Tables>({ dialect: engine.again().dialect })
		const where = { district: 'PK607', round: 'endline' }
		await placeIn(server, where, {
			chief: await server.desk('data-manager'),
			coordinator: await server.desk('coordinator', ['PK607']),
		})
	})
	afterAll(async () => {
		await as.destroy()
		await server.close()
		expect(server.failures).toEqual([])
	})
	test.each([
		'create table mine (a int)',
		'create function mine() returns int language sql as $$ select 1 $$',
		'create schema mine',
		'drop table revision',
		'drop trigger access_log_never_changes on audit_log',
		'drop function access_log_never_changes',
		'alter table audit_log disable trigger all',
		'alter table revision add column mine int',
		'truncate record',
		"update audit_log set kind = 'signed-in'",
		'delete from audit_log',
		"update revision set bytes = ''",
		"update revision set author = 'somebody else'",
		'update revision set signature = null',
		"update quarantine set bytes = ''",
		"update quarantine_decision set why = ''",
		'delete from activation',
		'delete from erasure',
		"update erasure set statement = ''",
		'delete from erased_revision',
		'delete from erased_file',
		"update activation set changed_by = 'somebody else'",
		"update form_version set definition = '{}'",
		"update attachment set hash = ''",
		'delete from person',
		'delete from head',
		'delete from chain_link',
		"update signing_key set public_key = ''",
		"insert into restored (project, era, at) values ('pk31', 'x', '')",
		'delete from kysely_migration',
		"copy revision to program 'id'",
		"copy revision from '/etc/passwd'",
		'create role mine',
		'set session_replication_role = replica',
	])('may not %s', async (statement) => {
		await expect(sql.raw(statement).execute(as), statement).rejects.toMatchObject({
			code: expect.stringMatching(/^42501$/),
		})
	})
	test('reads and writes all tables of a server; a new table has its own row here', async () => {
		const { rows } = await sql<{ name: string; may: boolean }>`
			select table_name as name, has_table_privilege(quote_ident(table_name), 'select') as may
			from information_schema.tables where table_schema = 'public'`.execute(as)
		expect(rows.filter(({ may }) => !may)).toEqual([])
		expect(rows.length).toBeGreaterThan(20)
	})
	test('a restarted server finds nothing to create, and starts', async () => {
		const store = await openStore({ engine: (await freshPostgres()).again(), project: 'pk31', now: () => 0 })
		expect((await store.head()).seq).toBe(0)
		await store.close()
	})
	test('with pending migrations it does not start, and names who runs them', async () => {
		const owner = await freshDatabase(inject('postgresUrl'))
		const client = new pg.Client({ connectionString: owner })
		await client.connect()
		await client.query('revoke create on schema public from public')
		await client.query(`create role new_${new URL(owner).pathname.slice(1)} login`)
		const url = new URL(owner)
		url.username = `new_${url.pathname.slice(1)}`
		const settings = { port: '', host: '', dataFolder: '', databaseUrl: url.href, webFolder: '' }
		const thrown: unknown = await openStore({
			engine: postgresEngine(url.href, () => {}),
			project: 'pk31',
			now: () => 0,
		}).catch((each: unknown) => each)
		expect(startAdvice(thrown, settings)).toContain('zila migrate')
		// the owner creates the tables, and the server starts; other rights that it had are revoked
		await client.query(`grant create on schema public to ${url.username}`)
		expect(await migrateAsOwner(owner, url.href)).toBe(url.username)
		await (
			await openStore({ engine: postgresEngine(url.href, () => {}), project: 'pk31', now: () => 0 })
		).close()
		const { rows } = await client.query(
			`select has_schema_privilege('${url.username}', 'public', 'create') as may`,
		)
		expect(rows).toEqual([{ may: false }])
		// a second run changes nothing
		await migrateAsOwner(owner, url.href)
		await client.end()
	})
	test('an account with excessive rights is refused for it', async () => {
		const owner = await freshDatabase(inject('postgresUrl'))
		await expect(migrateAsOwner(owner, owner)).rejects.toEqual(new UnrestrictedAccountError('test', 'owner'))
		const client = new pg.Client({ connectionString: owner })
		await client.connect()
		const name = new URL(owner).pathname.slice(1)
		await client.query(`create role s_${name} superuser login`)
		await client.query(`create role m_${name} login in role test`)
		const other = (account: string) => Object.assign(new URL(owner), { username: account }).href
		await expect(migrateAsOwner(owner, other(`s_${name}`))).rejects.toMatchObject({ why: 'superuser' })
		await expect(migrateAsOwner(owner, other(`m_${name}`))).rejects.toMatchObject({ why: 'member' })
		const { rows } = await client.query(
			"select 1 from information_schema.tables where table_schema = 'public'",
		)
		expect(rows).toEqual([])
		await client.end()
	})
})
