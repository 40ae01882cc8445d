import { join } from 'node:path'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sealedPrefix } from '#shared/forms/sealed-answer-text'
import { toBase64url } from '#shared/kernel/bytes'
import { shortDigest } from '#shared/kernel/digest'
import { seededRandom } from '#shared/kernel/seeded-random'
import type { AuditPage } from '#shared/people/audit-log'
import type { Retention } from '#shared/privacy/erasure'
import type { RecordDetail } from '#shared/review/record-response'
import { surveyProject as project } from '#shared/study/deployments'
import { formOf } from '#shared/testing/scenario'
import type { Edit } from '#shared/testing/test-phone'
import { sendWhole, sentOf } from '../../tests/helpers/attachments.ts'
import { bytesBelow } from '../../tests/helpers/bytes-below.ts'
import { type Desk, deskEdit, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines, enginesOfOwner, type FreshEngine } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { fileStoreOnDisk } from '../attachments/file-store-on-disk.ts'
import { createBackup, restore } from '../backup/create-backup.ts'
import { verifyStore } from '../backup/verify-store.ts'
import { addVersion } from '../forms/add-version.ts'
import { createFormRepository } from '../forms/form-repository.ts'
import { countRows } from '../storage/copy-store.ts'
import { openStore } from '../storage/open-store.ts'
import { dueBy } from '../storage/privacy/retention.ts'
import { saveCodedPassage } from '../storage/records/codings.ts'
import type { Store } from '../storage/store.ts'
import { applyRetention } from './apply-retention.ts'
import { parseErasureListOf } from './erase-listed.ts'
import { exportErasureList, listRuns } from './erasure-list.ts'
import { sweepErased } from './sweep-erased.ts'

const random = seededRandom(61)
const canary = () => `canary-${toBase64url(random.bytes(12)).replace(/\W/g, 'x')}`
const dayMs = 86_400_000

const form = {
	...formOf(`
		type      name      label     bind::zila:retention
		text      phone     Phone     30 days
		geopoint  place     Place     round + 90 days
		audio     sound     Sound     approved or 60 days
		text      other     Other
		text      round     Round
		text      district  District
	`),
	id: 'kept',
}

