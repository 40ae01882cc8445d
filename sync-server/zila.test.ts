import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
	copyFileSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	utimesSync,
	writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import Database from 'better-sqlite3'
import pg from 'pg'
import { expect, inject, test } from 'vitest'
import { withdrawalCodeOf } from '#shared/privacy/withdrawal-code'
import { attachmentId } from '#shared/sync/attachment-upload'
import { frameTypes } from '#shared/sync/bundle'
import { readReply } from '#shared/testing/test-phone'
import { sha256 } from '../tests/helpers/attachments.ts'
import { bytesBelow } from '../tests/helpers/bytes-below.ts'
import { type ServerForTests, serverForTests } from '../tests/helpers/desk-server.ts'
import { freshDatabase } from '../tests/helpers/fresh-engines.ts'
import { identifierKeyOf, phoneQuestion, sealedAnswerTo } from '../tests/helpers/identifier.ts'
import { enrolledPhone } from '../tests/helpers/phone.ts'
import { withWrongFirstRow } from '../tests/helpers/recovery-key.ts'
import { temporaryFolder } from '../tests/helpers/temporary-folder.ts'
import { filesInFolder } from './attachments/files-in-folder.ts'
import { createBackup } from './backup/create-backup.ts'
import { erasureListName } from './privacy/erasure-list-file.ts'
import { postgresEngine } from './storage/engine/postgres-engine.ts'
import { sqliteEngine } from './storage/engine/sqlite-engine.ts'
import { keysInFolder } from './sync/key-store.ts'
import { recoveryRows, testRecoveryKey } from './sync/recovery.ts'

