import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AuditEntry, AuditPage } from '#shared/people/audit-log'
import { isPhoneRole, roles } from '#shared/people/roles'
import type { RecordDetail } from '#shared/review/record-response'
import { surveyProject as project } from '#shared/study/deployments'
import { readRecoveryKey, writeRecoveryKey } from '#shared/sync/recovery-key'
import { bytesBelow } from '../../tests/helpers/bytes-below.ts'
import { bytesOfStore } from '../../tests/helpers/bytes-of-store.ts'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { enginesOfOwner, type FreshEngine, routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { identifierKeyOf, phoneQuestion, sealedAnswerTo } from '../../tests/helpers/identifier.ts'
import { keysWithoutIdentifiers } from '../../tests/helpers/keys.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { unzip } from '../../tests/walks/unzip.ts'
import { createBackup, restore } from '../backup/create-backup.ts'
import { applyRetention } from '../privacy/apply-retention.ts'
import { openStore } from '../storage/open-store.ts'
import { replaceLostKey } from '../sync/identifier-keys.ts'
import { keysInFolder } from '../sync/key-store.ts'
import { restoreFromRecoveryKey } from '../sync/recovery.ts'

const telephone = '03215550172'
const word = 'a-word-that-anybody-may-read'
const dayMs = 86_400_000

/** An interview with a telephone number, as a phone sends it. */
async function interviewAt(server: ServerForTests, number: string | null = telephone) {
	const { phone, post, person } = await enrolledPhone(server, { districts: ['PK607'] })
	const record = phone.newRecord()
	const sealed = await sealedAnswerTo(await identifierKeyOf(server.store), record, phoneQuestion, number)
	const edit = phone.edit(record, {
		'a_visit/line/round': 'endline',
		'a_visit/line/district': 'PK607',
		'a_visit/line/cluster_id': word,
		[phoneQuestion]: sealed,
	})
	await phone.sync(post, [edit])
	return { record, sealed, person, phone, post, edit }
}
const reveal = (desk: Desk, record: string, question = phoneQuestion) =>
	desk.post(`/api/records/${record}/identifiers/reveal`, { question })

describe.each(routeEngines)('a telephone number sealed to identifiers, on %s', (_, freshEngine) => {
	let engine: FreshEngine
	let server: ServerForTests
	let record: string
	let sealed: string
	const keys = join(temporaryFolder(), 'keys')
	const desks = new Map<string, Desk>()
	const deskOf = (role: string) => desks.get(role) as Desk
	beforeAll(async () => {
		engine = await freshEngine()
		server = await serverForTests(engine, { keys: keysInFolder(keys) })
		for (const role of roles) if (!isPhoneRole(role)) desks.set(role, await server.desk(role))
		;({ record, sealed } = await interviewAt(server))
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})

	test('a phone gets the key before the form that needs it, without anybody creating one', async () => {
		const { phone, post } = await enrolledPhone(server)
		const { documents } = await phone.sync(post, [])
		const at = (kind: string, ref: string) =>
			documents.findIndex((each) => each.kind === kind && each.ref === ref)
		expect(documents[at('role-key', 'identifiers')]?.body).toEqual({
			role: 'identifiers',
			publicKey: await identifierKeyOf(server.store),
		})
		const forms = documents.flatMap(({ kind }, i) => (kind === 'form' ? [i] : []))
		expect(at('role-key', 'identifiers')).toBeLessThan(Math.min(...forms))
	})
	test('a coordinator or data manager opens it for their district, one at a time; nobody else at the desk does', async () => {
		for (const [role, desk] of desks) {
			const { status, body } = await reveal(desk, record)
			const mayCall = ['coordinator', 'data-manager'].includes(role)
			expect(status, role).toBe(mayCall ? 200 : 403)
			expect(JSON.stringify(body ?? '').includes(telephone), role).toBe(mayCall)
		}
		const there = await server.desk('coordinator', ['PK608'])
		expect((await reveal(there, record)).status).toBe(404)
		expect(await reveal(deskOf('coordinator'), (await interviewAt(server, null)).record)).toMatchObject({
			status: 200,
			body: { answer: null },
		})
	})
	test('only questions sealed to identifiers can be opened this way, and no value that replaced an answer', async () => {
		const manager = deskOf('data-manager')
		for (const question of ['a_visit/line/cluster_id', 'a_visit/line/district', 'nowhere'])
			expect((await reveal(manager, record, question)).status, question).toBe(404)
		const { phone, post } = await enrolledPhone(server, { districts: ['PK607'] })
		const stolen = phone.edit(phone.newRecord(), {
			'a_visit/line/district': 'PK607',
			[phoneQuestion]: sealed,
		})
		const foreign = phone.edit(phone.newRecord(), {
			'a_visit/line/district': 'PK607',
			[phoneQuestion]: `sealed.${'A'.repeat(240)}`,
		})
		await phone.sync(post, [stolen, foreign])
		expect(await reveal(manager, stolen.revision.record)).toMatchObject({
			body: { problem: 'identifier-damaged' },
		})
		expect((await reveal(manager, foreign.revision.record)).status).toBe(409)
	})
	test('each opening is logged with user, record and question, and without the value', async () => {
		server.clock.now += 3_600_000
		const coordinator = await server.desk('coordinator', ['PK607'], 'careful')
		for (let i = 0; i < 2; i++) await reveal(coordinator, record)
		const administrator = await server.desk('administrator')
		const { lines } = (await administrator.get(`/api/audit-log?id=${record}&kind=identifier-opened`))
			.body as AuditPage
		expect(lines.filter(({ by }) => by?.code === 'careful')).toEqual(
			Array(2).fill(
				expect.objectContaining<Partial<AuditEntry>>({
					kind: 'identifier-opened',
					of: record,
					question: phoneQuestion,
					district: 'PK607',
					role: 'coordinator',
				}),
			),
		)
		const file = (await administrator.get('/api/audit-log/export')).raw.toString()
		expect(file).toContain(`identifier-opened,${record}`)
		expect(file).toContain(phoneQuestion)
		expect(file).not.toContain(telephone)
		expect((await administrator.get('/api/audit-log/verification')).body).toMatchObject({ broken: null })
	})
	test('an opened value is cached nowhere, and is withheld where its entry cannot be written', async () => {
		const { person, cookie } = deskOf('coordinator')
		expect(person.role).toBe('coordinator')
		const ask = () =>
			server.app.inject({
				method: 'POST',
				url: `/api/records/${record}/identifiers/reveal`,
				headers: { cookie },
				payload: { question: phoneQuestion },
			})
		expect((await ask()).headers['cache-control']).toBe('no-store')
		const { write } = server.store
		Object.assign(server.store, { write: () => Promise.reject(new Error('the disk is full')) })
		const reply = await ask()
		Object.assign(server.store, { write })
		expect([reply.statusCode, reply.body.includes(telephone)]).toEqual([500, false])
		expect(server.failures.splice(0)).toHaveLength(1)
	})
	test('no page, list, search, history or export contains it, and no export even the sealed value', async () => {
		const manager = deskOf('data-manager')
		const detail = (await manager.get(`/api/records/${record}`)).body as RecordDetail
		expect(detail.answers[phoneQuestion]).toBe(sealed)
		expect(detail.history.flatMap(({ changes }) => changes.map(({ after }) => after))).toContain(sealed)
		expect((await manager.get(`/api/records?search=${telephone}`)).body).toMatchObject({ records: [] })
		for (const url of [`/api/records/${record}`, '/api/records', `/api/records/${record}/person-data`])
			expect((await manager.get(url)).raw.includes(telephone), url).toBe(false)
		const { raw } = await manager.get('/api/export?form=household&round=endline&values=codes&media=1')
		const files = [...unzip(raw)]
		expect(files.some(([, bytes]) => bytes.includes(word))).toBe(true)
		for (const [name, bytes] of files) {
			expect(bytes.includes(telephone), name).toBe(false)
			expect(bytes.includes('sealed.'), name).toBe(false)
		}
	})
	test('a resolution cannot put readable text in its place', async () => {
		const { phone, post, edit, person } = await interviewAt(server)
		const { record: disputed } = edit.revision
		const other = await enrolledPhone(server, { id: person })
		const sealOther = async () =>
			sealedAnswerTo(await identifierKeyOf(server.store), disputed, phoneQuestion, '03215550173')
		await phone.sync(post, [phone.edit(disputed, { [phoneQuestion]: await sealOther() }, [edit])])
		await other.phone.sync(other.post, [
			other.phone.edit(disputed, { [phoneQuestion]: await sealOther() }, [edit]),
		])
		const manager = deskOf('data-manager')
		const { conflicts } = (await manager.get(`/api/records/${disputed}`)).body as RecordDetail
		const decide = (value: unknown) =>
			manager.post(`/api/records/${disputed}/conflicts`, { conflict: conflicts[0]?.id, value, why: 'asked' })
		expect((await decide('03215550173')).status).toBe(422)
		expect((await decide(conflicts[0]?.sides[1]?.value)).status).toBe(204)
		expect((await reveal(manager, disputed)).body).toEqual({ answer: '03215550173' })
	})
	test('it is in no byte of the database and of a backup, nor is the key that opens it', async () => {
		const backup = join(temporaryFolder(), 'night.sqlite')
		await createBackup(server.store, backup, () => server.clock.now)
		const secrets = bytesBelow(keys).map((bytes) => bytes.toString('utf8').trim())
		// The keys for identifiers, for signing, and for enrolment codes.
		expect(secrets).toHaveLength(3)
		for (const [place, bytes] of [
			['database', await bytesOfStore(engine)],
			['backup', bytesBelow(backup)],
		] as const) {
			const has = (text: string, spelling: BufferEncoding = 'utf8') =>
				bytes.some((each) => each.includes(Buffer.from(text, spelling)))
			// Plain answers are found in every place.
			expect(has(word), place).toBe(true)
			expect([has(telephone), has(telephone, 'utf16le')], place).toEqual([false, false])
			for (const secret of secrets)
				expect([has(secret), has(secret, 'base64url')], place).toEqual([false, false])
		}
		expect(server.failures).toEqual([])
	})
	test('the key is readable for the account of the server only', () => {
		for (const each of [keys, ...readdirSync(keys).map((name) => join(keys, name))])
			expect(statSync(each).mode & 0o077, each).toBe(0)
	})
	test('another server with the same database and key storage opens it, and creates no key of its own', async () => {
		const other = await serverForTests(engine.again(), { keys: keysInFolder(keys) })
		expect(await identifierKeyOf(other.store)).toBe(await identifierKeyOf(server.store))
		expect((await reveal(await other.desk('coordinator', 'all', 'of-the-other'), record)).body).toEqual({
			answer: telephone,
		})
		await other.close()
		expect(other.failures).toEqual([])
	})
	test('a server without the key reports that, and creates no key of its own either', async () => {
		const other = await serverForTests(engine.again(), { keys: keysInFolder(keysWithoutIdentifiers(keys)) })
		expect(await identifierKeyOf(other.store)).toBe(await identifierKeyOf(server.store))
		expect(await reveal(await other.desk('coordinator', 'all', 'without-key'), record)).toMatchObject({
			status: 409,
			body: { problem: 'identifiers-key-missing' },
		})
		expect(await other.identifiers.privateHalf()).toBeNull()
		await other.close()
		expect(other.failures).toEqual([])
	})
	test('after its 30 days, the sealed value is deleted from the store', async () => {
		const detail = async () =>
			(await (await server.desk('data-manager')).get(`/api/records/${record}`)).body as RecordDetail
		expect((await detail()).answers[phoneQuestion]).toBe(sealed)
		server.clock.now += 31 * dayMs
		await applyRetention({ ...server, now: () => server.clock.now })
		expect((await detail()).answers).toMatchObject({ 'a_visit/line/cluster_id': word })
		expect(JSON.stringify(await detail())).not.toContain(sealed)
		expect((await reveal(await server.desk('coordinator'), record)).status).toBe(404)
	})
})

describe.each(enginesOfOwner)('a restored server, on %s', (_, freshEngine) => {
	const now = () => Date.UTC(2026, 0, 15)
	async function lostServer() {
		const keys = join(temporaryFolder(), 'keys')
		const server = await serverForTests(await freshEngine(), { keys: keysInFolder(keys) })
		const interview = await interviewAt(server)
		const { rows } = (await (await server.desk('administrator')).post('/api/recovery-key', {})).body as {
			rows: string[]
		}
		const backup = join(temporaryFolder(), 'night.sqlite')
		await createBackup(server.store, backup, now)
		await server.close()
		return { ...interview, rows, backup, keysOfBefore: keys }
	}
	test('opens older sealed values with the recovery key, and not with the backup alone', async () => {
		const { record, rows, backup, keysOfBefore } = await lostServer()
		const engine = await freshEngine()
		await restore(backup, engine, project, now)
		const keys = keysInFolder(keysWithoutIdentifiers(keysOfBefore))
		const store = await openStore({ engine: engine.again(), project, now })
		// Without the key, new answers are encrypted to another.
		const before = await identifierKeyOf(store)
		expect(await replaceLostKey(store, keys)).toBe(true)
		expect(await replaceLostKey(store, keys)).toBe(false)
		const since = await identifierKeyOf(store)
		expect(since).not.toBe(before)
		const closed = await serverForTests(engine.again(), { keys })
		expect((await reveal(await closed.desk('coordinator', 'all', 'without-key'), record)).status).toBe(409)
		const later = await interviewAt(closed)
		await closed.close()
		expect(await restoreFromRecoveryKey(store, keys, rows.join('\n'))).toMatchObject({
			outcome: 'recovered',
			identifiers: true,
		})
		const found = await serverForTests(engine.again(), { keys })
		const coordinator = await found.desk('coordinator', 'all', 'with-key')
		for (const each of [record, later.record])
			expect((await reveal(coordinator, each)).body).toEqual({ answer: telephone })
		expect(await identifierKeyOf(found.store)).toBe(since)
		await found.close()
		await store.close()
	})
	test('without any backup, phones continue with their key', async () => {
		const { rows, edit, sealed } = await lostServer()
		const engine = await freshEngine()
		const keys = keysInFolder(temporaryFolder())
		const store = await openStore({ engine, project, now })
		await restoreFromRecoveryKey(store, keys, rows.join('\n'))
		await store.close()
		const found = await serverForTests(engine.again(), { keys })
		const { phone, post } = await enrolledPhone(found, { districts: ['PK607'] })
		const { record } = edit.revision
		expect(edit.revision.set[phoneQuestion]).toBe(sealed)
		await phone.sync(post, [phone.edit(record, edit.revision.set)])
		expect((await reveal(await found.desk('coordinator'), record)).body).toEqual({ answer: telephone })
		await found.close()
	})
	test('accepts a recovery key from before identifiers, and reports that the identifiers key is missing', async () => {
		const { rows, record, backup } = await lostServer()
		const read = readRecoveryKey(rows.join('\n'))
		if (read.outcome !== 'read') throw new Error('the recovery key is unreadable')
		const { sealing, signing } = read.key
		const old = writeRecoveryKey({ sealing, signing })
		expect([rows.length, old.length]).toEqual([11, 8])
		const engine = await freshEngine()
		await restore(backup, engine, project, now)
		const store = await openStore({ engine: engine.again(), project, now })
		const keys = keysInFolder(temporaryFolder())
		expect(await restoreFromRecoveryKey(store, keys, old.join('\n'))).toEqual({
			outcome: 'recovered',
			identifiers: false,
		})
		await store.close()
		const server = await serverForTests(engine.again(), { keys })
		expect((await reveal(await server.desk('coordinator'), record)).status).toBe(409)
		await server.close()
	})
})
