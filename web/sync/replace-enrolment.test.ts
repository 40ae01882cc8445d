import { beforeEach, expect, test, vi } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { compileForm } from '#shared/forms/compile-form'
import type { ReplaceRequest } from '#shared/sync/replacement-messages'
import type { FakeServer } from '#shared/testing/fake-server'
import { eventsForTests } from '../../tests/helpers/browser.ts'
import { goodLine, household, serverWithForm, unlockedAt } from '../../tests/helpers/unlocked-session.ts'
import { database } from '../storage/database/database.ts'
import { dismissLosses, losses } from '../storage/database/ledger.ts'
import type { EnrolmentRow } from '../storage/database/rows.ts'
import { createAnswerWriter } from '../storage/drafts/answer-writer.ts'
import { beginCorrection } from '../storage/drafts/begin-correction.ts'
import { beginDraft, listDrafts, openDraft } from '../storage/drafts/drafts.ts'
import { saveRevision } from '../storage/drafts/save-revision.ts'
import { enrolmentOf, peopleOnPhone, unlock, type VaultSession } from '../storage/enrolment/enrolments.ts'
import { personSettings, savePersonSettings } from '../storage/enrolment/person-settings.ts'
import { currentForms } from '../storage/records/documents.ts'
import { landmarksOnPhone, saveLandmark } from '../storage/records/landmarks.ts'
import { listRecords, recordOnPhone } from '../storage/records/records.ts'
import { exchangeBundle, minBatchBytes } from './exchange-bundle.ts'
import { replaceEnrolment } from './replace-enrolment.ts'
import { startSyncLoop } from './sync-loop.ts'

vi.mock('../storage/vault/derive-pin-key.ts', () => ({ derivePinKey: async () => new Uint8Array(32) }))

const compiled = compileForm(household, allFunctions)
if ('faults' in compiled) throw new Error('the household survey does not compile')
const { form } = compiled
const age = 'd_about/about_1/age'
let server: FakeServer
let vaultSession: VaultSession
let before: EnrolmentRow
/** Requests for a replacement enrolment, in order. */
let requests: ReplaceRequest[]
beforeEach(async () => {
	dismissLosses()
	const db = await database()
	for (const store of ['enrolments', 'enrolling', 'revisions', 'records', 'drafts'] as const)
		await db.table(store).clear()
	requests = []
	eventsForTests()
	server = serverWithForm()
	vaultSession = await unlockedAt(server)
	const line = goodLine(server)
	globalThis.fetch = async (path, init) => {
		if (path !== '/api/enrolments/replacements') return line(new Uint8Array(init?.body as ArrayBuffer))
		const request = JSON.parse(String(init?.body)) as ReplaceRequest
		requests.push(request)
		return Response.json(await server.replace(request))
	}
	await send()
	before = await enrolmentOf(vaultSession.device)
	const draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
	await finish(34, draft)
	await send()
})
const send = async (who = vaultSession) => {
	let exchanged = await exchangeBundle(who, { batchBytes: minBatchBytes, lastInventory: '' }, 'test')
	for (let round = 0; exchanged.more && round < 20; round++)
		exchanged = await exchangeBundle(who, { batchBytes: minBatchBytes, lastInventory: '' }, 'test')
	return exchanged
}
const finish = (years: number, draft: string, who = vaultSession) =>
	saveRevision({
		vaultSession: who,
		draft,
		form,
		answersOf: () => new Map([[age, years]]),
		status: 'submitted',
	})
/**
 * Another phone with a copy of this one's data from before the first record writes a revision with the same
 * number.
 */
async function otherPhoneWrites(): Promise<void> {
	const db = await database()
	const [row, rows] = [await enrolmentOf(vaultSession.device), await db.revisions.toArray()]
	await db.enrolments.put(before)
	for (const { device, id } of rows) await db.revisions.delete([device, id])
	localStorage.clear()
	await finish(50, await beginDraft(vaultSession, { id: 'household', ver: 1 }))
	await send()
	for (const { device, id } of await db.revisions.toArray()) await db.revisions.delete([device, id])
	for (const each of await db.records.toArray()) await db.records.delete([each.device, each.id])
	for (const each of rows) await db.revisions.put(each)
	await db.enrolments.put(row)
}

