import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type AuditKind, auditKindNames, renamedAuditKinds } from '#shared/people/audit-log'
import type { Person } from '#shared/people/people'
import { turnsWhile } from '../../tests/helpers/count-yields.ts'
import { enginesOfOwner, type FreshEngine } from '../../tests/helpers/fresh-engines.ts'
import { openStore } from '../storage/open-store.ts'
import type { Store } from '../storage/store.ts'
import { createAuditLog } from './audit-log.ts'
import { type AuditActor, appendAuditEntry, checkLog } from './entries.ts'
import { logAsFile, readLog, readOwnRole } from './read-audit-log.ts'

const rabia: AuditActor = { person: { id: 'rabia', role: 'coordinator' }, browser: 'Linux · Chrome 138' }
const project = 'test'
const sana: Person = {
	id: 'sana',
	name: 'Sana',
	code: 'sana',
	language: 'en',
	demonstration: false,
	isActive: true,
	role: 'administrator',
	districts: 'all',
}

describe.each(enginesOfOwner)('the audit log on %s', (kind, freshEngine) => {
	let engine: FreshEngine
	let stores: Store[]
	let clock: number
	beforeEach(async () => {
		engine = await freshEngine()
		clock = Date.UTC(2026, 0, 15)
		stores = [await open(engine), await open(engine.again())]
	})
	afterEach(async () => {
		for (const store of stores) await store.close()
	})
	const open = (on: Parameters<typeof openStore>[0]['engine']) =>
		openStore({ engine: on, project, now: () => clock })
	const first = () => stores[0] as Store
	const logs = () => stores.map((store) => createAuditLog(store, () => clock))
	const lines = () => first().reading.db.selectFrom('audit_log').selectAll().orderBy('n').execute()
	const check = () => checkLog(first().reading)

	test('two servers writing at once give numbers without gaps and one chain', async () => {
		const [one, other] = logs()
		await Promise.all(
			Array.from({ length: 20 }, (_, i) =>
				(i % 2 === 0 ? one : other)?.append(rabia, { kind: 'record-opened', of: `record ${i}` }, 'session'),
			),
		)
		expect((await lines()).map(({ n }) => n)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
		expect(await check()).toEqual({ lines: 20, broken: null })
	})
	test('the database refuses to change or delete an entry', async () => {
		const [log] = logs()
		await log?.append(rabia, { kind: 'export-downloaded', of: 'household', many: 300 }, 'session')
		const { db } = first().changing
		await expect(db.updateTable('audit_log').set({ person: 'sana' }).execute()).rejects.toThrow(
			/never changes/,
		)
		await expect(db.deleteFrom('audit_log').execute()).rejects.toThrow(/never changes/)
		if (kind === 'postgres')
			await expect(sql`truncate audit_log`.execute(db)).rejects.toThrow(/never changes/)
		expect(await lines()).toMatchObject([{ n: 1, person: 'rabia', role: 'coordinator', many: 300 }])
	})
	test.each([
		['says somebody else', 2, "update audit_log set person = 'sana' where n = 2"],
		['says another number of records', 2, 'update audit_log set many = 1 where n = 2'],
		['was taken out', 2, 'delete from audit_log where n = 2'],
		['was the last', 3, 'delete from audit_log where n = 3'],
		['was there before any other', 1, 'delete from audit_log'],
		[
			'was put behind',
			4,
			'insert into audit_log select project, 4, chain, at, person, role, kind, "of", district, round, many, fields, browser from audit_log where n = 3',
		],
	])('an entry that %s, bypassing the database rules, is detected', async (_, broken, statement) => {
		const [log] = logs()
		for (const of of ['a', 'b', 'c'])
			await log?.append(rabia, { kind: 'export-downloaded', of, many: 7 }, 'session')
		const unlock =
			kind === 'postgres'
				? ['drop trigger access_log_never_changes on audit_log']
				: ['drop trigger access_log_no_update', 'drop trigger access_log_no_delete']
		for (const each of [...unlock, statement]) await sql.raw(each).execute(first().changing.db)
		expect((await check()).broken).toBe(broken)
	})
	test('a change and its entry are both stored, or neither is', async () => {
		const [log] = logs()
		const act = { kind: 'person-deactivated', of: 'amina' } as const
		const failing = log?.createAuditedStore(rabia, act).write(async () => {
			throw new Error('it fails')
		})
		await expect(failing).rejects.toThrow('it fails')
		expect(await lines()).toEqual([])
		const noting = log?.createAuditedStore(rabia, act) as Store
		const put = () =>
			noting.write((session) => session.putDocument({ kind: 'k', ref: 'r', scope: 'all', body: {} }))
		await put()
		await put()
		// The second write belongs to the same act.
		expect(await lines()).toMatchObject([{ kind: 'person-deactivated', of: 'amina' }])
		expect((await first().head()).seq).toBe(2)
		expect(await check()).toEqual({ lines: 1, broken: null })
	})
	test('repeated reads in one browser within five minutes are one entry; another browser, another record, or later is another', async () => {
		const [log] = logs()
		const read = (of: string, session = 's') => log?.append(rabia, { kind: 'record-opened', of }, session)
		await read('a')
		await read('a')
		await read('b')
		await read('a', 't')
		clock += 6 * 60_000
		await read('a')
		expect((await lines()).map(({ of }) => of)).toEqual(['a', 'b', 'a', 'a'])
		// Acts other than reads are logged each time.
		await log?.append(rabia, { kind: 'export-downloaded', of: 'household' }, 's')
		await log?.append(rabia, { kind: 'export-downloaded', of: 'household' }, 's')
		expect(await lines()).toHaveLength(6)
	})
	test('refusals are logged once a minute, and the next entry has their number', async () => {
		const [log] = logs()
		const refuse = () =>
			log?.appendRefusal(rabia, { kind: 'permission-denied', of: 'GET /api/export' }, 'rabia export')
		for (let i = 0; i < 5; i++) await refuse()
		clock += 61_000
		await refuse()
		expect((await lines()).map(({ many }) => many)).toEqual([1, 5])
	})
	describe('entries that were stored under a former kind', () => {
		const all = { offsetMinutes: 300 }
		/** Appends entries of any kind, as an earlier version did. */
		const append = (...kinds: string[]) =>
			first().write(async (session) => {
				for (const each of kinds) await appendAuditEntry(session, rabia, { kind: each as AuditKind, of: 'a' })
			})
		const mixed = ['files-taken', 'export-downloaded', 'refused', 'record-opened', 'permission-denied']

		test('stay in the chain as stored, which verifies with both names', async () => {
			await append(...mixed)
			expect((await lines()).map(({ kind: stored }) => stored)).toEqual(mixed)
			expect(await check()).toEqual({ lines: 5, broken: null })
		})
		test('are read and exported under the current name', async () => {
			await append(...mixed)
			const { lines: read } = await readLog(first(), sana, all, 100)
			const current = ['export-downloaded', 'permission-denied', 'record-opened']
			expect(new Set(read.map((entry) => entry.kind))).toEqual(new Set(current))
			const file: string[] = []
			for await (const part of logAsFile(first(), sana, all)) file.push(part)
			expect(file.join('')).not.toMatch(/files-taken|refused/)
			expect(file.join('').match(/export-downloaded/g)).toHaveLength(2)
		})
		test('are found by a filter on the current name, together with newer ones', async () => {
			await append(...mixed)
			const numbersOf = async (wanted: AuditKind) =>
				(await readLog(first(), sana, { ...all, kind: wanted }, 100)).lines.map(({ n }) => n)
			expect(await numbersOf('export-downloaded')).toEqual([2, 1])
			expect(await numbersOf('permission-denied')).toEqual([5, 3])
			expect(await numbersOf('record-opened')).toEqual([4])
		})
		test('about the keys of a role are shown to that role', async () => {
			await append('role-key-made', 'role-key-created')
			const { lines: own } = await readOwnRole(first(), { role: 'coordinator' }, [], {
				before: undefined,
				limit: 100,
			})
			expect(own.map((entry) => entry.kind)).toEqual(['role-key-created', 'role-key-created'])
		})
		test('with a question still have it', async () => {
			await first().write((session) =>
				appendAuditEntry(session, rabia, {
					kind: 'answers-looked-through' as AuditKind,
					of: 'household',
					question: 'group/age',
				}),
			)
			expect((await readLog(first(), sana, all, 100)).lines).toMatchObject([
				{ kind: 'answers-previewed', question: 'group/age', fields: [] },
			])
		})
	})
	test('reading or exporting a long log yields to other work', async () => {
		await first().write(async (session) => {
			for (let i = 0; i < 2500; i++)
				await appendAuditEntry(session, rabia, { kind: 'record-opened', of: `record ${i}` })
		})
		const file: string[] = []
		const take = async () => {
			for await (const part of logAsFile(first(), sana, { offsetMinutes: 300 })) file.push(part)
		}
		expect(await turnsWhile(check)).toBeGreaterThan(1)
		expect(await turnsWhile(take)).toBeGreaterThan(1)
		expect(file.join('').trim().split('\n')).toHaveLength(2501)
	})
})

test('a former kind differs from every current one, so that nothing is written under it', () => {
	for (const [former, current] of Object.entries(renamedAuditKinds)) {
		expect(auditKindNames).not.toContain(former)
		expect(auditKindNames).toContain(current)
	}
})
