import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toBase64url } from '#shared/kernel/bytes'
import { seededRandom } from '#shared/kernel/seeded-random'
import { findFirstInvalid, parseErasureList, readStatement, statementToSign } from '#shared/privacy/erasure'
import { withdrawalCodeOf } from '#shared/privacy/withdrawal-code'
import { surveyProject as project } from '#shared/study/deployments'
import { readReply } from '#shared/testing/test-phone'
import { sendRequest, sendWhole, sentOf, sha256, signed } from '../../tests/helpers/attachments.ts'
import { bytesBelow } from '../../tests/helpers/bytes-below.ts'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { enginesOfOwner, type FreshEngine } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { unzip } from '../../tests/walks/unzip.ts'
import { fileStoreOnDisk } from '../attachments/file-store-on-disk.ts'
import { filesInFolder } from '../attachments/files-in-folder.ts'
import { copyFiles, deleteErasedFiles } from '../backup/copy-files.ts'
import { createBackup, restore } from '../backup/create-backup.ts'
import { verifyStore } from '../backup/verify-store.ts'
import { countRows } from '../storage/copy-store.ts'
import { openStore } from '../storage/open-store.ts'
import { isSignedBy } from '../sync/verify-phone.ts'
import { eraseRecord } from './erase-record.ts'
import { sweepErased } from './sweep-erased.ts'

const random = seededRandom(59)
const pictureName = () => `picture-${toBase64url(random.bytes(16))}.jpg`
/** Unique bytes that compression does not hide. */
const canary = () => `canary-${toBase64url(random.bytes(12)).replace(/\W/g, 'x')}`

