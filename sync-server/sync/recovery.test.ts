import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { utf8 } from '#shared/kernel/bytes'
import { surveyProject as project } from '#shared/study/deployments'
import { frameTypes } from '#shared/sync/bundle'
import { readRecoveryKey, writeRecoveryKey } from '#shared/sync/recovery-key'
import { readReply } from '#shared/testing/test-phone'
import { serverForTests } from '../../tests/helpers/desk-server.ts'
import { enginesOfOwner } from '../../tests/helpers/fresh-engines.ts'
import { identifierKeyOf, sealedAnswerTo } from '../../tests/helpers/identifier.ts'
import { keysWithoutIdentifiers } from '../../tests/helpers/keys.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { createBackup, restore } from '../backup/create-backup.ts'
import type { Engine } from '../storage/engine/engine.ts'
import { openStore } from '../storage/open-store.ts'
import { openIdentifierKeys, replaceLostKey } from './identifier-keys.ts'
import { keysInFolder } from './key-store.ts'
import { recoveryRows, restoreFromRecoveryKey, testRecoveryKey } from './recovery.ts'
import { newRecoveryKey, rotateKeys } from './rotate-keys.ts'
import { type KeyAge, KeyAgeNeeded } from './signer.ts'

const now = Date.UTC(2026, 0, 15)

