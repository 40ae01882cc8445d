import '../../../tests/helpers/browser.ts'
import { beforeEach, expect, test, vi } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { compileForm } from '#shared/forms/compile-form'
import type { FakeServer } from '#shared/testing/fake-server'
import {
	connect,
	goodLine,
	household,
	serverWithForm,
	unlockedAt,
} from '../../../tests/helpers/unlocked-session.ts'
import { exchangeBundle, minBatchBytes } from '../../sync/exchange-bundle.ts'
import { copyDrafts } from '../../sync/save-draft-copies.ts'
import { createAnswerWriter } from '../drafts/answer-writer.ts'
import { beginDraft } from '../drafts/drafts.ts'
import { saveRevision } from '../drafts/save-revision.ts'
import { unlock, type VaultSession } from '../enrolment/enrolments.ts'
import { outboxState } from '../outbox/outbox.ts'
import { database, isDatabaseNewer } from './database.ts'

vi.mock('../vault/derive-pin-key.ts', () => ({ derivePinKey: async () => new Uint8Array(32) }))

const compiled = compileForm(household, allFunctions)
if ('faults' in compiled) throw new Error('the household survey does not compile')
const { form } = compiled
const age = 'd_about/about_1/age'
let server: FakeServer
let vaultSession: VaultSession
let draft = ''
beforeEach(async () => {
	server = serverWithForm()
	vaultSession = await unlockedAt(server)
	connect(goodLine(server))
	await saveRevision({
		vaultSession,
		draft: await beginDraft(vaultSession, { id: 'household', ver: 1 }),
		form,
		answersOf: () => new Map([[age, 34]]),
		status: 'submitted',
	})
	draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
	// a newer app was here and added a store, as schema changes do
	await new Promise<void>((done, failed) => {
		const opening = indexedDB.open('zila', 7)
		opening.onupgradeneeded = () => opening.result.createObjectStore('moreOfThem')
		opening.onerror = () => failed(opening.error)
		opening.onsuccess = () => {
			opening.result.close()
			done()
		}
	})
})

test('[failure 40] an older app opens it, sends what waits, and changes nothing else', async () => {
	await database()
	expect(isDatabaseNewer()).toBe(true)
	const again = await unlock(vaultSession.device, '482915')
	server.publish({ kind: 'campaign', ref: 'test', body: { later: true } })
	const before = await (await database()).documents.toArray()
	expect(await exchangeBundle(again, { batchBytes: minBatchBytes, lastInventory: '' }, 'old')).toMatchObject({
		sent: 1,
		more: false,
	})
	expect((await outboxState(vaultSession.device)).waiting).toBe(0)
	// new data is left for the newer app: the cursor does not move
	expect(await (await database()).documents.toArray()).toEqual(before)
	expect((await (await database()).enrolments.get(vaultSession.device))?.cursor).toBe(0)
	expect(await copyDrafts(again)).toBe(false)

	await expect(beginDraft(again, { id: 'household', ver: 1 })).rejects.toMatchObject({ code: 'app-too-old' })
	const keeper = await createAnswerWriter(again, draft, { onChange: () => undefined })
	keeper.write(age, 35)
	expect(await keeper.whenSaved()).toMatchObject({ code: 'app-too-old' })
	await expect(
		saveRevision({
			vaultSession: again,
			draft,
			form,
			answersOf: () => new Map([[age, 35]]),
			status: 'submitted',
		}),
	).rejects.toMatchObject({ code: 'app-too-old' })
})
