import {
	chmodSync,
	closeSync,
	existsSync,
	mkdirSync,
	openSync,
	readFileSync,
	statSync,
	writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { Kysely, sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { seededRandom } from '#shared/kernel/seeded-random'
import { temporaryFolder } from '../../../tests/helpers/temporary-folder.ts'
import { openStore } from '../open-store.ts'
import type { Tables } from '../tables/tables.ts'
import { acquireFileLock } from './file-lock.ts'
import { sqliteEngine } from './sqlite-engine.ts'

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)
const newFile = () => join(temporaryFolder(), 'data', 'zila.sqlite')
const open = (file: string, idleMs?: number) =>
	openStore({ engine: sqliteEngine(file, idleMs), project: 'test', now: () => 0 })
const textOf = (kilobytes: number) => 'x'.repeat(kilobytes * 1000)
const put = (store: Awaited<ReturnType<typeof open>>, ref: string, body: string) =>
	store.write((session) => session.putDocument({ kind: 'text', ref, scope: 'all', body }))

/** Damages the pages that contain our text: others list the tables, and without them nothing opens. */
function damagePages(file: string): void {
	const bytes = readFileSync(file)
	const handle = openSync(file, 'r+')
	for (let at = 0; at < bytes.length; at += 4096)
		if (bytes.subarray(at, at + 4096).includes('x'.repeat(500)))
			writeSync(handle, Buffer.alloc(4096, 0x5a), 0, 4096, at)
	closeSync(handle)
}

test.skipIf(process.platform === 'win32')(
	'store files are readable by their account alone, also those from an earlier version',
	async () => {
		const file = newFile()
		const before = process.umask(0o022)
		try {
			acquireFileLock(file)?.release()
			const store = await open(file)
			await put(store, 'a', 'x')
			for (const each of [file, `${file}-wal`, `${file}-shm`, `${file}.lock`])
				expect(modeOf(each), each).toBe('600')
			expect(modeOf(join(file, '..'))).toBe('700')
			await store.close()
			chmodSync(file, 0o644)
			const again = await open(file)
			expect(modeOf(file)).toBe('600')
			await again.close()
			// an existing folder keeps its permissions
			const theirs = join(temporaryFolder(), 'theirs')
			mkdirSync(theirs, { mode: 0o750 })
			await (await open(join(theirs, 'zila.sqlite'))).close()
			expect(modeOf(theirs)).toBe('750')
		} finally {
			process.umask(before)
		}
	},
)

test('without writes the write-ahead log is checkpointed, so that a copy of the file alone is complete', async () => {
	const file = newFile()
	const store = await open(file, 50)
	await put(store, 'a', textOf(200))
	expect(statSync(`${file}-wal`).size).toBeGreaterThan(200_000)
	await expect.poll(() => statSync(`${file}-wal`).size).toBe(0)
	expect(readFileSync(file).includes('x'.repeat(2000))).toBe(true)
	// and again after the next change
	await put(store, 'b', textOf(200))
	await expect.poll(() => statSync(`${file}-wal`).size).toBe(0)
	await store.close()
})

test('a disk that is full when the write-ahead log is emptied does not end the server, and it is emptied later', async () => {
	const file = newFile()
	const { pragma } = Database.prototype
	let refused = 0
	const full = vi.spyOn(Database.prototype, 'pragma').mockImplementation(function (
		this: Database.Database,
		...args: Parameters<typeof pragma>
	) {
		if (!args[0].startsWith('wal_checkpoint')) return pragma.apply(this, args)
		refused++
		throw new Database.SqliteError('database or disk is full', 'SQLITE_FULL')
	})
	const store = await open(file, 20)
	await put(store, 'a', textOf(50))
	await expect.poll(() => refused).toBeGreaterThan(2)
	full.mockRestore()
	await expect.poll(() => statSync(`${file}-wal`).size).toBe(0)
	await store.close()
})

test('the write-ahead log is not emptied in the middle of a transaction', async () => {
	const file = newFile()
	const store = await open(file, 20)
	await store.write(async (session) => {
		await session.putDocument({ kind: 'text', ref: 'a', scope: 'all', body: textOf(100) })
		await delay(100)
		await session.putDocument({ kind: 'text', ref: 'b', scope: 'all', body: textOf(100) })
	})
	expect((await store.documentsByRef(['a', 'b'])).length).toBe(2)
	await store.close()
})

test('a damaged file is detected before any reply, and a sound one is accepted', async () => {
	const file = newFile()
	const store = await open(file)
	for (let i = 0; i < 50; i++) await put(store, `doc${i}`, textOf(5))
	await store.close()
	expect(sqliteEngine(file).findDamage()).toBeNull()
	damagePages(file)
	expect(sqliteEngine(file).findDamage()).toMatch(/\w/)
})

test('damage detected while running is distinguished from other errors, and remembered', async () => {
	const file = newFile()
	const store = await open(file)
	for (let i = 0; i < 50; i++) await put(store, `doc${i}`, textOf(5))
	await store.close()
	damagePages(file)
	const engine = sqliteEngine(file)
	const db = new Kysely<Tables>({ dialect: engine.dialect })
	const thrown = await sql`select * from document`.execute(db).catch((caught: unknown) => caught)
	expect(engine.isDamage(thrown)).toBe(true)
	expect([engine.isDamage(new Error('else')), engine.isPassing(thrown), engine.isDiskFull(thrown)]).toEqual([
		...[false, false, false],
	])
	await db.destroy()
	await engine.close()
})

test('no deleted or changed content remains in the files, and meanwhile readers are answered and writers wait', async () => {
	const file = newFile()
	const engine = sqliteEngine(file)
	const store = await openStore({ engine, project: 'test', now: () => 0 })
	const random = seededRandom(26)
	const below = (many: number) => Math.floor(((random.bytes(1)[0] ?? 0) / 256) * many)
	let next = 0
	const mark = () => `mark${String(next++).padStart(7, '0')}.`
	const alive = new Map<string, string>()
	const gone: string[] = []
	await sql`create table made (id text primary key, body text, n integer)`.execute(store.changing.db)
	await sql`create index made_body on made (body)`.execute(store.changing.db)
	const long = (text: string) => text.repeat(1 + Math.floor((below(100) / 100) ** 3 * 500))
	for (let round = 0; round < 20; round++)
		await store.write(async (session) => {
			for (let i = 0; i < 150; i++) {
				const text = mark()
				const id = `id${below(256)}-${below(256)}-${next}`
				await sql`insert into made values (${id}, ${long(text)}, ${i})`.execute(session.db)
				alive.set(id, text)
			}
			for (const [id, text] of [...alive].filter(() => below(2) === 0).slice(0, 100)) {
				gone.push(text)
				if (below(2) === 0) {
					await sql`delete from made where id = ${id}`.execute(session.db)
					alive.delete(id)
				} else {
					const other = mark()
					await sql`update made set body = ${long(other)} where id = ${id}`.execute(session.db)
					alive.set(id, other)
				}
			}
		})
	// large enough that it takes a while
	await sql`create table large (body text)`.execute(store.changing.db)
	for (let i = 0; i < 60; i++)
		await sql`insert into large values (${textOf(1000)})`.execute(store.changing.db)

	let [isOver, longestGapMs, last] = [false, 0, performance.now()]
	const watching = (async () => {
		while (!isOver) {
			await delay(1)
			longestGapMs = Math.max(longestGapMs, performance.now() - last)
			last = performance.now()
			await store.head()
		}
	})()
	const began = performance.now()
	const rewriting = store.overwriteDeleted(new Date(0)).then((isDone) => {
		expect(isDone).toBe(true)
		return performance.now() - began
	})
	const writing = put(store, 'meanwhile', 'y').then(() => performance.now() - began)
	const [rewroteMs, wroteMs] = await Promise.all([rewriting, writing])
	isOver = true
	await watching
	expect(wroteMs).toBeGreaterThan(rewroteMs * 0.5)
	expect(longestGapMs).toBeLessThan(Math.max(50, rewroteMs * 0.5))
	const bytes =
		readFileSync(file, 'latin1') + (existsSync(`${file}-wal`) ? readFileSync(`${file}-wal`, 'latin1') : '')
	const found = new Set(bytes.match(/mark\d{7}\./g))
	expect(gone.length).toBeGreaterThan(1000)
	expect(gone.filter((text) => found.has(text))).toEqual([])
	expect([...alive.values()].every((text) => found.has(text))).toBe(true)
	await store.close()
}, 60_000)