describe.each(enginesOfOwner)('erasure of a record, on %s', (engineName, freshEngine) => {
	let engine: FreshEngine
	let server: ServerForTests
	let folder: string
	let desk: Desk
	let amina: Awaited<ReturnType<typeof enrolledPhone>>
	let salma: Awaited<ReturnType<typeof enrolledPhone>>
	const now = () => server.clock.now
	beforeAll(async () => {
		engine = await freshEngine()
		folder = temporaryFolder()
		const files = await fileStoreOnDisk(folder, { now: () => Date.UTC(2026, 0, 15), leaveFree: 0 })
		server = await serverForTests(engine, { files })
		desk = await server.desk('data-manager')
		amina = await enrolledPhone(server)
		salma = await enrolledPhone(server)
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const codes = (reply: { header: { acks: readonly (readonly [string, string])[] } }) =>
		reply.header.acks.map(([, code]) => code)
	const destroy = (record: string, code = withdrawalCodeOf(record)) =>
		desk.post(`/api/records/${record}/erase`, { code, reason: 'withdrawal' })
	const bytesOf = async (id: string) => {
		const [row] = await server.store.revisionsById([id])
		return row?.bytes
	}
	const chainOf = async () => (await verifyStore(server.store)).numbers
	/** A record with a unique answer. */
	async function interview({ phone, post }: typeof amina, set: Record<string, string> = {}) {
		const record = phone.newRecord()
		const word = canary()
		const root = phone.edit(record, { $status: 'submitted', 'a/name': word, ...set })
		await phone.sync(post, [root])
		return { record, root, word }
	}
	/** Searches every text and every byte of every table, as a thief of the database could. */
	async function tablesWith(word: string): Promise<string[]> {
		const found: string[] = []
		const { inflateRawSync } = await import('node:zlib')
		for (const table of Object.keys(await countRows(server.store.reading))) {
			const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(
				server.store.reading.db,
			)
			for (const row of rows)
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
		}
		return found
	}

	test('[DE1] leaves no answer of it in any table, nor, on SQLite, one byte in its file', async () => {
		const { record, root, word } = await interview(amina)
		const second = amina.phone.edit(record, { 'a/name': `${word} again` }, [root])
		// Quarantined: people may not approve their own work.
		const held = amina.phone.edit(record, { $status: 'approved', 'a/name': `${word} held` }, [root])
		await amina.phone.sync(amina.post, [second, held])
		expect(new Set(await tablesWith(word))).toEqual(new Set(['revision', 'quarantine', 'record']))
		const packed = [await bytesOf(root.id), await bytesOf(second.id)].map((bytes) => Buffer.from(bytes ?? []))
		expect((await destroy(record)).status).toBe(204)
		expect(await tablesWith(word)).toEqual([])
		expect((await desk.get(`/api/records/${record}`)).status).toBe(404)
		if (engineName === 'sqlite')
			for (const bytes of bytesBelow(engine.place)) {
				expect(bytes.includes(word)).toBe(false)
				for (const one of packed) expect(bytes.includes(one.subarray(40, 140))).toBe(false)
			}
	})
	test('[DE1] deletes its attachments, also a partial one; [DE6] one shared with another record stays', async () => {
		const [own, shared, half] = [pictureName(), pictureName(), pictureName()]
		const { record } = await interview(amina, { 'a/own': own, 'a/shared': shared, 'a/half': half })
		const other = await interview(amina, { 'a/shared': shared })
		const [ownBytes, sharedBytes, halfBytes] = [70_000, 70_000, 90_000].map((size) => random.bytes(size))
		if (!ownBytes || !sharedBytes || !halfBytes) throw new Error('expected three attachments')
		const who = amina.phone.enrolled
		await sendWhole(server, who, sentOf(who, record, own, ownBytes), ownBytes)
		await sendWhole(server, who, sentOf(who, record, shared, sharedBytes), sharedBytes)
		await sendWhole(server, who, sentOf(who, other.record, shared, sharedBytes), sharedBytes)
		const sent = sentOf(who, record, half, halfBytes)
		await sendRequest(server, await signed(who, sent, 'POST'))
		await sendRequest(server, await signed(who, sent, 'PATCH', 0, halfBytes.subarray(0, 32_768)))
		const isOnDisk = (bytes: Uint8Array) =>
			bytesBelow(folder).some((file) => file.includes(Buffer.from(bytes.subarray(100, 200))))
		expect([isOnDisk(ownBytes), isOnDisk(sharedBytes), isOnDisk(halfBytes)]).toEqual([true, true, true])
		// A backup had the files too.
		const backupFolder = temporaryFolder()
		const backedUp = filesInFolder(backupFolder)
		const copy = async () => {
			await createBackup(server.store, join(temporaryFolder(), 'b.sqlite'), now, async (all) => {
				await copyFiles(server.files, backedUp, all)
				await deleteErasedFiles(server.store, backedUp)
			})
		}
		await copy()
		expect(await backedUp.has(sha256(ownBytes))).toBe(true)
		await destroy(record)
		expect([isOnDisk(ownBytes), isOnDisk(sharedBytes), isOnDisk(halfBytes)]).toEqual([false, true, false])
		await copy()
		expect([await backedUp.has(sha256(ownBytes)), await backedUp.has(sha256(sharedBytes))]).toEqual([
			false,
			true,
		])
		// The rest of the upload is not accepted either.
		const rest = await signed(who, sent, 'PATCH', 32_768, halfBytes.subarray(32_768))
		expect(await sendRequest(server, rest)).toBe('attachment-unknown')
		expect(await sendRequest(server, await signed(who, sent, 'POST'))).toBe('attachment-unknown')
		expect(await server.store.reading.db.selectFrom('upload').selectAll().execute()).toEqual([])
		await destroy(other.record)
		expect(isOnDisk(sharedBytes)).toBe(false)
	})
	test('[DE2] keeps the chain valid, and every other record unchanged', async () => {
		const untouched = await interview(salma)
		const { record } = await interview(amina)
		const rowBefore = await server.store.reading.db
			.selectFrom('record')
			.selectAll()
			.where('id', '=', untouched.record)
			.execute()
		const before = await chainOf()
		await destroy(record)
		// The erasure's own entry is the only new number.
		expect(await chainOf()).toBe(before + 1)
		const rowAfter = await server.store.reading.db
			.selectFrom('record')
			.selectAll()
			.where('id', '=', untouched.record)
			.execute()
		expect(rowAfter).toEqual(rowBefore)
		expect(await bytesOf(untouched.root.id)).toBeDefined()
		// A phone that remembers the server does not mistake this for a restore.
		expect((await amina.phone.sync(amina.post)).header.rewound).toBeUndefined()
		// The erased numbers do not count as missing.
		await interview(amina)
		const phones = (await desk.get('/api/devices')).body as { missing: number }[]
		expect(phones.map(({ missing }) => missing)).toEqual(phones.map(() => 0))
	})
	test('[DE3] acknowledges repeated or new revisions of it, without storing them', async () => {
		const { record, root, word } = await interview(amina)
		await destroy(record)
		const late = amina.phone.edit(record, { 'a/name': `${word} late` }, [root])
		expect(codes(await amina.phone.sync(amina.post, [root, late]))).toEqual(['destroyed', 'destroyed'])
		const again = await amina.phone.sync(amina.post, [late])
		expect(codes(again)).toEqual(['destroyed'])
		expect(await tablesWith(word)).toEqual([])
		expect(await server.store.revisionsOf(record)).toEqual([])
		await chainOf()
		// A late first revision would recreate the record.
		const beginning = amina.phone.edit(record, { 'a/name': word })
		expect(codes(await amina.phone.sync(amina.post, [beginning]))).toEqual(['destroyed'])
		expect((await desk.get(`/api/records/${record}`)).status).toBe(404)
		const listed = (await desk.get('/api/erasures')).body as { record: string; late: number }[]
		expect(listed.find((line) => line.record === record)?.late).toBe(2)
	})
	test('[DE3] tells an older app that it may delete', async () => {
		const { record, root } = await interview(amina)
		await destroy(record)
		const late = amina.phone.edit(record, { 'a/b': 1 }, [root])
		const { body } = await amina.phone.request(await amina.phone.frames([late]), { v: 3 })
		expect(codes(await readReply(await amina.post(body)))).toEqual(['dup'])
		expect(await bytesOf(late.id)).toBeUndefined()
	})
	test('[DE3] stores no revision of a newer app either, although it cannot be read here', async () => {
		const { record, root, word } = await interview(amina)
		await destroy(record)
		const edit = amina.phone.edit(record, { 'a/name': word }, [root])
		const future = rewritten(edit, { v: 2 as 1 })
		expect(codes(await amina.phone.sync(amina.post, [future]))).toEqual(['destroyed'])
		expect(await tablesWith(word)).toEqual([])
	})
	test('[DE3] does not affect work without a record that could be erased, nor work sent with it', async () => {
		const edit = amina.phone.edit(amina.phone.newRecord(), { a: 1 })
		const named = ['\0', 'x', '', 7 as never].map((record) =>
			rewritten(amina.phone.edit(amina.phone.newRecord(), { a: 2 }), { v: 2 as 1, record }),
		)
		const answered = codes(await amina.phone.sync(amina.post, [...named, edit]))
		expect(answered.at(-1)).toBe('stored')
		expect(answered).not.toContain('destroyed')
	})
	test('[DE4] sends the order to every phone of its authors, once, with the next sync', async () => {
		const { record, root } = await interview(amina)
		const erasedRecordsReceived = async ({ phone, post }: typeof amina) => {
			const refs = []
			for (let more = true; more; ) {
				const reply = await phone.sync(post)
				refs.push(...reply.documents.filter(({ kind }) => kind === 'destroyed').map(({ ref }) => ref))
				more = reply.header.more
			}
			return refs
		}
		const second = await enrolledPhone(server, { id: amina.person })
		await erasedRecordsReceived(amina)
		await erasedRecordsReceived(second)
		await erasedRecordsReceived(salma)
		await destroy(record)
		expect(await erasedRecordsReceived(amina)).toEqual([record])
		expect(await erasedRecordsReceived(amina)).toEqual([])
		expect(await erasedRecordsReceived(second)).toEqual([record])
		expect(await erasedRecordsReceived(salma)).toEqual([])
		// A phone that the server did not know to hold the record.
		const known = salma.phone.edit(record, { 'a/b': 1 }, [root])
		expect(codes(await salma.phone.sync(salma.post, [known]))).toEqual(['destroyed'])
		expect(codes(await salma.phone.sync(salma.post, [known]))).toEqual(['destroyed'])
		const third = await enrolledPhone(server, { id: salma.person })
		expect((await erasedRecordsReceived(third)).filter((ref) => ref === record)).toEqual([record])
	})
	test('[DE5] leaves a signed entry with time, user and reason; the file can be verified with the key alone', async () => {
		const { record } = await interview(amina)
		await destroy(record)
		const file = (await desk.get('/api/erasures/file')).raw.toString('utf8')
		const read = parseErasureList(file)
		if (!read) throw new Error('the file cannot be parsed')
		const isSigned = ({ statement, signature }: { statement: string; signature: Uint8Array }) =>
			isSignedBy(read.serverKey, statementToSign(statement), signature)
		expect(findFirstInvalid(read.lines, isSigned)).toBeNull()
		expect(readStatement(read.lines.at(-1)?.statement ?? '')).toMatchObject({
			project,
			record,
			reason: 'withdrawal',
			by: desk.person.code,
			revisions: 1,
			files: 0,
			at: '2026-01-15T00:00:00.000Z',
		})
		const [first, ...others] = read.lines
		if (!first) throw new Error('the entry is missing')
		const changed = { ...first, statement: first.statement.replace('withdrawal', 'retention') }
		expect(findFirstInvalid([changed, ...others], isSigned)).toBe(0)
		expect(findFirstInvalid(others, isSigned)).toBe(0)
		expect(findFirstInvalid([first, ...others.slice(1)], isSigned)).toBe(1)
		const [newest] = (await desk.get('/api/erasures')).body as object[]
		expect(newest).toMatchObject({ record, isRight: true, isSwept: true, code: withdrawalCodeOf(record) })
		const line = await server.store.reading.db
			.selectFrom('audit_log')
			.selectAll()
			.where('of', '=', record)
			.execute()
		expect(line.map(({ kind, person }) => [kind, person])).toEqual([['record-erased', desk.person.id]])
	})
	test('[DE5] detects a changed entry in the database', async () => {
		const { record } = await interview(amina)
		await destroy(record)
		const { statement } = await server.store.reading.db
			.selectFrom('erasure')
			.select('statement')
			.where('record', '=', record)
			.executeTakeFirstOrThrow()
		const put = (text: string) =>
			server.store.changing.db
				.updateTable('erasure')
				.set({ statement: text })
				.where('record', '=', record)
				.execute()
		await put(statement.replace('withdrawal', 'retention'))
		const [newest] = (await desk.get('/api/erasures')).body as { isRight: boolean }[]
		expect(newest?.isRight).toBe(false)
		await put(statement)
	})
	test('is refused with the code of another record, in another district, or for a read-only role', async () => {
		const { record } = await interview(amina, { 'a/district': 'PK607' })
		expect(await destroy(record, 'AAAA-AAAA')).toMatchObject({
			status: 422,
			body: { problem: 'withdrawal-code-wrong' },
		})
		const elsewhere = await server.desk('data-manager', ['PK607'])
		const body = { code: withdrawalCodeOf(record), reason: 'wrong' }
		expect((await elsewhere.post(`/api/records/${record}/erase`, body)).status).toBe(404)
		expect((await elsewhere.get(`/api/records/${record}/person-data`)).status).toBe(404)
		const coordinator = await server.desk('coordinator')
		expect((await coordinator.post(`/api/records/${record}/erase`, body)).status).toBe(403)
		expect((await desk.get(`/api/records/${record}`)).status).toBe(200)
	})
	test('finds the record by the withdrawal code, in any notation; afterwards, reports that it is erased', async () => {
		const { record, word } = await interview(amina)
		const typed = withdrawalCodeOf(record).toLowerCase().replace('-', ' ')
		const findWithdrawal = async (by = desk) =>
			(await by.get(`/api/withdrawals?code=${encodeURIComponent(typed)}`)).body as {
				records: object[]
				erased: object[]
			}
		const found = await findWithdrawal()
		expect(found.records).toMatchObject([{ id: record, revisions: 1, quarantined: 0, files: 0 }])
		expect(JSON.stringify(found)).not.toContain(word)
		expect(await findWithdrawal(await server.desk('data-manager', ['PK607']))).toEqual({
			records: [],
			erased: [],
		})
		await destroy(record)
		expect(await findWithdrawal()).toMatchObject({
			records: [],
			erased: [{ record, reason: 'withdrawal' }],
		})
	})
	test('can first hand the data to the respondent: readable answers, history, quarantined work and files', async () => {
		const picture = pictureName()
		const { record, root, word } = await interview(amina, { 'a/house': picture })
		const bytes = random.bytes(40_000)
		const who = amina.phone.enrolled
		await sendWhole(server, who, sentOf(who, record, picture, bytes), bytes)
		const held = amina.phone.edit(record, { $status: 'approved', 'a/note': `${word} held` }, [root])
		await amina.phone.sync(amina.post, [held])
		const { raw, headers } = await desk.get(`/api/records/${record}/person-data?language=en`)
		expect(headers['content-disposition']).toContain(withdrawalCodeOf(record))
		const entries = unzip(raw)
		expect([...entries.keys()]).toEqual(['answers.csv', 'record.json', `files/${picture}`])
		expect(entries.get('answers.csv')?.toString('utf8')).toContain(word)
		const disclosure = JSON.parse(entries.get('record.json')?.toString('utf8') ?? '') as {
			history: { said: { set: object } }[]
			heldBack: { said: { set: object } }[]
		}
		expect(disclosure.history.map((each) => each.said.set)).toMatchObject([{ 'a/name': word }])
		expect(disclosure.heldBack.map((each) => each.said.set)).toMatchObject([{ 'a/note': `${word} held` }])
		expect(entries.get(`files/${picture}`)?.equals(Buffer.from(bytes))).toBe(true)
	})
	test('finds and erases a record with only quarantined work as well', async () => {
		const record = amina.phone.newRecord()
		const word = canary()
		const forged = salma.phone.edit(record, { 'a/name': word })
		await amina.phone.sync(amina.post, [forged])
		expect(await tablesWith(word)).toEqual(['quarantine'])
		expect((await desk.get(`/api/withdrawals?code=${withdrawalCodeOf(record)}`)).body).toMatchObject({
			records: [{ id: record, revisions: 1, quarantined: 1 }],
		})
		expect((await destroy(record)).status).toBe(204)
		expect(await tablesWith(word)).toEqual([])
		await chainOf()
	})
	test('is repeated in a store restored from an older backup: the signed list is read with it', async () => {
		const { record, root, word } = await interview(amina)
		const untouched = await interview(salma)
		const file = join(temporaryFolder(), 'before.sqlite')
		await createBackup(server.store, file, now)
		await destroy(record)
		const list = (await desk.get('/api/erasures/file')).raw.toString('utf8')
		const into = await freshEngine()
		const done = await restore(file, into, project, now, undefined, list)
		expect(done.erasedAgain).toBe(1)
		const again = await openStore({ engine: into.again(), project, now })
		try {
			await verifyStore(again)
			expect(await again.revisionsById([root.id])).toEqual([])
			expect((await again.revisionsById([untouched.root.id])).length).toBe(1)
			const orders = await again.reading.db
				.selectFrom('feed')
				.select('scope')
				.where('ref', '=', record)
				.execute()
			expect(orders).toEqual([{ scope: `person:${amina.person}` }])
			const views = await again.reading.db.selectFrom('record').select('answers').execute()
			expect(views.some(({ answers }) => answers.includes(word))).toBe(false)
		} finally {
			await again.close()
		}
		// An altered list erases nothing.
		const changed = list.replace(record, untouched.record)
		await expect(restore(file, await freshEngine(), project, now, undefined, changed)).rejects.toThrow(
			/signed/,
		)
	})
	test('[DE1] retries files that could not be deleted at once, and the desk lists them', async () => {
		const picture = pictureName()
		const { record } = await interview(amina, { 'a/house': picture })
		const bytes = random.bytes(40_000)
		const who = amina.phone.enrolled
		await sendWhole(server, who, sentOf(who, record, picture, bytes), bytes)
		const away = { ...server.files, remove: () => Promise.reject(new Error('the bucket went away')) }
		await server.store.write((session) =>
			eraseRecord(session, server.signer, { record, reason: 'request', by: 'dm' }),
		)
		await expect(sweepErased({ ...server, files: away })).rejects.toThrow('went away')
		const newest = async () =>
			((await desk.get('/api/erasures')).body as { isSwept: boolean; record: string }[])[0]
		expect(await newest()).toMatchObject({ record, isSwept: false })
		expect(await server.files.has(sha256(bytes))).toBe(true)
		expect(await sweepErased(server)).toBe(true)
		expect(await server.files.has(sha256(bytes))).toBe(false)
		expect(await newest()).toMatchObject({ record, isSwept: true })
	})
	test('[DE1] during a long read the bytes of the rows stay, and are removed when it ends', async () => {
		const { record, root } = await interview(amina)
		const packed = Buffer.from((await bytesOf(root.id)) ?? []).subarray(40, 140)
		let end = () => {}
		const reading = server.store.atOneMoment(async (moment) => {
			await moment.db.selectFrom('record').select('id').execute()
			await new Promise<void>((over) => {
				end = over
			})
		})
		await expect.poll(() => end.toString()).not.toBe('() => {}')
		await destroy(record)
		end()
		await reading
		expect(await sweepErased(server)).toBe(true)
		if (engineName === 'sqlite')
			expect(bytesBelow(engine.place).some((bytes) => bytes.includes(packed))).toBe(false)
	})
	test('[DE3] removes revisions that get into it afterwards', async () => {
		const { record, root } = await interview(amina)
		const row = (await server.store.revisionsById([root.id]))[0]
		if (!row) throw new Error('the revision is missing')
		await destroy(record)
		const { id, author, device, role, bytes, flag, checked, signature } = row
		await server.store.write((session) =>
			session.appendRevisions([
				{
					id: `${id.slice(0, 31)}${id.endsWith('_') ? '-' : '_'}`,
					record,
					author,
					device,
					role,
					bytes,
					flag,
					checked,
					signature,
					n: 999,
					form: 'household',
					formVersion: 1,
				},
			]),
		)
		await sweepErased(server)
		expect(await server.store.revisionsOf(record)).toEqual([])
		await chainOf()
	})
	test('happens once on two simultaneous requests', async () => {
		const { record } = await interview(amina)
		await Promise.all([destroy(record), destroy(record)])
		const lines = await server.store.reading.db
			.selectFrom('erasure')
			.select('record')
			.where('record', '=', record)
			.execute()
		expect(lines).toHaveLength(1)
		await chainOf()
	})
})
