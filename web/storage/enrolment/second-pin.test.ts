import { createHash } from 'node:crypto'
import '../../../tests/helpers/browser.ts'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
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
import { actInShift } from '../../sync/shift-client.ts'
import { database } from '../database/database.ts'
import type { SealedBox } from '../database/rows.ts'
import { createAnswerWriter } from '../drafts/answer-writer.ts'
import { beginDraft, listDrafts, openDraft } from '../drafts/drafts.ts'
import { saveRevision } from '../drafts/save-revision.ts'
import { outboxState } from '../outbox/outbox.ts'
import { currentForms } from '../records/documents.ts'
import { changePin, saveEscrowedKey } from '../records/escrowed-key.ts'
import { listRecords } from '../records/records.ts'
import { setDecoyOpen } from '../vault/decoy-session.ts'
import { enrolmentOf, unlock, type VaultSession } from './enrolments.ts'
import { changeSecondPin, ensureSecondKey, setSecondPin } from './second-pin.ts'

vi.mock('../vault/derive-pin-key.ts', () => ({
	derivePinKey: async (pin: string, salt: Uint8Array) =>
		new Uint8Array(createHash('sha256').update(pin).update(salt).digest()),
}))

const compiled = compileForm(household, allFunctions)
if ('faults' in compiled) throw new Error('the household survey does not compile')
const { form } = compiled
const age = 'd_about/about_1/age'
const own = '482915'
const forced = '770412'
const minute = 60_000
let server: FakeServer
let vaultSession: VaultSession
let device: string
beforeEach(async () => {
	emptyDisk()
	await (await database()).enrolments.clear()
	server = serverWithForm()
	vaultSession = await unlockedAt(server)
	device = vaultSession.device
	connect(goodLine(server))
	while ((await exchangeBundle(vaultSession, { batchBytes: minBatchBytes, lastInventory: '' }, 'test')).more);
	await saveEscrowedKey(device, own)
	await ensureSecondKey(device, own)
	expect(await currentForms(vaultSession)).toHaveLength(1)
	// as with every unlock after the first
	vaultSession = await unlock(device, own)
	await ensureSecondKey(device, own)
	expect(await currentForms(vaultSession)).toHaveLength(1)
})
afterEach(() => {
	setDecoyOpen(device, false)
	vi.useRealTimers()
})

async function draftWith(who: VaultSession, years: number): Promise<string> {
	const draft = await beginDraft(who, { id: 'household', ver: 1 })
	const keeper = await createAnswerWriter(who, draft, { onChange: () => undefined })
	keeper.write(age, years)
	await keeper.whenSaved()
	return draft
}
const finish = (who: VaultSession, draft: string) =>
	saveRevision({ vaultSession: who, draft, form, answersOf: ({ answers }) => answers, status: 'submitted' })
const openForced = async (): Promise<VaultSession> => {
	const decoy = await unlock(device, forced)
	setDecoyOpen(device, decoy.isDecoy ?? false)
	return decoy
}
const tryWith = (tried: string) =>
	unlock(device, tried).then(
		({ isDecoy }) => (isDecoy ? 'empty' : 'own'),
		(thrown: unknown) => (thrown as { code?: string }).code,
	)

