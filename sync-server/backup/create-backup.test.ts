import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { surveyProject as project } from '#shared/study/deployments'
import type { TestPhone } from '#shared/testing/test-phone'
import { type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { emptyEngines, enginesOfOwner, type FreshEngine } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'
import { runProjections } from '../../tests/helpers/run-projections.ts'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { checkLog } from '../audit-log/entries.ts'
import { createFormRepository } from '../forms/form-repository.ts'
import { invite } from '../people/invitations.ts'
import { countRows } from '../storage/copy-store.ts'
import { sqliteEngine } from '../storage/engine/sqlite-engine.ts'
import { openStore } from '../storage/open-store.ts'
import type { Store } from '../storage/store.ts'
import { tableNames, tables } from '../storage/tables/tables.ts'
import { publishForms } from '../sync/publish-form.ts'
import { recordProjections } from '../sync/record-projections.ts'
import { createBackup, restore } from './create-backup.ts'
import { verifyStore } from './verify-store.ts'

describe.each(enginesOfOwner)('a backup of %s', (_, freshEngine) => {
	let server: ServerForTests
	let phone: TestPhone
	let post: Parameters<TestPhone['sync']>[0]
	const now = () => server.clock.now
	const fresh = () => join(temporaryFolder(), 'backup.sqlite')
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		// An unused code.
		const lasting = { lasting: true }
		const { person } = await server.desk('coordinator')
		await invite(server.store, person.id, now(), lasting)
		const enrolled = await enrolledPhone(server)
		phone = enrolled.phone
		post = enrolled.post
		for (let i = 0; i < 30; i++) {
			const record = phone.newRecord()
			const root = phone.edit(record, { age: 20 + i })
			await phone.sync(post, [root, phone.edit(record, { age: 21 + i }, [root])])
		}
		// The server does it some seconds later, which may be after the backup.
		await runProjections(server.store, recordProjections(server.forms))
	})
	afterAll(() => server.close())
	/** Opens the store that a backup was restored into. */
	async function openRestored(file: string, engine: FreshEngine): Promise<Store> {
		await restore(file, engine, project, now)
		return openStore({ engine: engine.again(), project, now })
	}

	test('is restored into an empty store of either kind, row by row, and reports its verification', async () => {
		const file = fresh()
		const made = await createBackup(server.store, file, now)
		expect(made).toMatchObject({ seq: (await server.store.head()).seq, revisions: 60, records: 30 })
		for (const [, other] of emptyEngines) {
			const again = await openRestored(file, await other())
			expect(await again.head()).toEqual(await server.store.head())
			const { backup: _, restored, invitation, ...rows } = await countRows(again.reading)
			const {
				backup: __,
				restored: never,
				invitation: codes,
				...before
			} = await countRows(server.store.reading)
			const temporary = tableNames.filter((name) => tables[name].backup === null).map((name) => [name, 0])
			// The restored audit log continues after its last entry.
			expect(rows).toEqual({
				...before,
				...Object.fromEntries(temporary),
				audit_log: before.audit_log + 1,
			})
			expect(await checkLog(again.reading)).toEqual({ lines: rows.audit_log, broken: null })
			// Open codes may have been used since the backup, so they are deleted; phones learn of the restore by its
			// era.
			expect([restored, never, invitation]).toEqual([1, 0, codes - 1])
			expect(again.era).toMatch(/^[\w-]{8}$/)
			await again.close()
		}
	})
	test('includes audio of forms, like the files of records', async () => {
		const { store } = server
		const of = { project, form: 'household', language: 'bal', text: 't', template: 'p', type: 'audio/ogg' }
		const row = { ...of, hash: 'a'.repeat(64), size: 7, person: 'p', at: '' }
		await store.changing.db.insertInto('audio_text').values(row).execute()
		const copied: string[] = []
		const file = fresh()
		await createBackup(store, file, now, async (files) => {
			copied.push(...files.map(({ hash, size }) => `${hash} ${size}`))
		})
		expect(copied).toContain(`${row.hash} 7`)
		await store.changing.db.deleteFrom('audio_text').execute()
	})
	test('is a consistent snapshot of a store under writes, and phones receive its extent', async () => {
		const file = fresh()
		let isOver = false
		const writing = (async () => {
			while (!isOver) await phone.sync(post, [phone.edit(phone.newRecord(), { age: 1 })])
		})()
		const { seq } = await createBackup(server.store, file, now)
		isOver = true
		await writing
		expect((await phone.sync(post)).header.durable).toBe(seq)
		const copy = await openStore({ engine: sqliteEngine(file), project, now })
		expect((await copy.head()).seq).toBe(seq)
		await verifyStore(copy)
		await copy.close()
	})
	test('of records in the format of another version is valid: they are projected again', async () => {
		await server.store.changing.db
			.updateTable('record')
			.set({ answers: '{"answers":[],"leftOver":[]}' })
			.execute()
		const file = fresh()
		expect(await createBackup(server.store, file, now)).toMatchObject({ stale: expect.any(Number) })
		const engine = await freshEngine()
		const store = await openRestored(file, engine)
		await publishForms(store, createFormRepository(store), [], '')
		const views = await store.reading.db.selectFrom('record').select('answers').execute()
		expect(views.filter(({ answers }) => answers.includes('age')).length).toBeGreaterThanOrEqual(30)
		await store.close()
	})
	test('that failed gets no name, and phones are not notified', async () => {
		const before = (await phone.sync(post)).header.durable
		const file = fresh()
		const broken = {
			...server.store,
			atOneMoment: () => Promise.reject(new Error('the disk is gone')),
		}
		await expect(createBackup(broken, file, now)).rejects.toThrow('the disk is gone')
		expect([existsSync(file), existsSync(`${file}.partial`)]).toEqual([false, false])
		expect((await phone.sync(post)).header.durable).toBe(before)
	})
	test('without all of its attachments is not announced to phones; restored, it copies them first, and can be retried', async () => {
		const durable = async () => (await phone.sync(post)).header.durable
		await phone.sync(post, [phone.edit(phone.newRecord(), { age: 1 })])
		const before = await durable()
		const file = fresh()
		const failingCopy = async () => {
			expect(await durable()).toBe(before)
			throw new Error('the bucket is gone')
		}
		await expect(createBackup(server.store, file, now, failingCopy)).rejects.toThrow('the bucket is gone')
		expect(existsSync(file)).toBe(true)
		expect(await durable()).toBe(before)

		const engine = await freshEngine()
		await expect(restore(file, engine, project, now, failingCopy)).rejects.toThrow('the bucket is gone')
		await restore(file, engine.again(), project, now)
		const again = await openStore({ engine: engine.again(), project, now })
		expect(await again.head()).toEqual(await server.store.head())
		await again.close()
	})
	test('does not overwrite another one', async () => {
		const file = fresh()
		await createBackup(server.store, file, now)
		await expect(createBackup(server.store, file, now)).rejects.toThrow('is there already')
	})
	test('is not restored into a store with content', async () => {
		const file = fresh()
		await createBackup(server.store, file, now)
		const engine = await freshEngine()
		await (await openRestored(file, engine)).close()
		await expect(restore(file, engine.again(), project, now)).rejects.toThrow('not empty')
		await expect(restore(`${file}.gone`, await freshEngine(), project, now)).rejects.toThrow('no file')
	})
	test.each<[string, (store: Store) => Promise<unknown>]>([
		[
			'a revision was taken out',
			(session) => session.changing.db.deleteFrom('revision').where('seq', '=', 40).execute(),
		],
		[
			'a revision was put in the place of another',
			(session) =>
				session.changing.db
					.updateTable('revision')
					.set({ id: 'x'.repeat(32) })
					.where('seq', '=', 40)
					.execute(),
		],
		[
			'two revisions changed their places',
			async (session) => {
				const swap = (from: number, to: number) =>
					session.changing.db.updateTable('revision').set({ seq: to }).where('seq', '=', from).execute()
				await swap(40, 9999)
				await swap(41, 40)
				await swap(9999, 41)
			},
		],
		[
			'the end was cut off',
			(session) =>
				session.changing.db
					.updateTable('head')
					.set((eb) => ({ seq: eb('seq', '-', 1) }))
					.execute(),
		],
		[
			'a line of the log names somebody else',
			async (session) => {
				await sql`drop trigger access_log_no_update`.execute(session.changing.db)
				await session.changing.db.updateTable('audit_log').set({ person: 'nobody' }).execute()
			},
		],
		[
			'the bytes of a revision were changed',
			(session) =>
				session.changing.db
					.updateTable('revision')
					.set({ bytes: Buffer.from('x') })
					.execute(),
		],
	])('is detected as damaged where %s, and not restored', async (_what, harm) => {
		const file = fresh()
		await createBackup(server.store, file, now)
		const copy = await openStore({ engine: sqliteEngine(file), project, now })
		await verifyStore(copy)
		await harm(copy)
		await expect(verifyStore(copy)).rejects.toThrow('It is damaged at')
		await copy.close()
		const engine = await freshEngine()
		await expect(restore(file, engine, project, now)).rejects.toThrow('It is damaged at')
		const store = await openStore({ engine: engine.again(), project, now })
		expect((await store.head()).seq).toBe(0)
		await store.close()
	})
})
