import '../../../tests/helpers/browser.ts'
import { beforeEach, describe, expect, test, vi } from 'vitest'
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
import { discardDraft } from '../drafts/discard-draft.ts'
import { beginDraft, openDraft } from '../drafts/drafts.ts'
import { saveRevision } from '../drafts/save-revision.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'
import { database } from './database.ts'
import { dismissLosses, losses } from './ledger.ts'

vi.mock('../vault/derive-pin-key.ts', () => ({ derivePinKey: async () => new Uint8Array(32) }))

const compiled = compileForm(household, allFunctions)
if ('faults' in compiled) throw new Error('the household survey does not compile')
const { form } = compiled
const age = 'd_about/about_1/age'
let server: FakeServer
let vaultSession: VaultSession
beforeEach(async () => {
	dismissLosses()
	server = serverWithForm()
	vaultSession = await unlockedAt(server)
	connect(goodLine(server))
})
const begin = () => beginDraft(vaultSession, { id: 'household', ver: 1 })
const finish = async (years: number, draft?: string) =>
	saveRevision({
		vaultSession,
		draft: draft ?? (await begin()),
		form,
		answersOf: () => new Map([[age, years]]),
		status: 'submitted',
	})
const send = () => exchangeBundle(vaultSession, { batchBytes: minBatchBytes, lastInventory: '' }, 'test')

/** Restarts the app on the phone's data. Returns the reported losses. */
async function restart() {
	vi.resetModules()
	await (await import('./database.ts')).database()
	return losses()
		.filter(({ device }) => device === vaultSession.device)
		.map(({ isAll, unsent, drafts }) => ({ isAll, unsent, drafts }))
}
const storedLedger = () => localStorage.getItem('zila-ledger') ?? ''
const stores = ['settings', 'enrolments', 'drafts', 'draftAnswers', 'revisions', 'records'] as const
/**
 * Copies all rows. Returns the function that restores them, as a browser does that lost the end of its log.
 */
async function copyOfDatabase(): Promise<() => Promise<void>> {
	const db = await database()
	const rows = await Promise.all(
		stores.map(async (store) => [store, await db.table(store).toArray()] as const),
	)
	return async () => {
		for (const [store, all] of rows) {
			await db.table(store).clear()
			for (const row of all) await db.table(store).put(row)
		}
	}
}

describe('[LE1] no false alarm', () => {
	test('after work that was started, finished, sent and deleted', async () => {
		await begin()
		await finish(34)
		await finish(35)
		await send()
		await finish(36)
		await discardDraft(vaultSession, await begin())
		expect(await restart()).toEqual([])
	})
	test('when the phone crashed before the last commits were recorded outside', async () => {
		const draft = await begin()
		await finish(34)
		const before = storedLedger()
		await send()
		await discardDraft(vaultSession, draft)
		localStorage.setItem('zila-ledger', before)
		expect(await restart()).toEqual([])
	})
	test('when nothing was recorded, as on an older phone', async () => {
		await finish(34)
		localStorage.clear()
		await (await database()).settings.delete('ledger')
		expect(await restart()).toEqual([])
	})
	test('when an app version without the ledger was used in between', async () => {
		const id = await finish(34)
		const db = await database()
		const row = await db.enrolments.get(vaultSession.device)
		if (row) await db.enrolments.put({ ...row, n: row.n + 1 })
		await db.revisions.delete([vaultSession.device, id ?? ''])
		expect(await restart()).toEqual([])
	})
	test('when an app version without the ledger has sent the waiting records', async () => {
		const id = await finish(34)
		const db = await database()
		const row = await db.revisions.get([vaultSession.device, id ?? ''])
		if (row) await db.revisions.put({ ...row, state: 'at-server' })
		expect(await restart()).toEqual([])
	})
	test('when a lost database had everything on the server', async () => {
		const back = await copyOfDatabase()
		await finish(34)
		await send()
		await back()
		expect(await restart()).toEqual([])
	})
})

describe('[LE2] an alarm', () => {
	test('when the end of the database is gone', async () => {
		await finish(34)
		const back = await copyOfDatabase()
		await finish(35)
		await finish(36)
		await begin()
		await back()
		expect(await restart()).toEqual([{ isAll: false, unsent: 2, drafts: 1 }])
		// reported until it is dismissed
		expect(await restart()).toHaveLength(1)
		dismissLosses()
		expect(await restart()).toEqual([])
	})
	test('when one unsent revision, or a draft, is missing, though nothing else is', async () => {
		const id = await finish(34)
		await finish(35)
		const draft = await begin()
		const db = await database()
		await db.revisions.delete([vaultSession.device, id ?? ''])
		await db.drafts.delete(draft)
		expect(await restart()).toEqual([{ isAll: false, unsent: 1, drafts: 1 }])
	})
	test('when everything is gone; and a new start is possible', async () => {
		await finish(34)
		await begin()
		await new Promise((done) => {
			indexedDB.deleteDatabase('zila').onsuccess = done
		})
		expect(await restart()).toEqual([{ isAll: true, unsent: 1, drafts: 1 }])
		await unlockedAt(server)
		expect(await restart()).toHaveLength(1)
	})
})

test('[LE3] after a loss no number is used twice: the server sees which are missing', async () => {
	await finish(34)
	const back = await copyOfDatabase()
	await finish(35)
	await back()
	await restart()
	const id = await finish(36)
	const rows = await (await database()).revisions.toArray()
	const own = rows.filter(({ device }) => device === vaultSession.device)
	expect(own.map(({ n }) => n).sort()).toEqual([1, 3])
	expect(own.find(({ n }) => n === 3)?.id).toBe(id)
	expect(await openDraft(vaultSession, 'none')).toBeNull()
})
