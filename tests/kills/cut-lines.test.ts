import '../helpers/browser.ts'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { compileForm } from '#shared/forms/compile-form'
import { toBase64url } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import { seededRandom } from '#shared/kernel/seeded-random'
import { surveyProject as project } from '#shared/study/deployments'
import { sqliteEngine } from '../../sync-server/storage/engine/sqlite-engine.ts'
import { openStore } from '../../sync-server/storage/open-store.ts'
import type { Store } from '../../sync-server/storage/store.ts'
import { database } from '../../web/storage/database/database.ts'
import { beginCorrection } from '../../web/storage/drafts/begin-correction.ts'
import { beginDraft } from '../../web/storage/drafts/drafts.ts'
import { saveRevision } from '../../web/storage/drafts/save-revision.ts'
import { saveEnrolment, type VaultSession } from '../../web/storage/enrolment/enrolments.ts'
import { listRecords } from '../../web/storage/records/records.ts'
import { createSigningKey } from '../../web/storage/vault/vault.ts'
import { exchangeBundle, type LinkState, minBatchBytes } from '../../web/sync/exchange-bundle.ts'
import { administratorOf, inviteEnumerator } from '../benchmarks/administrator.ts'
import { household } from '../helpers/unlocked-session.ts'
import { startZila, type ZilaServer } from '../walks/zila-server.ts'
import { checkNothingLost } from './check-durability.ts'
import { BadProxy } from './faulty-proxy.ts'

vi.mock('../../web/storage/vault/derive-pin-key.ts', () => ({
	// the cost of guessing a PIN is not tested here
	derivePinKey: async (_pin: string, salt: Uint8Array) => new Uint8Array(32).fill(salt[0] ?? 0),
}))

const seed = 20_260_115
const random = seededRandom(seed)
const records = 40
const compiled = compileForm(household, allFunctions)
if (!('form' in compiled)) throw new Error('the household survey does not compile')
const { form } = compiled

let server: ZilaServer
let proxy: BadProxy
let store: Store
let vaultSession: VaultSession
const overTheLine = globalThis.fetch
beforeAll(async () => {
	server = await startZila()
	store = await openStore({
		engine: sqliteEngine(join(server.dataFolder, 'zila.sqlite')),
		project,
		now: Date.now,
	})
	const post = await administratorOf(server)
	const { code } = await inviteEnumerator(post, 0)
	const { signingKey, publicKey } = await createSigningKey()
	const phone = toBase64url(random.bytes(16))
	const enrolment = await post('/api/enrolments', { code, publicKey, phone, label: 'Cut' })
	vaultSession = await saveEnrolment(enrolment as never, signingKey, '482915')
	proxy = await BadProxy.before(server.url, random)
	globalThis.fetch = (path, init) => overTheLine(`${proxy.url}${String(path)}`, init)
})
afterAll(async () => {
	globalThis.fetch = overTheLine
	proxy.close()
	await store.close()
	await server.kill()
})

async function finish(draft: string, age: number): Promise<void> {
	const answers = new Map([['d_about/about_1/age', age]])
	await saveRevision({ vaultSession, draft, form, answersOf: () => answers, status: 'submitted' })
}
const waiting = async () =>
	(await (await database()).revisions.toArray()).filter(({ state }) => state === 'waiting')
/** Checks that everything the phone has marked as acknowledged is on the server. */
async function checkMarked(): Promise<void> {
	const rows = await (await database()).revisions.toArray()
	const marked = rows.filter(({ state }) => state === 'at-server').map(({ id }) => id)
	const there = new Set((await store.revisionsById(marked)).map(({ id }) => id))
	expect(marked.filter((id) => !there.has(id))).toEqual([])
}

test('[F14] [F15] [F16] a proxy that cuts requests and replies at any byte, answers by itself and repeats requests: everything arrives once, and nothing is marked as sent that was not', async () => {
	const line: LinkState = { batchBytes: minBatchBytes / 4, lastInventory: '' }
	const problems = new Set<string>()
	const tryOnce = async () => {
		try {
			return (await exchangeBundle(vaultSession, line, 'test')).more
		} catch (thrown) {
			// every failure in transit is a `Problem` that allows a retry
			if (!(thrown instanceof Problem)) throw thrown
			problems.add(thrown.code)
			return true
		} finally {
			await checkMarked()
		}
	}
	for (let n = 0; await tryOnce(); n++) if (n > 50) throw new Error('the first sync does not end')
	proxy.badness = 0.7
	for (let i = 0; i < records; i++) {
		await finish(await beginDraft(vaultSession, { id: 'household', ver: 1 }), 18 + i)
		if (random.chance(0.3))
			await finish(
				await beginCorrection(vaultSession, random.pick(await listRecords(vaultSession)).id),
				60 + i,
			)
		await tryOnce()
	}
	for (let tries = 0; (await waiting()).length > 0; tries++) {
		if (tries > 500) throw new Error(`the sync does not succeed; seed ${seed}`)
		await tryOnce()
	}
	expect(proxy.happened.size).toBe(8)
	expect([...problems].sort()).toEqual(['bundle-unreadable', 'no-connection', 'not-our-server'])
	const written = (await (await database()).revisions.toArray()).map(({ id }) => id)
	expect(written.length).toBeGreaterThan(records)
	expect(await checkNothingLost(store, written)).toEqual({ revisions: written.length })
	expect((await listRecords(vaultSession)).map(({ sendState }) => sendState)).toEqual(
		Array(records).fill('at-server'),
	)
})