test('[F25] on request of the server a phone creates an enrolment of its own, under the same PIN, with all its data', async () => {
	const [record] = await listRecords(vaultSession)
	await otherPhoneWrites()
	const draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
	const keeper = await createAnswerWriter(vaultSession, draft, { onChange: () => undefined })
	keeper.write(age, 61)
	await keeper.whenSaved()
	expect((await send()).isCloned).toBe(true)
	const settings = { language: 'ur', textSize: 130, pinLength: 6 }
	await savePersonSettings(vaultSession.device, settings)
	await saveLandmark(vaultSession, { round: 'endline', cluster: 'PK607-03', household: 12 }, 'blue gate')
	const moved = await replaceEnrolment(vaultSession)
	if (!moved) throw new Error('no new enrolment')
	expect(moved.device).not.toBe(vaultSession.device)
	expect(await personSettings(moved.device)).toEqual(settings)
	expect(await personSettings(vaultSession.device)).toEqual({})

	// the data is readable under the new enrolment, also after a restart
	const again = await unlock(moved.device, '482915')
	expect((await peopleOnPhone()).map(({ device }) => device)).toEqual([moved.device])
	expect((await recordOnPhone(again, record?.id ?? ''))?.revisions).toHaveLength(1)
	expect(await currentForms(again)).toHaveLength(1)
	expect((await listDrafts(again)).map(({ id }) => id)).toEqual([draft])
	expect((await openDraft(again, draft))?.answers.get(age)).toBe(61)
	expect([...(await landmarksOnPhone(again)).values()]).toEqual(['blue gate'])
	expect(losses()).toEqual([])
	expect((await enrolmentOf(moved.device)).lastSyncAt).toBeNull()

	// it sends and receives under it, including the other phone's revisions
	const own = await finish(62, draft, again)
	expect((await send(again)).isCloned).toBe(false)
	const row = await (await database()).revisions.get([moved.device, own ?? ''])
	expect([row?.state, row?.n]).toEqual(['at-server', 1])
	const all = await listRecords(again)
	expect(all.map(({ id }) => server.fields(id)[age]).sort()).toEqual([34, 50, 62])
	const corrected = await beginCorrection(again, record?.id ?? '')
	await finish(35, corrected, again)
	await send(again)
	expect([server.fields(record?.id ?? '')[age], server.heldBack]).toEqual([35, 0])
})
test('[F25] a lost reply does no harm: the same key is presented again', async () => {
	await otherPhoneWrites()
	await send()
	const works = globalThis.fetch
	globalThis.fetch = async (path, init) => {
		await works(path, init)
		throw new TypeError('network error')
	}
	await expect(replaceEnrolment(vaultSession)).rejects.toMatchObject({ code: 'no-connection' })
	expect((await peopleOnPhone()).map(({ device }) => device)).toEqual([vaultSession.device])
	globalThis.fetch = works
	expect(await replaceEnrolment(vaultSession)).not.toBeNull()
	expect(new Set(requests.map(({ publicKey }) => publicKey)).size).toBe(1)
})
test('[F25] unsent records are sent first, under the enrolment that numbered them', async () => {
	await otherPhoneWrites()
	await send()
	await finish(70, await beginDraft(vaultSession, { id: 'household', ver: 1 }))
	expect(await replaceEnrolment(vaultSession)).toBeNull()
	expect(requests).toEqual([])
	await send()
	expect(await replaceEnrolment(vaultSession)).not.toBeNull()
})
test('[F25] an open form is not interrupted', async () => {
	await otherPhoneWrites()
	await send()
	Object.assign(navigator.locks, { query: async () => ({ held: [{ name: 'zila-draft x' }] }) })
	expect(await replaceEnrolment(vaultSession)).toBeNull()
	Object.assign(navigator.locks, { query: async () => ({ held: [] }) })
	expect(await replaceEnrolment(vaultSession)).not.toBeNull()
})

test('[F25] nothing is started under an enrolment that another tab has replaced, and the PIN is asked for there', async () => {
	await otherPhoneWrites()
	await send()
	const moved = await replaceEnrolment(vaultSession)
	if (!moved) throw new Error('no new enrolment')
	await expect(beginDraft(vaultSession, { id: 'household', ver: 1 })).rejects.toMatchObject({
		code: 'enrolment-gone',
	})
	expect(await (await database()).drafts.count()).toBe(0)
	const handedOver = vi.fn()
	const loop = startSyncLoop(vaultSession, 'test', handedOver)
	await expect.poll(() => handedOver).toHaveBeenCalledWith(null)
	expect(loop.state().problem).toBeNull()
	loop.stop()
})
test('[F25] a phone locked while it takes another enrolment stays locked', async () => {
	await otherPhoneWrites()
	const works = globalThis.fetch
	const handedOver = vi.fn()
	const loop = startSyncLoop(vaultSession, 'test', handedOver)
	globalThis.fetch = async (path, init) => {
		if (path === '/api/enrolments/replacements') loop.rest()
		return works(path, init)
	}
	loop.sendNow()
	await expect
		.poll(async () => (await peopleOnPhone()).map(({ device }) => device))
		.not.toEqual([vaultSession.device])
	await navigator.locks.request('zila-sync', async () => undefined)
	expect(handedOver).not.toHaveBeenCalled()
})

test('[F25] another tab of the same user detects the new enrolment, and asks for the PIN', async () => {
	const [here, there] = [vi.fn(), vi.fn()]
	const tabs = [startSyncLoop(vaultSession, 'test', here), startSyncLoop(vaultSession, 'test', there)]
	await expect.poll(() => tabs.map((loop) => loop.state().isRunning)).toEqual([false, false])
	await otherPhoneWrites()
	tabs[0]?.sendNow()
	await expect.poll(() => there).toHaveBeenCalledWith(null)
	expect(here.mock.calls.map(([other]) => other?.device)).toEqual([
		(await peopleOnPhone()).map(({ device }) => device)[0],
	])
	for (const loop of tabs) loop.stop()
})

test('a lost enrolment is not taken for a replaced one', async () => {
	await (await database()).enrolments.delete(vaultSession.device)
	const broken = { code: 'phone-storage-broken' }
	await expect(beginDraft(vaultSession, { id: 'household', ver: 1 })).rejects.toMatchObject(broken)
	const handedOver = vi.fn()
	const loop = startSyncLoop(vaultSession, 'test', handedOver)
	await expect.poll(() => loop.state().problem).toMatchObject(broken)
	expect(handedOver).not.toHaveBeenCalled()
	loop.stop()
})
