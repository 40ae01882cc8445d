import '../../../tests/helpers/browser.ts'
import { beforeEach, expect, test, vi } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { compileForm } from '#shared/forms/compile-form'
import type { FakeServer } from '#shared/testing/fake-server'
import { emptyDisk } from '../../../tests/helpers/private-files.ts'
import {
	connect,
	goodLine,
	household,
	serverWithForm,
	unlockedAt,
} from '../../../tests/helpers/unlocked-session.ts'
import { exchangeBundle, minBatchBytes } from '../../sync/exchange-bundle.ts'
import { sendSealed } from '../../sync/send-sealed.ts'
import { indexAttachments } from '../attachments/attachment-index.ts'
import { saveAttachment } from '../attachments/save-attachment.ts'
import { database } from '../database/database.ts'
import { createAnswerWriter } from '../drafts/answer-writer.ts'
import { beginCorrection } from '../drafts/begin-correction.ts'
import { beginDraft, listDrafts } from '../drafts/drafts.ts'
import { saveRevision } from '../drafts/save-revision.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'
import { listUnsentIds } from '../outbox/outbox.ts'
import { listRecords } from '../records/records.ts'
import { countErasedRecords, saveErasedSeen } from './erased-seen.ts'

vi.mock('../vault/derive-pin-key.ts', async () => ({
	derivePinKey: async (pin: string) => new TextEncoder().encode(pin.padEnd(32, '0')),
}))

const compiled = compileForm(household, allFunctions)
if ('faults' in compiled) throw new Error('the household survey does not compile')
const { form } = compiled
const age = 'd_about/about_1/age'
const house = 'd_about/about_1/house'
let disk: ReturnType<typeof emptyDisk>
let server: FakeServer
let vaultSession: VaultSession
beforeEach(async () => {
	disk = emptyDisk()
	server = serverWithForm()
	vaultSession = await unlockedAt(server)
	connect(goodLine(server))
	await sync()
})

async function sync(): Promise<void> {
	const line = { batchBytes: minBatchBytes, lastInventory: '' }
	while ((await exchangeBundle(vaultSession, line, 'test')).more);
}
const picture = () =>
	saveAttachment(vaultSession.vault, { kind: 'picture', ending: 'jpg', blob: new Blob(['a house']) })
const save = (draft: string) =>
	saveRevision({ vaultSession, draft, form, answersOf: ({ answers }) => answers, status: 'submitted' })
async function answer(draft: string, path: string, value: string | number): Promise<void> {
	const keeper = await createAnswerWriter(vaultSession, draft, { onChange: () => undefined })
	keeper.write(path, value)
	await keeper.whenSaved()
}
/** Saves a finished record with a picture, unsent. */
async function finished(): Promise<{ record: string; name: string }> {
	const draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
	const name = await picture()
	await answer(draft, age, 30)
	await answer(draft, house, name)
	await save(draft)
	return { record: (await listRecords(vaultSession))[0]?.id ?? '', name }
}
/** Counts the data of the record on this phone. */
async function left(record: string) {
	const db = await database()
	const { device } = vaultSession
	const revisions = await db.revisions.where({ device, record }).toArray()
	const drafts = (await db.drafts.toArray()).filter((row) => row.record === record)
	const files = (await db.attachments.toArray()).filter((row) => row.record === record)
	const listed = await db.records.get([device, record])
	return revisions.length + drafts.length + files.length + (listed ? 1 : 0)
}
const isOnDisk = (name: string) => [...disk.files().keys()].some((path) => path.includes(name))

test('[F59] a phone that syncs late, with unsent work on the record, deletes all of it and says so', async () => {
	const { record, name } = await finished()
	const other = await finished()
	await sync()
	await indexAttachments(vaultSession)
	server.destroy(record)
	// weeks offline: an unsent correction, and a draft on top of it
	const correction = await beginCorrection(vaultSession, record)
	await answer(correction, age, 31)
	await save(correction)
	const second = await picture()
	const draft = await beginCorrection(vaultSession, record)
	await answer(draft, house, second)
	expect(await listUnsentIds(vaultSession.device)).toHaveLength(1)
	expect([isOnDisk(name), isOnDisk(second)]).toEqual([true, true])
	await sync()
	expect(await left(record)).toBe(0)
	expect(await (await database()).draftAnswers.count()).toBe(0)
	expect([isOnDisk(name), isOnDisk(second), isOnDisk(other.name)]).toEqual([false, false, true])
	expect(await listUnsentIds(vaultSession.device)).toEqual([])
	expect((await listRecords(vaultSession)).map(({ id }) => id)).toEqual([other.record])
	expect(await listDrafts(vaultSession)).toEqual([])
	expect(await countErasedRecords(vaultSession.device)).toEqual({ all: 1, unseen: 1 })
	await saveErasedSeen(vaultSession.device, 1)
	expect(await countErasedRecords(vaultSession.device)).toEqual({ all: 1, unseen: 0 })
	expect(server.view(record)).toBeNull()
})
test('a photo that no list contains yet is deleted', async () => {
	const { record, name } = await finished()
	await sync()
	server.destroy(record)
	await sync()
	expect([await left(record), isOnDisk(name)]).toEqual([0, false])
})
test('before the PIN is entered the encrypted copy is deleted with the acknowledgement, and the rest with the erasure', async () => {
	const { record, name } = await finished()
	await sync()
	await indexAttachments(vaultSession)
	server.destroy(record)
	const correction = await beginCorrection(vaultSession, record)
	const another = await picture()
	await answer(correction, house, another)
	await save(correction)
	await sendSealed(vaultSession.device, { batchBytes: minBatchBytes, lastInventory: '' }, 'test')
	expect(await listUnsentIds(vaultSession.device)).toEqual([])
	const db = await database()
	const rows = await db.revisions.where({ device: vaultSession.device, record }).toArray()
	expect(rows.some(({ sealed }) => sealed !== undefined)).toBe(false)
	await sync()
	expect([await left(record), isOnDisk(name), isOnDisk(another)]).toEqual([0, false, false])
	expect((await countErasedRecords(vaultSession.device)).unseen).toBe(1)
})
test('an erasure received twice, or for unknown records, deletes nothing else', async () => {
	const { record } = await finished()
	await sync()
	server.publish({ kind: 'destroyed', ref: 'A'.repeat(22), body: {} }, vaultSession.person.id)
	server.publish({ kind: 'destroyed', ref: 'A'.repeat(22), body: {} }, vaultSession.person.id)
	await sync()
	expect(await left(record)).toBe(2)
})
