import '../../tests/helpers/browser.ts'
import { beforeEach, expect, test, vi } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { compileForm } from '#shared/forms/compile-form'
import type { Bytes } from '#shared/kernel/bytes'
import { frameTypes, readBundle, writeBundle } from '#shared/sync/bundle'
import type { FakeServer } from '#shared/testing/fake-server'
import {
	connect,
	goodLine,
	household,
	serverWithForm,
	unlockedAt,
} from '../../tests/helpers/unlocked-session.ts'
import { database, type RevisionRow } from '../storage/database/database.ts'
import { beginDraft } from '../storage/drafts/drafts.ts'
import { saveRevision } from '../storage/drafts/save-revision.ts'
import type { VaultSession } from '../storage/enrolment/enrolments.ts'
import { exchangeBundle, minBatchBytes } from './exchange-bundle.ts'

vi.mock('../storage/vault/derive-pin-key.ts', () => ({ derivePinKey: async () => new Uint8Array(32) }))

const compiled = compileForm(household, allFunctions)
if ('faults' in compiled) throw new Error('the household survey does not compile')
const { form } = compiled
const age = 'd_about/about_1/age'
const remark = 'm_close/afterwards/int_comment'
let server: FakeServer
let vaultSession: VaultSession
beforeEach(async () => {
	server = serverWithForm()
	vaultSession = await unlockedAt(server)
	connect(goodLine(server))
	await send()
})
const send = () => exchangeBundle(vaultSession, { batchBytes: minBatchBytes, lastInventory: '' }, 'test')
async function finish(path: string, answer: string | number): Promise<string> {
	const draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
	const answers = new Map([[path, answer]])
	return (
		(await saveRevision({ vaultSession, draft, form, answersOf: () => answers, status: 'submitted' })) ?? ''
	)
}
const rowOf = async (id: string) =>
	(await (await database()).revisions.get([vaultSession.device, id])) as RevisionRow
const enrolment = async () => (await database()).enrolments.get(vaultSession.device)

test('a saved record is encrypted and signed at once, sent like that, and takes no more space once sent', async () => {
	const id = await finish(age, 34)
	expect(await rowOf(id)).toMatchObject({ sealed: expect.anything(), signature: expect.anything() })
	expect(await send()).toMatchObject({ sent: 1, more: false })
	expect(server.sealed).toContain(id)
	expect((await rowOf(id)).state).toBe('at-server')
	expect((await rowOf(id)).sealed).toBeUndefined()
})
test('[F17] an interceptor reads nothing of what is sent, and nothing that they alter is accepted', async () => {
	const id = await finish(remark, 'he came at night')
	const received: Bytes[] = []
	const line = goodLine(server)
	connect((body) => {
		received.push(body)
		const frames = readBundle(body)?.frames ?? []
		for (const { type, bytes } of frames)
			if (type === frameTypes.sealedRevision) bytes[200] = (bytes[200] ?? 0) ^ 1
		return line(writeBundle(frames))
	})
	await send().catch(() => undefined)
	expect((await rowOf(id)).state).toBe('waiting')
	connect((body) => {
		received.push(body)
		return line(body)
	})
	await send()
	expect((await rowOf(id)).state).toBe('at-server')
	const frames = received.flatMap((body) => readBundle(body)?.frames ?? [])
	expect(frames.filter(({ type }) => type === frameTypes.sealedRevision).length).toBeGreaterThan(0)
	expect(frames.filter(({ type }) => type === frameTypes.revision)).toEqual([])
	expect(received.some((body) => Buffer.from(body).includes('night'))).toBe(false)
})
test('a phone enrolled before there was a key requests it, and then encrypts unsent records', async () => {
	const row = await enrolment()
	if (!row) throw new Error('no enrolment')
	const { sealingKey: _, ...before } = row
	await (await database()).enrolments.put(before)
	const first = await finish(age, 34)
	expect((await rowOf(first)).sealed).toBeUndefined()
	await send()
	expect([(await rowOf(first)).state, server.sealed.has(first)]).toEqual(['at-server', false])
	expect((await enrolment())?.sealingKey).toBe(await server.sealingKey())
	const second = await finish(age, 35)
	await send()
	expect(server.sealed).toContain(second)
})
test('[F55] records encrypted to a lost key are encrypted again to the current one', async () => {
	const id = await finish(age, 34)
	server.loseSealingKey()
	expect(await send()).toMatchObject({ sent: 0, more: true })
	expect(await rowOf(id)).toMatchObject({ state: 'waiting' })
	expect(await send()).toMatchObject({ sent: 1, more: false })
	expect([(await rowOf(id)).state, server.sealed.has(id)]).toEqual(['at-server', true])
	const next = await finish(age, 35)
	expect(await send()).toMatchObject({ sent: 1 })
	expect(server.sealed).toContain(next)
})
test('[F55] records encrypted before this phone got the current key are sent at once under that one', async () => {
	const id = await finish(age, 34)
	server.loseSealingKey()
	const row = await enrolment()
	if (!row) throw new Error('no enrolment')
	await (await database()).enrolments.put({ ...row, sealingKey: await server.sealingKey() })
	expect(await send()).toMatchObject({ sent: 0, more: true })
	expect(await send()).toMatchObject({ sent: 1, more: false })
	expect([(await rowOf(id)).state, server.sealed.has(id)]).toEqual(['at-server', true])
})
test('a row damaged on this phone is sent from its encrypted copy', async () => {
	const id = await finish(age, 34)
	await (await database()).revisions.put({ ...(await rowOf(id)), box: new ArrayBuffer(40) })
	expect(await send()).toMatchObject({ sent: 1 })
	expect((await rowOf(id)).state).toBe('at-server')
})
test('a very long revision has no second copy in its row, and is still sent encrypted', async () => {
	const letters = Array.from(crypto.getRandomValues(new Uint8Array(20_000)), (byte) =>
		String.fromCodePoint(0x627 + (byte % 36)),
	)
	const long = await saveLong(letters.join(''))
	const row = await rowOf(long)
	expect(row.box.byteLength).toBeGreaterThan(22 * 1024)
	expect(row.sealed).toBeUndefined()
	await send()
	expect(server.sealed).toContain(long)
})

async function saveLong(text: string): Promise<string> {
	const draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
	const answers = new Map([
		[remark, text],
		['d_about/about_2/local_term', text.split('').reverse().join('')],
	])
	return (
		(await saveRevision({ vaultSession, draft, form, answersOf: () => answers, status: 'submitted' })) ?? ''
	)
}
