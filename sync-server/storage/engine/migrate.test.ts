import { deflateRawSync } from 'node:zlib'
import { Kysely, type Migration, Migrator, sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { emptyEngines } from '../../../tests/helpers/fresh-engines.ts'
import { recordRow } from '../../../tests/helpers/record-row.ts'
import { newRevision } from '../../../tests/helpers/revision.ts'
import { checkChain } from '../log/chain.ts'
import { up as firstWalk } from '../migrations/0001-first-walk.ts'
import { up as formState } from '../migrations/0002-form-state.ts'
import { openStore } from '../open-store.ts'
import { rebuildCounts } from '../records/record-counts.ts'
import { listUnprojectedRecords } from '../records/records.ts'
import type { Tables } from '../tables/tables.ts'
import { migrationsFor } from './migrate.ts'

interface Before0029 {
	record: Record<string, unknown>
	open_flag: Record<string, unknown>
}

/** Returns a record's row with the column names from before migration 0060. */
function rowBefore0060(id: string) {
	const { open_conflicts, answers, projection_error, ...row } = recordRow(id)
	return { ...row, open_cases: open_conflicts, view: answers, view_error: projection_error }
}

describe.each(emptyEngines)('a store from an earlier version on %s', (_, freshEngine) => {
	test('without traces of document numbers is accepted, and checked from there on', async () => {
		const engine = await freshEngine()
		const types = { bytes: engine.bytesType, whole: engine.wholeNumberType }
		const db = new Kysely<{ revision: Record<string, unknown>; head: Record<string, unknown> }>({
			dialect: engine.dialect,
		})
		await new Migrator({
			db,
			provider: {
				getMigrations: async () => ({
					'0001-first-walk': { up: (any) => firstWalk(any, types) },
					'0002-form-state': { up: formState },
				}),
			},
		}).migrateToLatest()
		// number 1 was a document, number 2 a revision
		const { formVersion, signature: __, ...revision } = newRevision()
		const row = {
			...revision,
			seq: 2,
			chain: 'two',
			form_version: formVersion,
			received: '',
			project: 'test',
		}
		await db.insertInto('revision').values(row).execute()
		await db.insertInto('head').values({ project: 'test', seq: 2, chain: 'two' }).execute()
		const store = await openStore({ engine: engine.again(), project: 'test', now: () => 0 })
		await store.write((session) => session.appendRevisions([newRevision(), newRevision()]))
		expect(await checkChain(store.reading)).toEqual({ numbers: 3, broken: null })
		await store.changing.db.deleteFrom('revision').where('seq', '=', 3).execute()
		expect((await checkChain(store.reading)).broken).toBe(3)
		await store.close()
		await db.destroy()
	})
	test('a clock set back between two migrations blocks nothing', async () => {
		const engine = await freshEngine()
		await (await openStore({ engine, project: 'test', now: () => 0 })).close()
		const again = await openStore({ engine: engine.again(), project: 'test', now: () => 0 })
		await sql`update kysely_migration set timestamp = '2000-01-01' where name like '0020-%'`.execute(
			again.changing.db,
		)
		await again.close()
		await (await openStore({ engine: engine.again(), project: 'test', now: () => 0 })).close()
	})
	test('a store once opened for another project keeps its owner', async () => {
		const engine = await freshEngine()
		await (await openStore({ engine, project: 'test', now: () => 0 })).close()
		const db = new Kysely<Tables>({ dialect: engine.again().dialect })
		await sql`drop index head_alone`.execute(db)
		await sql`delete from kysely_migration where name like '0047-%'`.execute(db)
		await sql`update head set seq = 3`.execute(db)
		await db.insertInto('head').values({ project: 'another', seq: 0, chain: '' }).execute()
		await db.destroy()
		const again = await openStore({ engine: engine.again(), project: 'test', now: () => 0 })
		expect((await again.head()).seq).toBe(3)
		await again.close()
		await expect(openStore({ engine: engine.again(), project: 'another', now: () => 0 })).rejects.toThrow(
			'What lies there is that of test',
		)
	})
	test('kinds of open flags are stored with their records', async () => {
		const engine = await freshEngine()
		const db = new Kysely<Before0029>({ dialect: engine.dialect })
		const provider = { getMigrations: async () => migrationsFor(engine) }
		await new Migrator({ db, provider }).migrateTo('0028-forget-at')
		const { open_kinds, ...row } = rowBefore0060('a')
		await db
			.insertInto('record')
			.values([
				{ ...row, project: 'test', open_flags: 2 },
				{ ...row, project: 'test', id: 'b', open_flags: 1 },
				{ ...row, project: 'test', id: 'c' },
			])
			.execute()
		await db
			.insertInto('open_flag')
			.values([
				{ project: 'test', record: 'a', kind: 'short-for-path' },
				{ project: 'test', record: 'a', kind: 'alike' },
				{ project: 'test', record: 'b', kind: 'alike' },
			])
			.execute()
		const store = await openStore({ engine: engine.again(), project: 'test', now: () => 0 })
		expect(
			await store.reading.db.selectFrom('record').select(['id', 'open_kinds']).orderBy('id').execute(),
		).toEqual([
			{ id: 'a', open_kinds: ' alike short-for-path ' },
			{ id: 'b', open_kinds: ' alike ' },
			{ id: 'c', open_kinds: '' },
		])
		await store.close()
		await db.destroy()
	})
	test('its records are counted, and projected again for columns added since', async () => {
		const engine = await freshEngine()
		const types = { bytes: engine.bytesType, whole: engine.wholeNumberType }
		const db = new Kysely<{ record: Record<string, unknown> }>({ dialect: engine.dialect })
		await new Migrator({
			db,
			provider: {
				getMigrations: async () => ({
					'0001-first-walk': { up: (any) => firstWalk(any, types) },
					'0002-form-state': { up: formState },
				}),
			},
		}).migrateToLatest()
		const { disposition, finished_on, finished_seq, open_flags, open_kinds, readers, ...row } =
			rowBefore0060('a')
		await db
			.insertInto('record')
			.values([
				{ ...row, project: 'test' },
				{ ...row, project: 'test', id: 'b', district: null, open_cases: 2 },
				{ ...row, project: 'test', id: 'c', void: 1 },
			])
			.execute()
		const store = await openStore({ engine: engine.again(), project: 'test', now: () => 0 })
		const figures = await store.reading.db
			.selectFrom('record_count_by_cluster')
			.select(['district', 'void', 'records', 'disputed', 'open_conflicts'])
			.orderBy('district')
			.orderBy('void')
			.execute()
		expect(figures).toEqual([
			{ district: '', void: 0, records: 1, disputed: 1, open_conflicts: 2 },
			{ district: 'PK607', void: 0, records: 1, disputed: 0, open_conflicts: 0 },
			{ district: 'PK607', void: 1, records: 1, disputed: 0, open_conflicts: 0 },
		])
		expect(await store.write((session) => rebuildCounts(session))).toBe(0)
		expect(await listUnprojectedRecords(store.reading, '', 10)).toEqual(['a', 'b', 'c'])
		await store.close()
		await db.destroy()
	})
	test('work already quarantined gets its number from its phone', async () => {
		const engine = await freshEngine()
		const types = { bytes: engine.bytesType, whole: engine.wholeNumberType }
		const before: Record<string, Migration> = {
			'0001-first-walk': { up: (any) => firstWalk(any, types) },
			'0002-form-state': { up: formState },
		}
		const db = new Kysely<{ quarantine: Record<string, unknown> }>({ dialect: engine.dialect })
		const { error } = await new Migrator({
			db,
			provider: { getMigrations: async () => before },
		}).migrateToLatest()
		expect(error).toBeUndefined()
		const revisions = [
			{ device: 'phone', n: 7 },
			{ device: 'another', n: 8 },
			{ device: 'phone', n: 'nine' },
			...Array.from({ length: 450 }, (_each, i) => ({ device: 'phone', n: i + 100 })),
		]
		const rows = revisions.map((each, i) => ({
			id: newRevision().id,
			project: 'test',
			seq: i + 1,
			chain: '',
			device: 'phone',
			why: 'not-active',
			bytes: Buffer.from(deflateRawSync(JSON.stringify(each))),
			received: '',
		}))
		for (const row of [...rows, { ...rows[0], id: newRevision().id, seq: 999, bytes: Buffer.from('x') }])
			await db.insertInto('quarantine').values(row).execute()
		const store = await openStore({ engine: engine.again(), project: 'test', now: () => 0 })
		const numbered = await store.reading.db
			.selectFrom('quarantine')
			.select(['n', 'rejected'])
			.orderBy('seq')
			.execute()
		expect(numbered.map(({ n }) => n)).toEqual([
			...[7, null, null],
			...Array.from({ length: 450 }, (_each, i) => i + 100),
			null,
		])
		expect(new Set(numbered.map((row) => row.rejected))).toEqual(new Set([0]))
		await store.close()
		await db.destroy()
	})
	test('a store from before migration 0060 has all of its rows under the new names', async () => {
		const engine = await freshEngine()
		const db = new Kysely<Record<string, Record<string, unknown>>>({ dialect: engine.dialect })
		const provider = { getMigrations: async () => migrationsFor(engine) }
		await new Migrator({ db, provider }).migrateTo('0059-form-assignment')
		await db
			.insertInto('record')
			.values({ ...rowBefore0060('a'), project: 'test', open_cases: 1, forget_at: 7 })
			.execute()
		await db
			.insertInto('disagreement')
			.values({
				record: 'a',
				id: 'c',
				project: 'test',
				kind: 'answer',
				path: 'age',
				revisions: '[]',
				opened_seq: 1,
			})
			.execute()
		await db
			.insertInto('switching')
			.values({ project: 'test', person: 'amina', active: 0, switched_by: 'admin', at: 'now' })
			.execute()
		const job = {
			project: 'test',
			person: 'p',
			rights: '',
			name: '',
			type: '',
			act: '',
			asked: '',
			touched: '',
		}
		for (const state of ['waiting', 'being-made', 'whole', 'ended'])
			await db
				.insertInto('made_file')
				.values({ ...job, id: state, state, until: '' })
				.execute()
		const store = await openStore({ engine: engine.again(), project: 'test', now: () => 0 })
		expect(
			await store.reading.db
				.selectFrom('record')
				.select(['open_conflicts', 'answers', 'retention_due_at'])
				.executeTakeFirst(),
		).toEqual({ open_conflicts: 1, answers: rowBefore0060('a').view, retention_due_at: 7 })
		expect(await store.reading.db.selectFrom('conflict').select(['id', 'path']).execute()).toEqual([
			{ id: 'c', path: 'age' },
		])
		expect(
			await store.reading.db.selectFrom('activation').select(['person', 'changed_by']).execute(),
		).toEqual([{ person: 'amina', changed_by: 'admin' }])
		const jobs = await store.reading.db.selectFrom('export_job').select(['id', 'state']).execute()
		expect(Object.fromEntries(jobs.map(({ id, state }) => [id, state]))).toEqual({
			waiting: 'waiting',
			'being-made': 'running',
			whole: 'done',
			ended: 'failed',
		})
		await store.close()
		await db.destroy()
	})
	test('[F42] tables are created completely or not at all: an interrupted migration starts again', async () => {
		const engine = await freshEngine()
		const db = new Kysely<Record<never, never>>({ dialect: engine.dialect })
		// the second table of the first migration cannot be created
		await db.schema.createTable('revision').addColumn('id', 'text').execute()
		const open = () => openStore({ engine: engine.again(), project: 'test', now: () => 0 })
		await expect(open()).rejects.toThrow(/revision/)
		await db.schema.dropTable('revision').execute()
		const store = await open()
		expect(await store.head()).toEqual({ seq: 0, chain: '' })
		await store.close()
		await db.destroy()
	})
})