/** Runs the built program. Returns its output and exit code. */
const runZila = (dataFolder: string, ...words: string[]) => runZilaWith({ DATA_FOLDER: dataFolder }, ...words)
const runZilaWith = (settings: Record<string, string>, ...words: string[]) =>
	new Promise<{ code: number; output: string }>((ended) =>
		execFile(
			process.execPath,
			['dist/server/zila.js', ...words],
			{ env: { PATH: process.env.PATH ?? '', ...settings } },
			(failed, out, wrong) => ended({ code: Number(failed?.code ?? 0), output: out + wrong }),
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

/** A server with an erasure after its nightly backup, and what remains after its loss. */
async function afterErasure() {
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
	const [keptEdit, erasedEdit] = [1, 2].map((age) =>
		phone.edit(phone.newRecord(), { $status: 'submitted', age }),
	)
	if (!keptEdit || !erasedEdit) throw new Error('fewer than two revisions')
	await phone.sync(post, [keptEdit, erasedEdit])
	const backup = join(temporaryFolder(), 'night.backup')
	expect((await runZila(dataFolder, 'backup', '--to', backup)).output).toContain('The backup is complete')
	const key = fileWith(rows.join('\n'))
	const { record } = erasedEdit.revision
	const body = { code: withdrawalCodeOf(record), reason: 'withdrawal' }
	expect((await desk.post(`/api/records/${record}/erase`, body)).status).toBe(204)
	const list = (await desk.get('/api/erasures/file')).raw.toString('utf8')
	await server.close()
	/** The phone sends both again, as it does when it detects another server. */
	async function resend(to: ServerForTests) {
		const shown = { type: frameTypes.certificate, bytes: certificate as never }
		const { body } = await phone.request([
			shown,
			...(await phone.frames([keptEdit as never, erasedEdit as never])),
		])
		const reply = await to.app.inject({ method: 'POST', url: '/sync', payload: Buffer.from(body) })
		const { header } = await readReply(new Uint8Array(reply.rawPayload))
		return Object.fromEntries(header.acks)
	}
	const idsIn = async ({ store }: ServerForTests) =>
		(await store.revisionsById([keptEdit.id, erasedEdit.id])).map(({ id }) => id)
	return { keptEdit, erasedEdit, backup, list, key, resend, idsIn }
}

/**
 * A server with one interview that has an encrypted telephone number and a photo; its backup, and the
 * recovery key.
 */
async function afterAnInterview() {
	const dataFolder = temporaryFolder()
	const server = await serverIn(dataFolder)
	const { rows } = (await (await server.desk('administrator')).post('/api/recovery-key', {})).body as {
		rows: string[]
	}
	const { phone, post } = await enrolledPhone(server)
	const record = phone.newRecord()
	const telephone = await sealedAnswerTo(
		await identifierKeyOf(server.store),
		record,
		phoneQuestion,
		'03215550172',
	)
	const picture = randomBytes(300_000)
	const name = 'picture-0123456789012345678901.jpg'
	const root = phone.edit(record, {
		'a_visit/line/district': 'PK607',
		'd_about/house': name,
		'd_about/place': 'Dera Murad',
		[phoneQuestion]: telephone,
	})
	await phone.sync(post, [root])
	const blob = { hash: sha256(picture), size: picture.length }
	await filesInFolder(join(dataFolder, 'files')).save(blob, Readable.from([picture]))
	const row = {
		id: attachmentId(record, name),
		project: server.store.project,
		record,
		name,
		...blob,
		device: phone.enrolled.device,
		received: new Date(server.clock.now).toISOString(),
	}
	await server.store.changing.db
		.insertInto('attachment')
		.values(row as never)
		.execute()
	await server.close()
	const backup = join(temporaryFolder(), 'night.backup')
	expect((await runZila(dataFolder, 'backup', '--to', backup)).output).toContain('The backup is complete')
	return { dataFolder, backup, record, picture, rows, key: fileWith(rows.join('\n')) }
}
/** Verifies the recovery key, as an administrator does under Users & teams. */
async function verifyRecoveryKey(dataFolder: string): Promise<void> {
	const server = await serverIn(dataFolder)
	const { person } = await server.desk('administrator', 'all', 'verifier')
	const rows = (await recoveryRows(server)).join('\n')
	expect(await testRecoveryKey(server, person, rows, server.clock.now)).toEqual({ outcome: 'right' })
	await server.close()
}
const changedAt = (bytes: Buffer, at: number) =>
	Buffer.from(bytes.map((byte, i) => (i === at ? byte ^ 1 : byte)))

test('erasures made after a backup are repeated when it is restored, and no phone brings the data back', async () => {
	const { keptEdit, erasedEdit, backup, list, key, resend, idsIn } = await afterErasure()
	const restore = (dataFolder: string, from: string, ...words: string[]) =>
		runZila(dataFolder, 'restore', '--from', from, '--key', key, ...words)
	const changed = fileWith(list.replace(erasedEdit.revision.record, keptEdit.revision.record))
	for (const [file, why] of [
		[changed, /not as this server signed it/],
		[join(temporaryFolder(), 'nowhere.txt'), /There is no file .*nowhere\.txt/],
	] as const) {
		const refused = await restore(temporaryFolder(), backup, '--destroyed', file)
		expect(refused).toMatchObject({ code: 1, output: expect.stringMatching(why) })
	}
	const named = temporaryFolder()
	const put = await restore(named, backup, '--destroyed', fileWith(list))
	expect(put).toMatchObject({ code: 0, output: expect.stringMatching(/erased again: 1\./) })
	const server = await serverIn(named)
	expect(await idsIn(server)).toEqual([keptEdit.id])
	expect(await resend(server)).toEqual({ [keptEdit.id]: 'dup', [erasedEdit.id]: 'destroyed' })
	expect(await idsIn(server)).toEqual([keptEdit.id])
	await server.close()

	// The erasure list next to the backup is found; without one, the output says what that means.
	const unlisted = await restore(temporaryFolder(), backup)
	expect(unlisted.output).toContain(`No ${erasureListName} was found`)
	const copied = join(temporaryFolder(), 'copied')
	mkdirSync(copied)
	copyFileSync(backup, join(copied, 'night.backup'))
	writeFileSync(join(copied, erasureListName), list)
	const found = await restore(temporaryFolder(), join(copied, 'night.backup'))
	expect(found).toMatchObject({ code: 0, output: expect.stringContaining('erased again: 1.') })
}, 120_000)

test('a server with only the recovery key and the erasure list refuses erased records', async () => {
	const { keptEdit, erasedEdit, list, key, resend, idsIn } = await afterErasure()
	const dataFolder = temporaryFolder()
	const recover = (...words: string[]) => runZila(dataFolder, 'restore-keys', '--key', key, ...words)
	for (const [file, why] of [
		[
			fileWith(list.replace(erasedEdit.revision.record, keptEdit.revision.record)),
			/does not match the signature/,
		],
		[join(temporaryFolder(), 'nowhere.txt'), /There is no file .*nowhere\.txt/],
	] as const)
		expect(await recover('--destroyed', file)).toMatchObject({
			code: 1,
			output: expect.stringMatching(why),
		})
	expect(await recover('--destroyed', fileWith(list))).toMatchObject({
		code: 0,
		output: expect.stringMatching(/accepted: 1\./),
	})
	const server = await serverIn(dataFolder)
	expect(await resend(server)).toEqual({ [keptEdit.id]: 'stored', [erasedEdit.id]: 'destroyed' })
	expect(await idsIn(server)).toEqual([keptEdit.id])
	const desk = await server.desk('data-manager')
	expect((await desk.get('/api/erasures')).body).toMatchObject([
		{ record: erasedEdit.revision.record, isRight: true },
	])
	await server.close()
}, 120_000)

test('after recovery into a new PostgreSQL with two accounts, the server works with its own', async () => {
	const { keptEdit, erasedEdit, list, key, resend } = await afterErasure()
	const dataFolder = temporaryFolder()
	const owner = await freshDatabase(inject('postgresUrl'))
	const address = new URL(owner)
	address.username = `server_${address.pathname.slice(1)}`
	const client = new pg.Client({ connectionString: owner })
	await client.connect()
	await client.query(`create role ${address.username} login`)
	await client.end()
	const recovered = await runZilaWith(
		{ DATABASE_URL: address.href, DATABASE_OWNER_URL: owner, DATA_FOLDER: dataFolder },
		...['restore-keys', '--key', key, '--destroyed', fileWith(list)],
	)
	expect(recovered).toMatchObject({ code: 0, output: expect.stringContaining('Restart the server') })
	const server = await serverForTests(
		postgresEngine(address.href, () => {}),
		{
			keys: keysInFolder(join(dataFolder, 'keys')),
		},
	)
	expect(await resend(server)).toEqual({ [keptEdit.id]: 'stored', [erasedEdit.id]: 'destroyed' })
	await server.close()
}, 120_000)

test('a backup and its files are encrypted: only the recovery key opens them on another machine', async () => {
	const { backup, key, record, picture, rows, dataFolder } = await afterAnInterview()
	const lying = [backup, join(dirname(backup), 'files')].flatMap((path) => bytesBelow(path))
	expect(lying).toHaveLength(2)
	for (const bytes of lying) {
		expect(bytes.includes('ZILA sealed backup 1')).toBe(true)
		for (const word of ['SQLite format', 'Dera Murad', picture.subarray(100, 140)])
			expect(bytes.includes(word)).toBe(false)
	}
	expect(readdirSync(dataFolder).filter((name) => name.startsWith('copy-in-work'))).toEqual([])

	const elsewhere = temporaryFolder()
	const restore = (...words: string[]) => runZila(elsewhere, 'restore', '--from', backup, ...words)
	const other = await serverForTests(sqliteEngine(join(temporaryFolder(), 'other.sqlite')))
	const strange = fileWith((await recoveryRows(other)).join('\n'))
	await other.close()
	const typedWrong = fileWith(withWrongFirstRow(rows))
	for (const [words, why] of [
		[[], /is encrypted\. Write the rows of the recovery key into a file/],
		[['--key', strange], /encrypted to another recovery key/],
		[['--key', typedWrong], /Row 1 of the recovery key has an error/],
	] as const)
		expect(await restore(...words)).toMatchObject({ code: 1, output: expect.stringMatching(why) })
	expect((await runZila(elsewhere, 'verify-backup', '--from', backup, '--key', key)).output).toMatch(
		/opens and is complete .*\nPhotos, audio and files next to it: 1, of which 0 are missing or damaged/,
	)

	expect(await restore('--key', key)).toMatchObject({ code: 0 })
	const found = await serverIn(elsewhere)
	const desk = await found.desk('coordinator', 'all', 'restored')
	const telephone = await desk.post(`/api/records/${record}/identifiers/reveal`, { question: phoneQuestion })
	expect(telephone.body).toEqual({ answer: '03215550172' })
	await found.close()
	expect(bytesBelow(join(elsewhere, 'files')).some((bytes) => bytes.equals(picture))).toBe(true)
}, 120_000)

test('a truncated or changed backup, or a changed file next to it, is detected as damaged', async () => {
	const { backup, key } = await afterAnInterview()
	const whole = readFileSync(backup)
	const verified = () => runZila(temporaryFolder(), 'verify-backup', '--from', backup, '--key', key)
	for (const bytes of [
		whole.subarray(0, -1),
		whole.subarray(0, 300),
		Buffer.concat([whole, Buffer.from('x')]),
		changedAt(whole, 500),
	]) {
		writeFileSync(backup, bytes)
		expect(await verified()).toMatchObject({
			code: 1,
			output: expect.stringContaining('is damaged, or was cut off'),
		})
	}
	writeFileSync(backup, whole)
	const folder = join(dirname(backup), 'files')
	const [name = ''] = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((each) =>
		each.endsWith('.sealed'),
	)
	writeFileSync(join(folder, name), changedAt(readFileSync(join(folder, name)), 400))
	expect(await verified()).toMatchObject({
		code: 1,
		output: expect.stringContaining('of which 1 are missing or damaged'),
	})
}, 120_000)

test('phones are notified of a backup only once an administrator has entered the key that decrypts it', async () => {
	const dataFolder = temporaryFolder()
	const server = await serverIn(dataFolder)
	const administrator = await server.desk('administrator')
	const { phone, post } = await enrolledPhone(server)
	await phone.sync(post, [phone.edit(phone.newRecord(), { age: 1 })])
	const backup = async () => runZila(dataFolder, 'backup', '--to', join(temporaryFolder(), 'a.backup'))
	const durable = async () => (await phone.sync(post)).header.durable
	expect(await backup()).toMatchObject({ code: 0, output: expect.stringContaining('NOT VERIFIED') })
	expect(await durable()).toBe(0)
	const { rows } = (await administrator.post('/api/recovery-key', {})).body as { rows: string[] }
	await administrator.post('/api/recovery-key/verification', { text: rows.join('\n') })
	expect((await backup()).output).not.toContain('NOT VERIFIED')
	expect(await durable()).toBeGreaterThan(0)
	await server.close()
}, 120_000)

test('an unencrypted backup of an earlier version is restored without a key, and its files are encrypted from then on', async () => {
	const { dataFolder, picture } = await afterAnInterview()
	const folder = temporaryFolder()
	const plain = join(folder, 'night.sqlite')
	const server = await serverIn(dataFolder)
	const file = { hash: sha256(picture), size: picture.length }
	await createBackup(server.store, plain, () => server.clock.now)
	await filesInFolder(join(folder, 'files')).save(file, Readable.from([picture]))
	// In that version, the signing key was in the database.
	const name = readdirSync(join(dataFolder, 'keys')).find((each) => each.startsWith('signing-')) ?? ''
	const private_key = readFileSync(join(dataFolder, 'keys', name), 'utf8')
	const { publicKey } = server.signer
	await server.close()
	const copy = new Database(plain)
	copy.prepare('update signing_key set private_key = ?').run(private_key)
	copy.close()

	const elsewhere = temporaryFolder()
	expect(await runZila(elsewhere, 'restore', '--from', plain)).toMatchObject({ code: 0 })
	const found = await serverIn(elsewhere)
	expect(found.signer.publicKey).toBe(publicKey)
	await found.close()
	expect(bytesBelow(join(elsewhere, 'zila.sqlite')).some((bytes) => bytes.includes(private_key))).toBe(false)
	// A file that the server has lost is encrypted from the old backup folder.
	rmSync(join(elsewhere, 'files'), { recursive: true })
	await verifyRecoveryKey(elsewhere)
	expect(await runZila(elsewhere, 'backup', '--to', join(folder, 'next.backup'))).toMatchObject({
		code: 0,
	})
	expect(bytesBelow(join(folder, 'files')).map((bytes) => bytes.includes('ZILA sealed backup 1'))).toEqual([
		true,
	])
	// The unencrypted backup still finds its files.
	const third = temporaryFolder()
	expect((await runZila(third, 'restore', '--from', plain)).output).toContain(
		'1 photos, audio and files were copied',
	)
	expect(bytesBelow(join(third, 'files')).some((bytes) => bytes.equals(picture))).toBe(true)
}, 120_000)

test('the keys are replaced once an administrator has the new recovery key: the former one opens older backups, the new one newer ones', async () => {
	const { backup, key, dataFolder } = await afterAnInterview()
	const now = join(temporaryFolder(), 'new-key.txt')
	expect(await runZila(dataFolder, 'rotate-keys')).toMatchObject({
		code: 2,
		output: expect.stringContaining('--to FILE'),
	})
	expect(await runZila(dataFolder, 'rotate-keys', '--to', now)).toMatchObject({
		code: 0,
		output: expect.stringContaining('Nothing has changed yet'),
	})
	expect(statSync(now).mode & 0o077).toBe(0)
	expect((await runZila(dataFolder, 'rotate-keys', '--to', now)).code).toBe(1)
	const typedWrong = fileWith(withWrongFirstRow(readFileSync(now, 'utf8').split('\n')))
	expect(await runZila(dataFolder, 'rotate-keys', '--key', typedWrong)).toMatchObject({
		code: 1,
		output: expect.stringContaining('Row 1 of the recovery key'),
	})
	expect(await runZila(dataFolder, 'rotate-keys', '--key', now)).toMatchObject({
		code: 0,
		output: expect.stringContaining('Restart every process'),
	})
	for (const known of [now, key])
		expect(await runZila(dataFolder, 'rotate-keys', '--key', known)).toMatchObject({
			code: 1,
			output: expect.stringContaining('is not a new recovery key'),
		})
	const server = await serverIn(dataFolder)
	expect((await recoveryRows(server)).join('\n')).toBe(readFileSync(now, 'utf8').trim())
	await server.close()
	const later = join(dirname(backup), 'later.backup')
	await runZila(dataFolder, 'backup', '--to', later)
	const verifyExitCode = async (from: string, by: string) =>
		(await runZila(temporaryFolder(), 'verify-backup', '--from', from, '--key', by)).code
	expect([await verifyExitCode(backup, key), await verifyExitCode(later, now)]).toEqual([0, 0])
	expect([await verifyExitCode(backup, now), await verifyExitCode(later, key)]).toEqual([1, 1])
	// An old backup with the current keys.
	const elsewhere = temporaryFolder()
	const recover = (...words: string[]) => runZila(elsewhere, 'restore-keys', '--key', now, ...words)
	expect((await runZila(elsewhere, 'restore', '--from', backup, '--key', key)).code).toBe(0)
	expect(await recover()).toMatchObject({ code: 1, output: expect.stringContaining('--newer') })
	expect((await recover('--newer')).code).toBe(0)
	const restored = await serverIn(elsewhere)
	expect((await recoveryRows(restored)).join('\n')).toBe(readFileSync(now, 'utf8').trim())
	await restored.close()
}, 120_000)

test('old backups are deleted once a newer one can be opened, and not before', async () => {
	const { dataFolder } = await afterAnInterview()
	const folder = temporaryFolder()
	const old = [
		'zila-2026-01-01T000000.backup',
		'zila-2025-12-31T235900.sqlite',
		erasureListName,
		'mine.backup',
	]
	for (const name of old) {
		writeFileSync(join(folder, name), 'x')
		utimesSync(join(folder, name), 1e9, 1e9)
	}
	const remainingBackups = () => readdirSync(folder).filter((name) => old.includes(name))
	const backup = (name: string) =>
		runZila(dataFolder, 'backup', '--to', join(folder, name), '--keep-days', '14')
	expect((await backup('zila-2026-02-01T000000.backup')).output).toContain('THE RECOVERY KEY IS NOT VERIFIED')
	expect(remainingBackups()).toHaveLength(4)
	await verifyRecoveryKey(dataFolder)
	expect((await backup('zila-2026-02-02T000000.backup')).code).toBe(0)
	expect(remainingBackups().sort()).toEqual(['mine.backup', erasureListName])
	expect(readdirSync(folder)).toEqual(expect.arrayContaining(['zila-2026-02-01T000000.backup']))
}, 120_000)

test('neither a stopped nor a killed backup leaves a copy behind', async () => {
	const { dataFolder } = await afterAnInterview()
	const left = join(dataFolder, 'copy-in-work-999999999-abc')
	mkdirSync(left)
	writeFileSync(join(left, 'copy.sqlite'), 'answers')
	const ofOurs = join(dataFolder, `copy-in-work-${process.pid}-abc`)
	mkdirSync(ofOurs)
	await runZila(dataFolder, 'backup', '--to', join(temporaryFolder(), 'a.backup'))
	expect(readdirSync(dataFolder).filter((name) => name.startsWith('copy-in-work'))).toEqual([
		basename(ofOurs),
	])
}, 120_000)

test('codes are created only where the keys of the server are', async () => {
	const { dataFolder } = await afterAnInterview()
	rmSync(join(dataFolder, 'keys'), { recursive: true })
	for (const command of [['admin-code'], ['lead-code', '--name', 'x']])
		expect(await runZila(dataFolder, ...command)).toMatchObject({
			code: 1,
			output: expect.stringContaining('The keys of the server are missing'),
		})
	expect(readdirSync(dataFolder)).not.toContain('keys')
}, 120_000)

test('a server without its signing key says how to restore it', async () => {
	const { dataFolder, key } = await afterAnInterview()
	const keys = join(dataFolder, 'keys')
	for (const name of readdirSync(keys)) if (name.startsWith('signing-')) rmSync(join(keys, name))
	const next = join(temporaryFolder(), 'next.txt')
	await runZila(dataFolder, 'rotate-keys', '--to', next)
	expect(await runZila(dataFolder, 'rotate-keys', '--key', next)).toMatchObject({
		code: 1,
		output: expect.stringContaining('The signing key of this server is missing'),
	})
	// its former name, which is printed in instructions
	expect(await runZila(dataFolder, 'recover', '--key', key)).toMatchObject({ code: 0 })
	await (await serverIn(dataFolder)).close()
}, 120_000)

test('another identifiers key is created only where the former one is gone', async () => {
	const { dataFolder, record } = await afterAnInterview()
	const renewed = async () => (await runZila(dataFolder, 'restore-keys', '--new-key')).output
	expect(await renewed()).toContain('Nothing was changed')
	const keys = join(dataFolder, 'keys')
	for (const name of readdirSync(keys)) if (name.startsWith('identifiers')) rmSync(join(keys, name))
	expect(await renewed()).toContain('a new key to identifiers')
	const server = await serverIn(dataFolder)
	const desk = await server.desk('coordinator', 'all', 'gone')
	expect(
		(await desk.post(`/api/records/${record}/identifiers/reveal`, { question: phoneQuestion })).body,
	).toEqual({
		problem: 'identifiers-key-missing',
		details: {},
	})
	await server.close()
	expect(await renewed()).toContain('Nothing was changed')
}, 120_000)

test('a backup of the survey is not restored into a helpline, and its store is not backed up as a helpline’s', async () => {
	const dataFolder = temporaryFolder()
	const server = await serverIn(dataFolder)
	const key = fileWith((await recoveryRows(server)).join('\n'))
	await server.close()
	const backup = join(temporaryFolder(), 'night.backup')
	expect((await runZila(dataFolder, 'backup', '--to', backup)).code).toBe(0)
	const elsewhere = { DATA_FOLDER: temporaryFolder(), DEPLOYMENTS: 'helpline' }
	const put = await runZilaWith(elsewhere, 'restore', '--from', backup, '--key', key)
	expect([put.code, put.output]).toEqual([
		1,
		expect.stringMatching(/is that of pk31, .* backups of their own/),
	])
	const taken = await runZilaWith(
		{ DATA_FOLDER: dataFolder, DEPLOYMENTS: 'helpline' },
		'backup',
		'--to',
		backup,
	)
	expect([taken.code, taken.output]).toEqual([1, expect.stringMatching(/is that of pk31, /)])
	const word = await runZilaWith({ DATA_FOLDER: dataFolder, DEPLOYMENTS: 'calls' }, 'backup')
	expect([word.code, word.output]).toEqual([1, expect.stringContaining('DEPLOYMENTS is "calls"')])
	expect(
		(await runZilaWith({ ...elsewhere, DEPLOYMENTS: 'survey' }, 'restore', '--from', backup, '--key', key))
			.code,
	).toBe(0)
})

test('a safeguarding lead without a password gets a code on the server, and it is logged', async () => {
	const dataFolder = temporaryFolder()
	const before = await serverIn(dataFolder)
	const { person } = await before.desk('safeguarding-lead')
	const coordinator = await before.desk('coordinator')
	await before.close()
	const codeFor = (name: string) => runZila(dataFolder, 'lead-code', '--name', name)
	for (const name of [coordinator.person.code, 'nobody'])
		expect(await codeFor(name)).toMatchObject({
			code: 1,
			output: expect.stringContaining('No safeguarding lead has the username'),
		})
	const { output } = await codeFor(person.code)
	const code = /enrolment code {2}(\S+)/.exec(output)?.[1] ?? ''
	const server = await serverIn(dataFolder)
	expect((await server.deskOf(code)).person).toMatchObject({ id: person.id })
	const log = await server.store.reading.db.selectFrom('audit_log').select(['kind', 'of', 'person']).execute()
	expect(log).toContainEqual({ kind: 'lead-code-at-server', of: person.id, person: null })
	await server.close()
}, 120_000)