describe.each(enginesOfOwner)('the recovery key, on %s', (_, freshEngine) => {
	const recoverInto = async (
		engine: Engine,
		text: string,
		keys = keysInFolder(temporaryFolder()),
		age: KeyAge | null = null,
	) => {
		const store = await openStore({ engine, project, now: () => now })
		const recovered = await restoreFromRecoveryKey(store, keys, text, age)
		await store.close()
		return recovered
	}
	const sendTo = (server: Awaited<ReturnType<typeof serverForTests>>) => async (body: Uint8Array) => {
		const reply = await server.app.inject({ method: 'POST', url: '/sync', payload: Buffer.from(body) })
		return { status: reply.statusCode, body: new Uint8Array(reply.rawPayload) }
	}

	test('[F55] a server that lost its store and all backups recognises its phones, and opens what they sealed', async () => {
		const lost = await serverForTests(await freshEngine())
		const administrator = await lost.desk('administrator')
		const { rows } = (await administrator.post('/api/recovery-key', {})).body as { rows: string[] }
		const { phone, post } = await enrolledPhone(lost)
		const [certificate] = (await readReply(await post((await phone.request([], { uncertified: true })).body)))
			.certificates
		const edit = phone.edit(phone.newRecord(), { a: 1 })
		const frames = await phone.sealedFrames([edit])
		await lost.close()
		if (!certificate) throw new Error('no certificate came')
		const shown = { type: frameTypes.certificate, bytes: certificate }
		const { body } = await phone.request([shown, ...frames])

		const engine = await freshEngine()
		const keys = keysInFolder(temporaryFolder())
		expect(await recoverInto(engine, rows.join('\n'), keys)).toMatchObject({
			outcome: 'recovered',
		})
		const found = await serverForTests({ ...engine, ...engine.again() }, { keys })
		const reply = await sendTo(found)(body)
		expect(reply.status).toBe(200)
		expect((await readReply(reply.body)).header.acks).toEqual([[edit.id, 'stored']])
		expect(await found.store.revisionsById([edit.id])).toHaveLength(1)
		expect(found.sealing.current().publicKey).toBe(phone.enrolled.sealingKey)
		await found.close()
	})
	test('[F55] without it the phone is unknown', async () => {
		const [lost, other] = [
			await serverForTests(await freshEngine()),
			await serverForTests(await freshEngine()),
		]
		const { phone, post } = await enrolledPhone(lost)
		const [certificate] = (await readReply(await post((await phone.request([], { uncertified: true })).body)))
			.certificates
		const { body } = await phone.request([{ type: frameTypes.certificate, bytes: certificate ?? utf8('') }])
		expect((await sendTo(other)(body)).status).toBe(401)
		await lost.close()
		await other.close()
	})
	test('[F55] given to a server already in use: its phones stay known, former ones are known again, and both follow', async () => {
		const lost = await serverForTests(await freshEngine())
		const { rows } = (await (await lost.desk('administrator')).post('/api/recovery-key', {})).body as {
			rows: string[]
		}
		const before = await enrolledPhone(lost)
		const uncertified = (await before.phone.request([], { uncertified: true })).body
		const [certificate] = (await readReply(await before.post(uncertified))).certificates
		if (!certificate) throw new Error('no certificate came')
		const keyOfBefore = lost.signer.publicKey
		await lost.close()

		const engine = await freshEngine()
		const keys = keysInFolder(temporaryFolder())
		const server = await serverForTests(engine, { keys })
		const { phone } = await enrolledPhone(server)
		const keyOfNow = server.signer.publicKey
		await expect(restoreFromRecoveryKey(server.store, keys, rows.join('\n'))).rejects.toThrow(KeyAgeNeeded)
		expect(await restoreFromRecoveryKey(server.store, keys, rows.join('\n'), 'older')).toMatchObject({
			outcome: 'recovered',
		})
		await server.close()
		const again = await serverForTests({ ...engine, ...engine.again() }, { keys })
		expect(again.signer.publicKey).toBe(keyOfNow)
		expect(again.signer.successions).toMatchObject([{ from: keyOfBefore, to: keyOfNow }])
		expect(again.sealing.current().publicKey).toBe(phone.enrolled.sealingKey)
		const edit = phone.edit(phone.newRecord(), { a: 1 })
		const sealed = await phone.sealedFrames([edit], before.phone.enrolled.sealingKey)
		const reply = await sendTo(again)((await phone.request(sealed)).body)
		expect((await readReply(reply.body)).header.acks).toEqual([[edit.id, 'stored']])
		const shown = { type: frameTypes.certificate, bytes: certificate }
		expect((await sendTo(again)((await before.phone.request([shown])).body)).status).toBe(200)
		await again.close()
	})
	test('[F55] a backup from before the keys were replaced continues with the current ones, once their recovery key is given', async () => {
		const keys = keysInFolder(temporaryFolder())
		const engine = await freshEngine()
		const server = await serverForTests(engine, { keys })
		const before = (await recoveryRows(server)).join('\n')
		const keyOfBackup = server.signer.publicKey
		const backup = join(temporaryFolder(), 'night.sqlite')
		await createBackup(server.store, backup, () => now)
		const after = newRecoveryKey().join('\n')
		await rotateKeys(server.store, keys, after)
		// neither the key of now nor an earlier one is a new key
		const head = await server.store.head()
		expect(await rotateKeys(server.store, keys, after)).toEqual({ outcome: 'current' })
		expect(await rotateKeys(server.store, keys, before)).toEqual({ outcome: 'earlier' })
		expect(await server.store.head()).toEqual(head)
		// until it is restarted it would show a mixture of both
		const early = await (await server.desk('administrator')).post('/api/recovery-key', {})
		expect(early).toMatchObject({ status: 409, body: { problem: 'restart-needed' } })
		await server.close()
		const rotated = await serverForTests({ ...engine, ...engine.again() }, { keys })
		const { rows } = (
			await (await rotated.desk('administrator', 'all', 'after')).post('/api/recovery-key', {})
		).body as { rows: string[] }
		expect(rows.join('\n')).toBe(after)
		const ofNow = { signs: rotated.signer.publicKey, seals: rotated.sealing.current().publicKey }
		await rotated.close()

		const place = await freshEngine()
		const elsewhere = keysInFolder(temporaryFolder())
		await restore(backup, place, project, () => now)
		await recoverInto(place.again(), before, elsewhere)
		await recoverInto(place.again(), after, elsewhere, 'newer')
		const found = await serverForTests({ ...place, ...place.again() }, { keys: elsewhere })
		expect({ signs: found.signer.publicKey, seals: found.sealing.current().publicKey }).toEqual(ofNow)
		expect(found.signer.successions).toMatchObject([{ from: keyOfBackup, to: ofNow.signs }])
		await found.close()
	})
	test('[F55] one from before there was an identifiers key no longer counts, and is not taken for another server’s', async () => {
		const server = await serverForTests(await freshEngine())
		const desk = await server.desk('administrator')
		const { rows } = (await desk.post('/api/recovery-key', {})).body as { rows: string[] }
		const verifyKey = async (text: string) =>
			(await desk.post('/api/recovery-key/verification', { text })).body
		const read = readRecoveryKey(rows.join('\n'))
		if (read.outcome !== 'read') throw new Error('the recovery key is unreadable')
		const { sealing, signing } = read.key
		expect(await verifyKey(writeRecoveryKey({ sealing, signing }).join('\n'))).toEqual({ outcome: 'older' })
		expect(await verifyKey(writeRecoveryKey({ sealing: signing, signing }).join('\n'))).toEqual({
			outcome: 'another-key',
		})
		await server.close()
	})
	test('[F55] a former one, given back after its identifiers key was lost and replaced, opens older sealed values again; its holder is asked for the new one', async () => {
		const folder = temporaryFolder()
		const keys = keysInFolder(folder)
		const server = await serverForTests(await freshEngine(), { keys })
		const desk = await server.desk('administrator')
		const state = async () => (await desk.get('/api/recovery-key')).body
		const verifyKey = async (text: string) =>
			(await desk.post('/api/recovery-key/verification', { text })).body
		const createKey = async () => (await desk.post('/api/recovery-key', {})).body as { rows: string[] }
		const before = (await createKey()).rows.join('\n')
		const sealed = await sealedAnswerTo(await identifierKeyOf(server.store), 'r', 'q', '15')
		expect(await verifyKey(before)).toEqual({ outcome: 'right' })
		const tested = { at: new Date(server.clock.now).toISOString(), by: desk.person.name }
		expect(await state()).toEqual({ tested, identifiers: 'here' })

		rmSync(folder, { recursive: true })
		expect(await replaceLostKey(server.store, keys)).toBe(true)
		const since = await openIdentifierKeys(server.store, keys)
		expect(await since.open(sealed, 'r', 'q')).toEqual({ outcome: 'no-key' })
		expect(await state()).toEqual({ tested: null, identifiers: 'former-missing' })
		// a private key whose public key is not in the store is not saved
		const read = readRecoveryKey(before)
		if (read.outcome !== 'read') throw new Error('the recovery key is unreadable')
		const strange = { ...read.key, identifiers: read.key.signing }
		expect(await verifyKey(writeRecoveryKey(strange).join('\n'))).toEqual({ outcome: 'another-key' })
		expect(readdirSync(folder)).toHaveLength(1)

		expect(await verifyKey(before)).toEqual({ outcome: 'former-back' })
		expect(await since.open(sealed, 'r', 'q')).toEqual({ outcome: 'opened', answer: '15' })
		expect(await state()).toEqual({ tested: null, identifiers: 'here' })
		const newest = (await createKey()).rows.join('\n')
		expect(newest).not.toBe(before)
		expect(await verifyKey(newest)).toEqual({ outcome: 'right' })
		expect(await state()).toEqual({ tested, identifiers: 'here' })
		await server.close()
	})
	test('[F55] a server without its identifiers key hands out no recovery key and confirms none, until the complete one was given back', async () => {
		const engine = await freshEngine()
		const keys = join(temporaryFolder(), 'keys')
		const first = await serverForTests(engine, { keys: keysInFolder(keys) })
		const rows = await recoveryRows(first)
		const sealed = await sealedAnswerTo(await identifierKeyOf(first.store), 'r', 'q', '15')
		// as a container with a folder of its own
		const second = await serverForTests(engine.again(), { keys: keysInFolder(keysWithoutIdentifiers(keys)) })
		const desk = await second.desk('administrator')
		const state = async () => (await desk.get('/api/recovery-key')).body
		const verifyKey = async (text: string) =>
			(await desk.post('/api/recovery-key/verification', { text })).body
		expect(await testRecoveryKey(first, desk.person, rows.join('\n'), now)).toEqual({ outcome: 'right' })
		expect(await state()).toEqual({ tested: null, identifiers: 'missing' })
		expect(await desk.post('/api/recovery-key', {})).toMatchObject({
			status: 409,
			body: { problem: 'recovery-key-incomplete' },
		})
		const read = readRecoveryKey(rows.join('\n'))
		if (read.outcome !== 'read') throw new Error('the recovery key is unreadable')
		const { sealing, signing } = read.key
		expect(await verifyKey(writeRecoveryKey({ sealing, signing }).join('\n'))).toEqual({ outcome: 'older' })
		expect(await state()).toEqual({ tested: null, identifiers: 'missing' })

		expect(await verifyKey(rows.join('\n'))).toEqual({ outcome: 'key-back' })
		expect(await second.identifiers.open(sealed, 'r', 'q')).toEqual({ outcome: 'opened', answer: '15' })
		const tested = { at: new Date(second.clock.now).toISOString(), by: desk.person.name }
		expect(await state()).toEqual({ tested, identifiers: 'here' })
		expect((await desk.post('/api/recovery-key', {})).body).toEqual({ rows })
		await first.close()
		await second.close()
	})
	test('[F55] it counts as stored only when it was given back correctly, with user and time', async () => {
		const server = await serverForTests(await freshEngine())
		const desk = await server.desk('administrator')
		const state = async () => (await desk.get('/api/recovery-key')).body
		const verifyKey = async (text: string) =>
			(await desk.post('/api/recovery-key/verification', { text })).body
		expect(await state()).toEqual({ tested: null, identifiers: 'here' })
		const { rows } = (await desk.post('/api/recovery-key', {})).body as { rows: string[] }
		expect(await state()).toEqual({ tested: null, identifiers: 'here' })
		const wrong = [...rows]
		wrong[3] = `${rows[3]?.slice(0, -1)}${rows[3]?.endsWith('Z') ? '2' : 'Z'}`
		expect(await verifyKey(wrong.join('\n'))).toEqual({ outcome: 'typed-wrong', mismatch: 4 })
		const other = await serverForTests(await freshEngine())
		const theirs = (await (await other.desk('administrator')).post('/api/recovery-key', {})).body as {
			rows: string[]
		}
		await other.close()
		expect(await verifyKey(theirs.rows.join('\n'))).toEqual({ outcome: 'another-key' })
		expect(await state()).toEqual({ tested: null, identifiers: 'here' })
		expect(await verifyKey(`Recovery key:\n${rows.join('\n')}\n`)).toEqual({ outcome: 'right' })
		const at = new Date(server.clock.now).toISOString()
		expect(await state()).toEqual({ tested: { at, by: desk.person.name }, identifiers: 'here' })
		await server.close()
	})
})
