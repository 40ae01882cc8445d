import { randomBytes } from 'node:crypto'
import '../../tests/helpers/browser.ts'
import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fromBase64url, toBase64url, utf8 } from '#shared/kernel/bytes'
import { certificateToSign } from '#shared/sync/certificate'
import { openCertificate } from '#shared/sync/certificate-bytes'
import { enrolReplySchema } from '#shared/sync/messages'
import { invite } from '../../sync-server/people/invitations.ts'
import { addPerson } from '../../sync-server/people/people.ts'
import { keysInFolder } from '../../sync-server/sync/key-store.ts'
import { newRecoveryKey, rotateKeys } from '../../sync-server/sync/rotate-keys.ts'
import { type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines, type FreshEngine } from '../../tests/helpers/fresh-engines.ts'
import { connectTo } from '../../tests/helpers/network.ts'
import { postJson } from '../api/server-client.ts'
import { database } from '../storage/database/database.ts'
import {
	changeEnrolment,
	enrolmentOf,
	saveEnrolment,
	type VaultSession,
} from '../storage/enrolment/enrolments.ts'
import { createSigningKey, isSignedBy } from '../storage/vault/vault.ts'
import { exchangeBundle, minBatchBytes } from './exchange-bundle.ts'
import { certificateFrames } from './rewind-after-restore.ts'
import { withTrustedKeys } from './trusted-keys.ts'

// these tests are not about the cost of a PIN
vi.mock('../storage/vault/derive-pin-key.ts', () => ({ derivePinKey: async () => new Uint8Array(32) }))

const [, freshSqlite] = engines[0]
const realFetch = globalThis.fetch

let engine: FreshEngine
let folder: string
let server: ServerForTests
let vaultSession: VaultSession

beforeEach(async () => {
	await (await database()).enrolments.clear()
	engine = await freshSqlite()
	folder = mkdtempSync(join(tmpdir(), 'zila-keys-'))
	server = await serverForTests(engine, { keys: keysInFolder(folder) })
	await connectTo(server.app)
	const code = randomBytes(6).toString('hex')
	const given = { name: 'Amina', code, role: 'enumerator' as const, districts: ['PK607'], language: 'en' }
	const person = await addPerson(server.store, server.study, given, server.clock.now)
	const { signingKey, publicKey } = await createSigningKey()
	const reply = await postJson('/api/enrolments', {
		code: (await invite(server.store, person.id, server.clock.now)).code,
		publicKey,
		phone: randomBytes(16).toString('base64url'),
		label: 'Android',
	})
	vaultSession = await saveEnrolment(enrolReplySchema.parse(reply), signingKey, '482915')
	await sync()
})
afterEach(async () => {
	globalThis.fetch = realFetch
	await server.close()
})
const sync = () => exchangeBundle(vaultSession, { batchBytes: minBatchBytes, lastInventory: '' }, 'test')
const keysOnPhone = async () => {
	const { sealingKey, serverKey } = await enrolmentOf(vaultSession.device)
	return { sealingKey, serverKey }
}
const keysOfServer = () => ({
	sealingKey: server.sealing.current().publicKey,
	serverKey: server.signer.publicKey,
})
/** Rotates the keys as an administrator does: by a command and a restart of the server. */
async function rotate(): Promise<void> {
	await rotateKeys(server.store, keysInFolder(folder), newRecoveryKey().join('\n'))
	await server.close()
	globalThis.fetch = realFetch
	server = await serverForTests(engine.again(), { keys: keysInFolder(folder) })
	await connectTo(server.app)
}

test('a phone with nothing to send follows key rotations with its next sync, also over two', async () => {
	const before = await keysOnPhone()
	expect(before).toEqual(keysOfServer())
	await rotate()
	const between = keysOfServer()
	await rotate()
	await sync()
	const after = await keysOnPhone()
	expect(after).toEqual(keysOfServer())
	for (const key of ['sealingKey', 'serverKey'] as const)
		expect(new Set([before[key], between[key], after[key]]).size).toBe(3)
})

test('a key that the previous one did not sign is refused', async () => {
	const { serverKey } = await keysOnPhone()
	await rotate()
	const stranger = await serverForTests(await freshSqlite())
	const project = server.store.project
	const reply = (by: ServerForTests) => {
		const sealingKey = by.sealing.current().publicKey
		const signed = by.signer.sign(utf8(`ZILA sealing key\n${project}\n${sealingKey}`))
		return {
			v: 10,
			nonce: '',
			acks: [],
			cursor: 0,
			more: false,
			head: { seq: 0, chain: '' },
			durable: 0,
			now: 0,
			notices: [],
			sealingKey,
			serverKey: by.signer.publicKey,
			sealingKeySigned: toBase64url(signed),
		}
	}
	const { successions } = server.signer
	expect(
		await withTrustedKeys({ ...reply(server), successions: [...successions] }, project, serverKey),
	).toMatchObject(keysOfServer())
	const [step] = successions
	if (!step) throw new Error('the key was not rotated')
	const forged = { ...step, to: stranger.signer.publicKey }
	for (const header of [
		reply(stranger),
		reply(server),
		{ ...reply(stranger), successions: [forged] },
		// the right server's key with a stranger's sealing key
		{ ...reply(server), successions: [step], sealingKey: stranger.sealing.current().publicKey },
	]) {
		const trusted = await withTrustedKeys(header, project, serverKey)
		expect([trusted.serverKey, trusted.sealingKey]).toEqual([undefined, undefined])
		// the rest of the reply is valid
		expect(trusted.head).toEqual(header.head)
	}
	await stranger.close()
})

test('a phone that follows has a certificate by the current key: the current recovery key is enough to recognise it', async () => {
	const certificate = async () => {
		const [frame] = await certificateFrames(vaultSession)
		if (!frame) throw new Error('the enrolment has no certificate')
		return openCertificate(frame.bytes)
	}
	await sync()
	const before = await certificate()
	await sync()
	expect((await certificate()).signature).toEqual(before.signature)
	await rotate()
	// announced in the first reply, requested with the next
	for (let i = 0; i < 2; i++) await sync()
	const { signature, content } = await certificate()
	expect(await isSignedBy(server.signer.publicKey, certificateToSign(content), signature.slice())).toBe(true)
})

test('an enrolment from before servers had keys accepts the current one', async () => {
	await changeEnrolment(vaultSession.device, ({ serverKey: _, ...row }) => row)
	await sync()
	expect(await keysOnPhone()).toEqual(keysOfServer())
})

test('the signing key is not in the store; a replaced one leaves nothing, and its signatures stay valid', async () => {
	const { signer } = server
	const signed = signer.sign(utf8('a decision'))
	await rotate()
	expect(server.signer.hasSigned(utf8('a decision'), signed)).toBe(true)
	expect(server.signer.hasSigned(utf8('another'), signed)).toBe(false)
	const storedKeys = await server.store.reading.db.selectFrom('signing_key').select('private_key').execute()
	expect(storedKeys.map((row) => row.private_key)).toEqual(['', ''])
	expect(readdirSync(folder).filter((name) => name.startsWith('signing-'))).toHaveLength(1)
	expect(fromBase64url(server.signer.publicKey)).not.toEqual(fromBase64url(signer.publicKey))
	// the administrator has to store a new recovery key
	expect((await (await server.desk('administrator')).get('/api/recovery-key')).body).toMatchObject({
		tested: null,
	})
	const log = await server.store.reading.db.selectFrom('audit_log').select('kind').execute()
	expect(log.map(({ kind }) => kind)).toContain('keys-rotated')
})