describe('the second PIN', () => {
	test('[SP1] [SP2] opens an empty app in which everything can be started', async () => {
		const hidden = await draftWith(vaultSession, 61)
		await finish(vaultSession, await draftWith(vaultSession, 62))
		await setSecondPin(vaultSession, own, forced)
		const decoy = await openForced()
		expect(await listDrafts(decoy)).toEqual([])
		expect(await listRecords(decoy)).toEqual([])
		expect(await openDraft(decoy, hidden)).toBeNull()
		expect(await outboxState(device)).toMatchObject({ waiting: 0, records: 0, oldestAt: null })
		expect((await currentForms(decoy)).map(({ id }) => id)).toEqual(['household'])
	})
	test('shows no open call-backs of the helpline, as if offline', async () => {
		await setSecondPin(vaultSession, own, forced)
		const decoy = await openForced()
		const line = vi.spyOn(globalThis, 'fetch')
		await expect(actInShift(decoy, { kind: 'look' })).rejects.toMatchObject({ code: 'no-connection' })
		expect(line).not.toHaveBeenCalled()
		line.mockRestore()
	})
	test('[SP1] what is entered there is stored there, and found with the own PIN; never the other way round', async () => {
		await draftWith(vaultSession, 61)
		await setSecondPin(vaultSession, own, forced)
		const decoy = await openForced()
		const typed = await draftWith(decoy, 33)
		await finish(decoy, await draftWith(decoy, 34))
		const again = await openForced()
		expect((await listDrafts(again)).map(({ id }) => id)).toEqual([typed])
		expect(await listRecords(again)).toHaveLength(1)
		setDecoyOpen(device, false)
		const mine = await unlock(device, own)
		expect(await listDrafts(mine)).toHaveLength(2)
		expect((await openDraft(mine, typed))?.answers.get(age)).toBe(33)
		expect(await listRecords(mine)).toHaveLength(1)
		expect((await listRecords(mine)).filter(({ isUnreadable }) => isUnreadable)).toEqual([])
	})
	test('finished records are still sent from the empty app', async () => {
		const id = await finish(vaultSession, await draftWith(vaultSession, 61))
		await setSecondPin(vaultSession, own, forced)
		await openForced()
		await sendSealed(device, { batchBytes: minBatchBytes, lastInventory: '' }, 'test')
		expect((await (await database()).revisions.get([device, id ?? '']))?.state).toBe('at-server')
	})
	test('cannot be detected from the stored data', async () => {
		const shape = async () => {
			const row = await enrolmentOf(device)
			const box = ({ iv, box: sealed }: SealedBox) => [iv.length, sealed.byteLength]
			const { second } = row
			return [Object.keys(row).sort(), second && [box(second.key), box(second.inner)]]
		}
		const without = await shape()
		await setSecondPin(vaultSession, own, forced)
		await expect.poll(() => shape()).toEqual(without)
		await setSecondPin(vaultSession, own, null)
		await expect.poll(() => shape()).toEqual(without)
		expect(await tryWith(forced)).toBe('pin-wrong')
	})
	test('[SP3] gives no extra tries for the own PIN: a wrong PIN counts for both, and ten remove both', async () => {
		vi.useFakeTimers({ toFake: ['Date'] })
		await setSecondPin(vaultSession, own, forced)
		const triesNow = async () => (await enrolmentOf(device)).tries?.count ?? 0
		for (let wrong = 1; wrong < 10; wrong++) {
			vi.setSystemTime(Date.now() + 31 * minute)
			await tryWith('000001')
			expect(await tryWith('000001')).toMatch(/wrong|wait|many/)
			const count = await triesNow()
			vi.setSystemTime(Date.now() + 31 * minute)
			expect(await tryWith(forced)).toBe('empty')
			await expect.poll(() => triesNow()).toBe(count)
			if (count === 9) break
		}
		vi.setSystemTime(Date.now() + 31 * minute)
		expect(await tryWith('000001')).toBe('pin-gone')
		expect(await tryWith(forced)).toBe('pin-gone')
		expect(await tryWith(own)).toBe('pin-gone')
	})
	test('does not allow trying the own PIN from the empty app', async () => {
		await setSecondPin(vaultSession, own, forced)
		const decoy = await openForced()
		// the screen that sets one is there too, and has no effect
		await setSecondPin(decoy, forced, '112358')
		expect(await tryWith('112358')).toBe('pin-wrong')
		await changeSecondPin(device, forced, own)
		expect(await tryWith(own)).toBe('empty')
	})
	test('stays when the own PIN is changed, and cannot become the same', async () => {
		await setSecondPin(vaultSession, own, forced)
		expect(await changePin(device, own, forced)).toBe(false)
		expect(await changePin(device, own, '902134')).toBe(true)
		expect(await tryWith('902134')).toBe('own')
		expect(await tryWith(forced)).toBe('empty')
		expect(await tryWith(own)).toBe('pin-wrong')
	})
	test('on a phone enrolled before second PINs has the forms too', async () => {
		const other = await unlockedAt(server)
		while ((await exchangeBundle(other, { batchBytes: minBatchBytes, lastInventory: '' }, 'test')).more);
		expect(await enrolmentOf(other.device)).not.toHaveProperty('second')
		await setSecondPin(other, own, forced)
		// the same session continues
		expect(await currentForms(other)).toHaveLength(1)
		const decoy = await unlock(other.device, forced)
		expect(decoy.isDecoy).toBe(true)
		expect((await currentForms(decoy)).map(({ id }) => id)).toEqual(['household'])
	})
})
