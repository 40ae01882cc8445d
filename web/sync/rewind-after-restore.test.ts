import { allFunctions } from '#shared/expressions/functions'
import '../../tests/helpers/browser.ts'
import { beforeEach, expect, test, vi } from 'vitest'
import { compileForm } from '#shared/forms/compile-form'
import type { FakeServer } from '#shared/testing/fake-server'
import {
	connect,
	goodLine,
	household,
	serverWithForm,
	unlockedAt,
} from '../../tests/helpers/unlocked-session.ts'
import { beginCorrection } from '../storage/drafts/begin-correction.ts'
import { beginDraft } from '../storage/drafts/drafts.ts'
import { saveRevision } from '../storage/drafts/save-revision.ts'
import type { VaultSession } from '../storage/enrolment/enrolments.ts'
import { enrolmentOf } from '../storage/enrolment/enrolments.ts'
import { outboxState } from '../storage/outbox/outbox.ts'
import { currentForms } from '../storage/records/documents.ts'
import { listRecords } from '../storage/records/records.ts'
import { exchangeBundle, minBatchBytes } from './exchange-bundle.ts'

vi.mock('../storage/vault/derive-pin-key.ts', async () => {
	const { argon2id } = await import('hash-wasm')
	return {
		derivePinKey: (password: string, salt: Uint8Array) =>
			argon2id({
				password,
				salt,
				memorySize: 1024,
				iterations: 1,
				parallelism: 1,
				hashLength: 32,
				outputType: 'binary',
			}),
	}
})

const compiled = compileForm(household, allFunctions)
if ('faults' in compiled) throw new Error('the household survey does not compile')
const { form } = compiled
const age = 'd_about/about_1/age'
let server: FakeServer
let vaultSession: VaultSession
beforeEach(async () => {
	server = serverWithForm()
	vaultSession = await unlockedAt(server)
	connect(goodLine(server))
	await sync()
})
/** Syncs until there is nothing more. */
async function sync(who = vaultSession): Promise<void> {
	for (let round = 0; round < 20; round++)
		if (!(await exchangeBundle(who, { batchBytes: minBatchBytes, lastInventory: '' }, 'test')).more) return
	throw new Error('the sync does not end')
}
async function finish(answer: number, who = vaultSession, draft?: string): Promise<void> {
	await saveRevision({
		vaultSession: who,
		draft: draft ?? (await beginDraft(who, { id: 'household', ver: 1 })),
		form,
		answersOf: () => new Map([[age, answer]]),
		status: 'submitted',
	})
}
const idsOn = async (who = vaultSession) => (await listRecords(who)).map(({ id }) => id)
const agesAt = (records: readonly string[]) => records.map((id) => server.fields(id)[age]).sort()

test('what a restored server lost is sent with the next sync, and marked as unsent until then', async () => {
	await finish(31)
	await sync()
	const setBack = server.takeSnapshot()
	await finish(32)
	await finish(33)
	await sync()
	const records = await idsOn()
	setBack()
	expect(agesAt(records)).toEqual([31, undefined, undefined])
	await exchangeBundle(vaultSession, { batchBytes: minBatchBytes, lastInventory: '' }, 'test')
	expect(await outboxState(vaultSession.device)).toMatchObject({ waiting: 2 })
	await sync()
	expect(agesAt(records)).toEqual([31, 32, 33])
	expect(await outboxState(vaultSession.device)).toMatchObject({ waiting: 0 })
	expect(server.heldBack).toBe(0)
})
test('also when others have written since, and the server’s number is higher than the phone’s', async () => {
	const setBack = server.takeSnapshot()
	await finish(32)
	await sync()
	const records = await idsOn()
	setBack()
	const other = await unlockedAt(server)
	for (let i = 0; i < 5; i++) await finish(50 + i, other)
	await sync(other)
	await sync()
	expect(agesAt(records)).toEqual([32])
})
test('revisions of the user’s other phone are sent by this one', async () => {
	const second = await unlockedAt(server, vaultSession.person.id)
	await sync(second)
	const setBack = server.takeSnapshot()
	await finish(34)
	await sync()
	await sync(second)
	const [record = ''] = await idsOn(second)
	await finish(35, second, await beginCorrection(second, record))
	await sync(second)
	await sync()
	setBack()
	// the second phone never syncs again
	await sync()
	expect(server.fields(record)[age]).toBe(35)
	expect(server.heldBack).toBe(0)
})
test('an enrolment that the server lost is known again', async () => {
	const setBack = server.takeSnapshot()
	const late = await unlockedAt(server)
	await finish(36, late)
	await sync(late)
	const records = await idsOn(late)
	setBack()
	await finish(37, late)
	await sync(late)
	expect(agesAt([...records, ...(await idsOn(late)).filter((id) => !records.includes(id))])).toEqual([36, 37])
})
test('feed entries after the restore are received, though their numbers were received before', async () => {
	const setBack = server.takeSnapshot()
	for (let i = 0; i < 4; i++) await finish(40 + i)
	await sync()
	setBack()
	server.publish({
		kind: 'form',
		ref: 'household@2',
		body: { id: 'household', version: 2, isCurrent: true, definition: household },
	})
	await sync()
	expect((await currentForms(vaultSession)).map(({ version }) => version)).toContain(2)
})
test('the same server again reverts nothing', async () => {
	await finish(38)
	await sync()
	const { marks } = await enrolmentOf(vaultSession.device)
	await sync()
	expect((await enrolmentOf(vaultSession.device)).marks).toEqual(marks)
	expect(await outboxState(vaultSession.device)).toMatchObject({ waiting: 0 })
})
test('after two restores it still receives everything', async () => {
	await finish(1)
	await sync()
	const [toOne] = [server.takeSnapshot()]
	await finish(2)
	await sync()
	const toTwo = server.takeSnapshot()
	await finish(3)
	await sync()
	const records = await idsOn()
	toTwo()
	await sync()
	toOne()
	await sync()
	expect(agesAt(records)).toEqual([1, 2, 3])
})

test('what a server accepted while it reported a restore is sent again: it could be lost unnoticed a second time', async () => {
	await finish(1)
	await sync()
	const second = await unlockedAt(server, vaultSession.person.id)
	await sync(second)
	const setBack = server.takeSnapshot()
	await finish(2)
	await sync()
	await sync(second)
	setBack()
	await finish(3)
	// the reply with the restore arrives, and the network is lost before the common checkpoint is found
	let replies = 0
	connect(async (body) => {
		if (replies++ > 0) throw new TypeError('the line is cut')
		return goodLine(server)(body)
	})
	await expect(sync()).rejects.toThrow()
	connect(goodLine(server))
	setBack()
	// sends back what had the same number the first time
	await sync(second)
	await sync()
	expect(agesAt(await idsOn())).toEqual([1, 2, 3])
	expect(await outboxState(vaultSession.device)).toMatchObject({ waiting: 0 })
})
