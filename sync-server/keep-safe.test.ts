import { execFile } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { expect, inject, test } from 'vitest'
import { withdrawalCodeOf } from '#shared/revisions/withdrawal-code'
import { frameTypes } from '#shared/sync/bundle'
import { readReply } from '#shared/testing/test-phone'
import { type ServerForTests, serverForTests } from '../tests/desk-for-tests.ts'
import { freshDatabase, temporaryFolder } from '../tests/fresh-engines.ts'
import { identifierKeyOf, phoneQuestion, sealedAnswerTo } from '../tests/identifier-for-tests.ts'
import { enrolledPhone } from '../tests/phone-for-tests.ts'
import { destroyedListName } from './destroyed-list.ts'
import { postgresEngine } from './storage/postgres-engine.ts'
import { sqliteEngine } from './storage/sqlite-engine.ts'
import { keysInFolder } from './sync/key-place.ts'

/** The real program as it is built; what it said, and how it ended. */
const keepSafe = (dataFolder: string, ...words: string[]) =>
	keepSafeWith({ DATA_FOLDER: dataFolder }, ...words)
const keepSafeWith = (settings: Record<string, string>, ...words: string[]) =>
	new Promise<{ code: number; said: string }>((ended) =>
		execFile(
			process.execPath,
			['dist/server/keep-safe.js', ...words],
			{ env: { PATH: process.env.PATH ?? '', ...settings } },
			(failed, out, wrong) => ended({ code: Number(failed?.code ?? 0), said: out + wrong }),
		),
	)
const serverIn = (dataFolder: string) =>
	serverForTests(sqliteEngine(join(dataFolder, 'zila.sqlite')), {
		keys: keysInFolder(join(dataFolder, 'keys')),
	})
const fileWith = (text: string, name = 'file.txt') => {
	const file = join(temporaryFolder(), name)
	writeFileSync(file, text)
	return file
}

/** A server whose data somebody had destroyed after the backup of the night, with what is left when it burns down. */
async function afterDestroying() {
	const dataFolder = temporaryFolder()
	const server = await serverIn(dataFolder)
	const desk = await server.desk('data-manager')
	const { rows } = (await (await server.desk('administrator')).post('/api/recovery-key', {})).body as {
		rows: string[]
	}
	const { phone, post } = await enrolledPhone(server)
	const [certificate] = (await readReply(await post((await phone.request([], { uncertified: true })).body)))
		.certificates
	if (!certificate) throw new Error('no certificate came')
	const [kept, gone] = [1, 2].map((age) => phone.edit(phone.newRecord(), { $status: 'submitted', age }))
	if (!kept || !gone) throw new Error('two')
	await phone.sync(post, [kept, gone])
	const backup = join(temporaryFolder(), 'night.sqlite')
	expect((await keepSafe(dataFolder, 'backup', '--to', backup)).said).toContain('The backup is whole')
	const { record } = gone.revision
	const body = { code: withdrawalCodeOf(record), reason: 'withdrawal' }
	expect((await desk.post(`/api/destroy/${record}`, body)).status).toBe(204)
	const list = (await desk.get('/api/destructions/file')).raw.toString('utf8')
	await server.close()
	/** The phone brings both once more, as it does when it notices that the server is another. */
	async function bringAgain(to: ServerForTests) {
		const shown = { type: frameTypes.certificate, bytes: certificate as never }
		const { body } = await phone.request([shown, ...(await phone.frames([kept as never, gone as never]))])
		const reply = await to.app.inject({ method: 'POST', url: '/sync', payload: Buffer.from(body) })
		const { header } = await readReply(new Uint8Array(reply.rawPayload))
		return Object.fromEntries(header.acks)
	}
	const idsIn = async ({ store }: ServerForTests) =>
		(await store.revisionsById([kept.id, gone.id])).map(({ id }) => id)
	return { kept, gone, backup, list, rows, bringAgain, idsIn }
}