describe.each(engines)('retention of a value, on %s', (engineName, freshEngine) => {
	let engine: FreshEngine
	let server: ServerForTests
	let folder: string
	let desk: Desk
	let amina: Awaited<ReturnType<typeof enrolledPhone>>
	const begin = Date.UTC(2026, 0, 15)
	beforeAll(async () => {
		engine = await freshEngine()
		folder = temporaryFolder()
		const files = await fileStoreOnDisk(folder, { now: () => begin, leaveFree: 0 })
		server = await serverForTests(engine, { files })
		desk = await server.desk('data-manager')
		await server.forms.publish(form, { by: null, now: new Date(begin).toISOString() })
		amina = await enrolledPhone(server)
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const depsOf = (closed?: string) => ({
		...server,
		now: () => server.clock.now,
		study: {
			async current() {
				const study = await server.study.current()
				return {
					...study,
					rounds: study.rounds.map((round) => ({ ...round, ...(closed ? { closed } : {}) })),
				}
			},
		},
	})
	const advanceDays = async (days: number, closed?: string) => {
		server.clock.now += days * dayMs
		const values = await applyRetention(depsOf(closed))
		await sweepErased(server)
		return values
	}
	const edit = (record: string, set: Record<string, string>, seen: readonly Edit[] = []) =>
		rewritten(amina.phone.edit(record, set, seen), { form: { id: 'kept', ver: 1 } })
	async function interview(set: Record<string, string>) {
		const record = amina.phone.newRecord()
		const root = edit(record, { $status: 'submitted', round: 'endline', district: 'PK607', ...set })
		await amina.phone.sync(amina.post, [root])
		return { record, root }
	}
	/** Signs in again, since sessions end during the weeks that pass. */
	const ask = async (path: string) => (await (await server.desk('data-manager')).get(path)).body
	const detail = async (record: string) => (await ask(`/api/records/${record}`)) as RecordDetail
	/** Searches every text and every byte of every table, as a thief of the database could. */
	async function tablesWith(
		word: string,
		{ reading }: Pick<Store, 'reading'> = server.store,
	): Promise<string[]> {
		const found: string[] = []
		for (const table of Object.keys(await countRows(reading)))
			for (const row of (
				await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(reading.db)
			).rows)
				for (const value of Object.values(row)) {
					const bytes = value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(String(value))
					let plain = bytes
					try {
						plain = inflateRawSync(bytes)
					} catch {
						// The bytes were not compressed.
					}
					if (plain.includes(word) || bytes.includes(word)) found.push(table)
				}
		return [...new Set(found)].sort()
	}

	test('[RC1] keeps it until then, and in no table and no byte of the file afterwards; without an end it stays', async () => {
		const [word, other] = [canary(), canary()]
		const { record, root } = await interview({ phone: word, other })
		const { store } = server
		for (const [path, memo] of [
			['phone', word],
			['other', other],
		] as const)
			await store.write((session) =>
				saveCodedPassage(
					session,
					{ project: store.project, record, path, person: desk.person.id },
					{ themes: ['trust'], passage_digest: '', is_quote: 1, memo, at: session.at },
				),
			)
		const held = edit(record, { $status: 'approved', phone: `${word} held` }, [root])
		const alone = edit(amina.phone.newRecord(), { phone: `${word} alone`, $void: 'no enumerator may' })
		await amina.phone.sync(amina.post, [held, alone])
		expect(await advanceDays(29)).toBe(0)
		expect(await tablesWith(word)).toEqual(['coded_passage', 'quarantine', 'record', 'revision'])
		expect((await detail(record)).answers.phone).toBe(word)
		const [stored] = await server.store.revisionsById([root.id])
		const packed = Buffer.from(stored?.bytes ?? []).subarray(40, 140)
		expect(await advanceDays(1)).toBe(3)
		expect(await tablesWith(word)).toEqual([])
		expect(await tablesWith(other)).toEqual(['coded_passage', 'record', 'revision'])
		expect((await detail(record)).answers).toMatchObject({ other })
		expect((await detail(record)).answers.phone).toBeUndefined()
		if (engineName === 'sqlite')
			for (const bytes of bytesBelow(engine.place)) {
				expect(bytes.includes(word)).toBe(false)
				expect(bytes.includes(packed)).toBe(false)
			}
		expect(await advanceDays(0)).toBe(0)
	})
	test('[RC2] keeps its revision: the chain is valid, a backup of it is complete, and sending it again changes nothing', async () => {
		const word = canary()
		const { record, root } = await interview({ phone: word })
		const [before] = await server.store.revisionsById([root.id])
		await advanceDays(30)
		const [after] = await server.store.revisionsById([root.id])
		expect(after).toMatchObject({ ...before, bytes: after?.bytes, redacted: expect.any(String) })
		await verifyStore(server.store)
		const again = await amina.phone.sync(amina.post, [root])
		expect(again.header.acks).toEqual([[root.id, 'dup']])
		expect(await tablesWith(word)).toEqual([])
		const { answers, history, answersError } = await detail(record)
		expect([answers.district, history.length, answersError]).toEqual(['PK607', 1, null])
	})
	test('[RC2] detects a substituted copy', async () => {
		const { root } = await interview({ phone: canary() })
		await advanceDays(30)
		const { db } = server.store.changing
		const row = await db
			.deleteFrom('revision')
			.where('id', '=', root.id)
			.returningAll()
			.executeTakeFirstOrThrow()
		const bytes = deflateRawSync(JSON.stringify({ ...root.revision, set: { phone: 'another' } }))
		const redacted = shortDigest(inflateRawSync(bytes))
		await db
			.insertInto('revision')
			.values({ ...row, bytes, redacted })
			.execute()
		await expect(verifyStore(server.store)).rejects.toThrow(/damaged/)
		await db.deleteFrom('revision').where('id', '=', root.id).execute()
		await db.insertInto('revision').values(row).execute()
		await verifyStore(server.store)
	})
	test('[RC3] leaves nothing to test guesses on: no checksum of a state that contained it, whenever it arrived', async () => {
		const { record, root } = await interview({ phone: '03001234567' })
		const second = edit(record, { other: 'b' }, [root])
		await amina.phone.sync(amina.post, [second])
		await advanceDays(30)
		expect(await tablesWith(second.revision.sum)).toEqual([])
		const late = edit(record, { other: 'c' }, [root, second])
		await amina.phone.sync(amina.post, [late])
		await advanceDays(1)
		expect(await tablesWith(late.revision.sum)).toEqual([])
		const { history } = await detail(record)
		expect(history.flatMap(({ flags }) => flags)).not.toContain('sum-mismatch')
		await verifyStore(server.store)
	})
	test('[RC1] follows its own rule: a location some time after its round was closed, and not while that is open', async () => {
		const { record } = await interview({ place: '30.05123 70.63987 118 4' })
		expect(await advanceDays(400)).toBe(0)
		const today = new Date(server.clock.now).toISOString().slice(0, 10)
		expect(await advanceDays(90, today)).toBe(0)
		expect((await detail(record)).answers.place).toBeDefined()
		expect(await advanceDays(1, today)).toBe(1)
		expect((await detail(record)).answers.place).toBeUndefined()
	})
	test('[RC4] deletes a recording when its record is approved, or after its days; also one that arrives later', async () => {
		const [name, late] = [1, 2].map(() => `sound-${toBase64url(random.bytes(16))}.webm`) as [string, string]
		const [bytes, lateBytes] = [random.bytes(70_000), random.bytes(70_000)]
		const { record } = await interview({ sound: `${name} ${late}` })
		const who = amina.phone.enrolled
		await sendWhole(server, who, sentOf(who, record, name, bytes), bytes)
		const isOnDisk = (some: Uint8Array) =>
			bytesBelow(folder).some((file) => file.includes(Buffer.from(some.subarray(100, 200))))
		expect(await advanceDays(1)).toBe(0)
		expect(isOnDisk(bytes)).toBe(true)
		await deskEdit(server, desk.person, record, { $status: 'approved' })
		expect(await advanceDays(0)).toBe(1)
		expect(isOnDisk(bytes)).toBe(false)
		await sendWhole(server, who, sentOf(who, record, late, lateBytes), lateBytes)
		await advanceDays(1)
		expect(isOnDisk(lateBytes)).toBe(false)
		const second = await interview({ sound: `sound-${toBase64url(random.bytes(16))}.webm` })
		expect(await advanceDays(59)).toBe(0)
		expect(await advanceDays(1)).toBe(1)
		expect((await detail(second.record)).answers.sound).toBeUndefined()
	})
	/** Lists the records that the next run scans. */
	const recordsToScan = async () => {
		const found: string[] = []
		for await (const page of dueBy(server.store.reading, 'kept', server.clock.now))
			found.push(...page.map(({ id }) => id))
		return found
	}
	test('a run reads what has changed since the last one and what is due, and nothing else', async () => {
		const { record, root } = await interview({ phone: canary() })
		await interview({ other: 'is kept for ever' })
		await advanceDays(0)
		expect(await recordsToScan()).toEqual([])
		const second = edit(record, { other: 'b' }, [root])
		await amina.phone.sync(amina.post, [second])
		expect(await recordsToScan()).toEqual([record])
		await advanceDays(29)
		expect(await recordsToScan()).toEqual([])
		server.clock.now += dayMs
		expect(await recordsToScan()).toEqual([record])
		expect(await advanceDays(0)).toBe(1)
		expect(await recordsToScan()).toEqual([])
	})
	test('[RC1] counts from the arrival day also for work that was quarantined and accepted later', async () => {
		const word = canary()
		const record = amina.phone.newRecord()
		const held = edit(record, { $status: 'submitted', round: 'endline', district: 'PK607', phone: word })
		const { device } = amina.phone.enrolled
		await server.store.write((session) =>
			session.insertQuarantined([
				{
					id: held.id,
					device,
					why: 'other-device',
					n: held.revision.n,
					signature: null,
					bytes: deflateRawSync(held.bytes),
				},
			]),
		)
		await advanceDays(10)
		const manager = await server.desk('data-manager')
		const decision = { ids: [held.id], decision: 'let-in', why: 'it is hers' }
		expect((await manager.post('/api/quarantine/decisions', decision)).status).toBe(204)
		expect((await detail(record)).answers.phone).toBe(word)
		expect(await advanceDays(19)).toBe(0)
		expect(await advanceDays(1)).toBe(1)
		expect(await tablesWith(word)).toEqual([])
	})
	test('[RC1] applies a rule added later, even if nothing of the record has changed', async () => {
		const publish = (keep: string) => {
			const early = formOf(`
				type  name   label  bind::zila:retention
				text  word   Word   ${keep}
				text  round  Round
			`)
			const published = new Date(server.clock.now).toISOString()
			// As after its approval.
			return server.store.write((session) =>
				addVersion(session, {
					definition: { ...early, id: 'early' },
					by: null,
					now: published,
					approval: [],
				}),
			)
		}
		await publish('60 days')
		const word = canary()
		const set = { $status: 'submitted', round: 'endline', word }
		const root = rewritten(amina.phone.edit(amina.phone.newRecord(), set), { form: { id: 'early', ver: 1 } })
		await amina.phone.sync(amina.post, [root])
		expect(await advanceDays(10)).toBe(0)
		await publish('20 days')
		expect(await advanceDays(9)).toBe(0)
		expect(await advanceDays(1)).toBe(1)
		expect(await tablesWith(word)).toEqual([])
	})
	test('[RC5] its phone and every other phone of that user are told the new state of the revision', async () => {
		const word = canary()
		const { root } = await interview({ phone: word })
		const second = await enrolledPhone(server, { id: amina.person })
		await amina.phone.sync(amina.post)
		const before = amina.phone.cursor
		await advanceDays(30)
		for (const { phone, post } of [amina, second]) {
			phone.cursor = phone === amina.phone ? before : 0
			let redacted = ''
			for (let more = true; more; ) {
				const reply = await phone.sync(post)
				more = reply.header.more
				redacted ||= new TextDecoder().decode(reply.redacted.get(root.id))
			}
			expect(redacted).not.toContain(word)
			expect(JSON.parse(redacted)).toMatchObject({
				record: root.revision.record,
				set: { phone: null, district: 'PK607' },
			})
		}
	})
	test('[RC6] leaves a signed entry in the list and one in the audit log, with the number and without the record', async () => {
		const { record, root } = await interview({ phone: canary() })
		const { periods: retained } = (await ask('/api/retention')) as Retention
		expect(retained.find(({ question }) => question === 'phone')).toMatchObject({
			form: 'kept',
			keep: '30 days',
			values: 1,
			next: new Date(server.clock.now + 30 * dayMs).toISOString(),
		})
		await advanceDays(30)
		const { runs } = (await ask('/api/retention')) as Retention
		expect(runs[0]).toMatchObject({
			values: [{ form: 'kept', question: 'phone', count: 1 }],
			isRight: true,
			// In PostgreSQL the owner or the next sweep removes the rows later.
			isSwept: engineName === 'sqlite',
		})
		const list = await exportErasureList(server.store, server.signer)
		expect(list).not.toContain(record)
		expect(list).not.toContain(root.id)
		expect(await parseErasureListOf(server.store, list)).toHaveLength(runs.length)
		const administrator = await server.desk('administrator')
		const { lines } = (await administrator.get('/api/audit-log?kind=retention-applied')).body as AuditPage
		expect(lines[0]).toMatchObject({ by: null, of: 'kept', many: 1 })
	})
	test('[RC1] applies again to a store restored from an older backup', async () => {
		const word = canary()
		await interview({ phone: word })
		const now = () => server.clock.now
		const file = join(temporaryFolder(), 'before.sqlite')
		await createBackup(server.store, file, now)
		await advanceDays(30)
		const list = await exportErasureList(server.store, server.signer)
		// The database owner restores.
		const owners = enginesOfOwner.find(([name]) => name === engineName)?.[1] ?? freshEngine
		const into = await owners()
		await restore(file, into, project, now, undefined, list)
		const again = await openStore({ engine: into.again(), project, now })
		try {
			expect(await tablesWith(word, again)).not.toEqual([])
			// As at the start of a server.
			await applyRetention({ ...depsOf(), store: again, forms: createFormRepository(again) })
			expect(await tablesWith(word, again)).toEqual([])
			await verifyStore(again)
			const runs = await listRuns(again, server.signer)
			expect(runs.length).toBeGreaterThan((await listRuns(server.store, server.signer)).length)
			expect(runs.every(({ isRight }) => isRight)).toBe(true)
		} finally {
			await again.close()
		}
	})
	test('[RC1] deletes a flag that a phone calculated from a sealed answer at its own time, and nobody recalculates it', async () => {
		const flagged = formOf(`
			type       name     label    bind::zila:sealed_to  calculation                 bind::zila:flag  bind::zila:retention
			text       contact  Contact  data-manager          -                           -                90 days
			calculate  length   -        -                     string-length(\${contact})  yes              30 days
			text       round    Round
		`)
		const published = new Date(server.clock.now).toISOString()
		await server.forms.publish({ ...flagged, id: 'flagged' }, { by: null, now: published })
		const record = amina.phone.newRecord()
		const contact = sealedPrefix + 'c'.repeat(240)
		const set = { $status: 'submitted', round: 'endline', contact, length: 11 }
		const root = rewritten(amina.phone.edit(record, set), { form: { id: 'flagged', ver: 1 } })
		await amina.phone.sync(amina.post, [root])
		expect((await detail(record)).answers).toEqual({ round: 'endline', contact, length: 11 })
		await advanceDays(31)
		expect((await detail(record)).answers).toEqual({ round: 'endline', contact })
	})
})