test('what was destroyed after a backup is not there when that is put back, and no phone brings it back', async () => {
	const { kept, gone, backup, list, bringAgain, idsIn } = await afterDestroying()
	const changed = fileWith(list.replace(gone.revision.record, kept.revision.record))
	for (const [file, why] of [
		[changed, /not as this server signed it/],
		[join(temporaryFolder(), 'nowhere.txt'), /There is no file .*nowhere\.txt/],
	] as const) {
		const refused = await keepSafe(temporaryFolder(), 'restore', '--from', backup, '--destroyed', file)
		expect(refused).toMatchObject({ code: 1, said: expect.stringMatching(why) })
	}
	const named = temporaryFolder()
	const put = await keepSafe(named, 'restore', '--from', backup, '--destroyed', fileWith(list))
	expect(put).toMatchObject({ code: 0, said: expect.stringMatching(/destroyed again: 1\./) })
	const server = await serverIn(named)
	expect(await idsIn(server)).toEqual([kept.id])
	expect(await bringAgain(server)).toEqual({ [kept.id]: 'dup', [gone.id]: 'destroyed' })
	expect(await idsIn(server)).toEqual([kept.id])
	await server.close()

	// the list beside the backup is found by itself; without one it is said what that means
	const unlisted = await keepSafe(temporaryFolder(), 'restore', '--from', backup)
	expect(unlisted.said).toContain(`There is no ${destroyedListName} beside the backup`)
	const beside = join(temporaryFolder(), 'copied')
	mkdirSync(beside)
	copyFileSync(backup, join(beside, 'night.sqlite'))
	writeFileSync(join(beside, destroyedListName), list)
	const found = await keepSafe(temporaryFolder(), 'restore', '--from', join(beside, 'night.sqlite'))
	expect(found).toMatchObject({ code: 0, said: expect.stringContaining('destroyed again: 1.') })
}, 120_000)

test('what was destroyed is not taken in again by a server that has nothing but the recovery key and the list', async () => {
	const { kept, gone, list, rows, bringAgain, idsIn } = await afterDestroying()
	const key = fileWith(rows.join('\n'))
	const dataFolder = temporaryFolder()
	const recover = (...words: string[]) => keepSafe(dataFolder, 'recover', '--key', key, ...words)
	for (const [file, why] of [
		[fileWith(list.replace(gone.revision.record, kept.revision.record)), /not as this key signed it/],
		[join(temporaryFolder(), 'nowhere.txt'), /There is no file .*nowhere\.txt/],
	] as const)
		expect(await recover('--destroyed', file)).toMatchObject({
			code: 1,
			said: expect.stringMatching(why),
		})
	expect(await recover('--destroyed', fileWith(list))).toMatchObject({
		code: 0,
		said: expect.stringMatching(/taken in again: 1\./),
	})
	const server = await serverIn(dataFolder)
	expect(await bringAgain(server)).toEqual({ [kept.id]: 'stored', [gone.id]: 'destroyed' })
	expect(await idsIn(server)).toEqual([kept.id])
	const desk = await server.desk('data-manager')
	expect((await desk.get('/api/destructions')).body).toMatchObject([
		{ record: gone.revision.record, isRight: true },
	])
	await server.close()
}, 120_000)

test('after the recovery key came into a new PostgreSQL of two accounts, the server works with its own', async () => {
	const { kept, gone, list, rows, bringAgain } = await afterDestroying()
	const owner = await freshDatabase(inject('postgresUrl'))
	const address = new URL(owner)
	address.username = `server_${address.pathname.slice(1)}`
	const client = new pg.Client({ connectionString: owner })
	await client.connect()
	await client.query(`create role ${address.username} login`)
	await client.end()
	const recovered = await keepSafeWith(
		{ DATABASE_URL: address.href, DATABASE_OWNER_URL: owner },
		...['recover', '--key', fileWith(rows.join('\n')), '--destroyed', fileWith(list)],
	)
	expect(recovered).toMatchObject({ code: 0, said: expect.stringContaining('Start the server anew') })
	const server = await serverForTests(postgresEngine(address.href, () => {}))
	expect(await bringAgain(server)).toEqual({ [kept.id]: 'stored', [gone.id]: 'destroyed' })
	await server.close()
}, 120_000)

test('a backup that is put back on another machine opens no telephone, until the recovery key or the folder of keys is brought', async () => {
	const dataFolder = temporaryFolder()
	const server = await serverIn(dataFolder)
	const { rows } = (await (await server.desk('administrator')).post('/api/recovery-key', {})).body as {
		rows: string[]
	}
	const { phone, post } = await enrolledPhone(server)
	const record = phone.newRecord()
	const key = await identifierKeyOf(server.store)
	const telephone = await sealedAnswerTo(key, record, phoneQuestion, '03215550172')
	await phone.sync(post, [
		phone.edit(record, { 'a_visit/line/district': 'PK607', [phoneQuestion]: telephone }),
	])
	const backup = join(temporaryFolder(), 'night.sqlite')
	expect((await keepSafe(dataFolder, 'backup', '--to', backup)).said).toContain('is not in it')
	await server.close()
	const openedIn = async (folder: string, as: string) => {
		const found = await serverIn(folder)
		const desk = await found.desk('coordinator', 'all', as)
		const { body } = await desk.post(`/api/records/${record}/identifiers`, { question: phoneQuestion })
		await found.close()
		return body
	}
	const isClosed = { problem: 'identifiers-key-missing', details: {} }
	const elsewhere = temporaryFolder()
	expect(await keepSafe(elsewhere, 'restore', '--from', backup)).toMatchObject({
		code: 0,
		said: expect.stringMatching(/key to identifiers is in no backup/),
	})
	expect(await openedIn(elsewhere, 'before')).toEqual(isClosed)
	const recovered = await keepSafe(elsewhere, 'recover', '--key', fileWith(rows.join('\n')))
	expect(recovered).toMatchObject({ code: 0 })
	expect(await openedIn(elsewhere, 'after')).toEqual({ answer: '03215550172' })

	// gone for good: what comes from then on has another
	const renewed = async () => (await keepSafe(elsewhere, 'recover', '--new-key')).said
	expect(await renewed()).toContain('nothing was changed')
	rmSync(join(elsewhere, 'keys'), { recursive: true })
	expect(await renewed()).toContain('There is another key')
	expect(await openedIn(elsewhere, 'gone')).toEqual(isClosed)
	expect(await renewed()).toContain('nothing was changed')

	const withKeys = temporaryFolder()
	cpSync(join(dataFolder, 'keys'), join(withKeys, 'keys'), { recursive: true })
	const restored = await keepSafe(withKeys, 'restore', '--from', backup)
	expect(restored).toMatchObject({ code: 0, said: expect.not.stringContaining('identifiers') })
	expect(await openedIn(withKeys, 'with-keys')).toEqual({ answer: '03215550172' })
}, 120_000)

test('a backup of the survey is put back into no helpline, and its store is backed up as no helpline’s', async () => {
	const dataFolder = temporaryFolder()
	await (await serverIn(dataFolder)).close()
	const backup = join(temporaryFolder(), 'night.sqlite')
	expect((await keepSafe(dataFolder, 'backup', '--to', backup)).code).toBe(0)
	const elsewhere = { DATA_FOLDER: temporaryFolder(), SERVES: 'helpline' }
	const put = await keepSafeWith(elsewhere, 'restore', '--from', backup)
	expect([put.code, put.said]).toEqual([1, expect.stringMatching(/is that of pk31, .* backups of their own/)])
	const taken = await keepSafeWith({ DATA_FOLDER: dataFolder, SERVES: 'helpline' }, 'backup', '--to', backup)
	expect([taken.code, taken.said]).toEqual([1, expect.stringMatching(/is that of pk31, /)])
	const word = await keepSafeWith({ DATA_FOLDER: dataFolder, SERVES: 'calls' }, 'backup')
	expect([word.code, word.said]).toEqual([1, expect.stringContaining('SERVES is "calls"')])
	expect((await keepSafeWith({ ...elsewhere, SERVES: 'survey' }, 'restore', '--from', backup)).code).toBe(0)
})
