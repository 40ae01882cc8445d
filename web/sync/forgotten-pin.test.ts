import { createHash, randomBytes } from 'node:crypto'
import '../../tests/helpers/browser.ts'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { compileForm } from '#shared/forms/compile-form'
import { enrolReplySchema } from '#shared/sync/messages'
import { invite } from '../../sync-server/people/invitations.ts'
import { addPerson } from '../../sync-server/people/people.ts'
import { type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { connectTo } from '../../tests/helpers/network.ts'
import { household } from '../../tests/helpers/unlocked-session.ts'
import { postJson } from '../api/server-client.ts'
import { database } from '../storage/database/database.ts'
import { createAnswerWriter } from '../storage/drafts/answer-writer.ts'
import { beginDraft, openDraft } from '../storage/drafts/drafts.ts'
import { saveRevision } from '../storage/drafts/save-revision.ts'
import {
	changeEnrolment,
	enrolmentOf,
	peopleOnPhone,
	saveEnrolment,
	unlock,
	type VaultSession,
} from '../storage/enrolment/enrolments.ts'
import { ensureSecondKey, setSecondPin } from '../storage/enrolment/second-pin.ts'
import { changePin, saveEscrowedKey, unlockWithEscrowedKey } from '../storage/records/escrowed-key.ts'
import { createSigningKey } from '../storage/vault/vault.ts'
import { exchangeBundle, minBatchBytes } from './exchange-bundle.ts'
import { resetForgottenPin } from './forgotten-pin.ts'
import { sendSealed } from './send-sealed.ts'

/** A cheap derivation: these tests are about the consequences of a wrong PIN, not about its cost. */
const derive = vi.hoisted(() => ({ fails: false }))
vi.mock('../storage/vault/derive-pin-key.ts', () => ({
	derivePinKey: async (pin: string, salt: Uint8Array) => {
		if (derive.fails) throw new Error('no room for 19 MiB')
		return new Uint8Array(createHash('sha256').update(pin).update(salt).digest())
	},
}))

const compiled = compileForm(household, allFunctions)
if ('faults' in compiled) throw new Error('the household survey does not compile')
const { form } = compiled
const age = 'd_about/about_1/age'
const [, freshSqlite] = engines[0]
const pin = '482915'
const minute = 60_000
const realFetch = globalThis.fetch

let server: ServerForTests
let person: string
let vaultSession: VaultSession
beforeEach(async () => {
	await (await database()).enrolments.clear()
	server = await serverForTests(await freshSqlite())
	await connectTo(server.app)
	person = await newPerson()
	const { signingKey, publicKey } = await createSigningKey()
	const phone = randomBytes(16).toString('base64url')
	const reply = await postJson('/api/enrolments', {
		code: await codeFor(),
		publicKey,
		phone,
		label: 'Android',
	})
	vaultSession = await saveEnrolment(enrolReplySchema.parse(reply), signingKey, pin)
	await saveEscrowedKey(vaultSession.device, pin)
	await exchangeBundle(vaultSession, { batchBytes: minBatchBytes, lastInventory: '' }, 'test')
})
afterEach(async () => {
	vi.useRealTimers()
	globalThis.fetch = realFetch
	await server.close()
	expect(server.failures).toEqual([])
})
async function newPerson(): Promise<string> {
	const code = randomBytes(6).toString('hex')
	const given = { name: 'Amina', code, role: 'enumerator' as const, districts: ['PK607'], language: 'en' }
	return (await addPerson(server.store, server.study, given, server.clock.now)).id
}
const codeFor = async (who = person) => (await invite(server.store, who, server.clock.now)).code
const codeOf = (promise: Promise<unknown>) =>
	promise.then(
		() => 'opened',
		(thrown: { code?: string }) => thrown.code,
	)
const tryWith = (tried: string) => codeOf(unlock(vaultSession.device, tried))
/** Advances only the clock. */
const laterBy = (ms: number) => vi.setSystemTime(Date.now() + ms)
const triesOf = async () => (await enrolmentOf(vaultSession.device)).tries?.count ?? 0

describe('a wrong PIN', () => {
	beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }))

	test('has no cost once or twice; from the fourth on there is a growing delay, and a right one resets it', async () => {
		for (let slip = 0; slip < 3; slip++) expect(await tryWith('000001')).toBe('pin-wrong')
		expect(await tryWith('000001')).toBe('pin-wrong')
		// the right one waits too, or the wait would disclose which it is
		expect(await tryWith(pin)).toBe('too-many-tries')
		laterBy(9_000)
		expect(await tryWith(pin)).toBe('too-many-tries')
		laterBy(1_001)
		expect(await tryWith('000001')).toBe('pin-wrong')
		laterBy(10_001)
		expect(await tryWith(pin)).toBe('too-many-tries')
		laterBy(20_000)
		// from the sixth on, the number of attempts left is shown
		const sixth = await unlock(vaultSession.device, '000001').catch((thrown: unknown) => thrown)
		expect(sixth).toMatchObject({ code: 'pin-wrong-again', details: { left: 4 } })
		laterBy(60_001)
		expect(await tryWith(pin)).toBe('opened')
		await expect.poll(() => triesOf()).toBe(0)
	})
	test('counts as soon as it is typed, so that closing the app gains no try; a clock set back locks nobody out', async () => {
		const opening = unlock(vaultSession.device, '000001').catch(() => undefined)
		await expect.poll(() => triesOf()).toBe(1)
		await opening
		await changeEnrolment(vaultSession.device, (row) => ({ ...row, tries: { count: 6, last: Date.now() } }))
		laterBy(-400 * 24 * 60 * minute)
		expect(await tryWith(pin)).toBe('pin-wait')
		laterBy(minute / 2)
		expect(await tryWith(pin)).toBe('too-many-tries')
		laterBy(minute + 1)
		expect(await tryWith(pin)).toBe('opened')
	})
	test('entered ten times removes the key: nothing here opens any more, and finished records are still sent', async () => {
		const draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
		const answersOf = () => new Map([[age, 34]])
		const id = await saveRevision({ vaultSession, draft, form, answersOf, status: 'submitted' })
		for (let wrong = 1; wrong < 10; wrong++) {
			laterBy(31 * minute)
			expect(await tryWith('000001')).toBe(wrong < 6 ? 'pin-wrong' : 'pin-wrong-again')
		}
		expect((await peopleOnPhone())[0]?.isPinLost).toBe(false)
		laterBy(31 * minute)
		expect(await tryWith('000001')).toBe('pin-gone')
		expect(await tryWith(pin)).toBe('pin-gone')
		expect((await peopleOnPhone())[0]?.isPinLost).toBe(true)
		expect(await enrolmentOf(vaultSession.device)).not.toHaveProperty('wrappedKey')

		await sendSealed(vaultSession.device, { batchBytes: minBatchBytes, lastInventory: '' }, 'test')
		expect(await server.store.revisionsById([id ?? ''])).toHaveLength(1)
	})
	test('entered ten times without a spare key removes nothing: each further try waits half an hour', async () => {
		await changeEnrolment(vaultSession.device, ({ spareKey: _, ...row }) => row)
		for (let wrong = 0; wrong < 12; wrong++) {
			laterBy(30 * minute)
			expect(await tryWith('000001')).toBe('pin-wrong')
		}
		laterBy(29 * minute)
		expect(await tryWith(pin)).toBe('pin-wait')
		laterBy(minute)
		expect(await tryWith(pin)).toBe('opened')
	})
	test('is not counted if it could not be tried, or was right and something else failed', async () => {
		expect(await tryWith('000001')).toBe('pin-wrong')
		derive.fails = true
		expect(await tryWith(pin)).toBeUndefined()
		derive.fails = false
		expect(await triesOf()).toBe(1)
	})
	test('is counted twice for two tabs that try at once', async () => {
		await Promise.all([tryWith('000001'), tryWith('000002')])
		expect(await triesOf()).toBe(2)
	})
})

describe('a forgotten PIN', () => {
	async function draftWith(years: number): Promise<string> {
		const draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
		const keeper = await createAnswerWriter(vaultSession, draft, { onChange: () => undefined })
		keeper.write(age, years)
		await keeper.whenSaved()
		return draft
	}
	test.each([false, true])(
		'is replaced with a code, and all stored data is available again (the key removed before: %s)',
		async (isGone) => {
			const draft = await draftWith(61)
			if (isGone) await changeEnrolment(vaultSession.device, ({ wrappedKey: _, ...row }) => row)
			const again = await resetForgottenPin(vaultSession.device, (await codeFor()).toLowerCase(), '770412')
			expect((await openDraft(again, draft))?.answers.get(age)).toBe(61)
			expect(await tryWith(pin)).toBe('pin-wrong')
			expect(await tryWith('770412')).toBe('opened')
			// for the server it is the same phone
			expect(
				(await exchangeBundle(again, { batchBytes: minBatchBytes, lastInventory: '' }, 'test')).more,
			).toBe(false)
		},
	)
	test('removes the second PIN; its data is still there, and another one can be set', async () => {
		const mine = await draftWith(61)
		await ensureSecondKey(vaultSession.device, pin)
		await setSecondPin(vaultSession, pin, '112358')
		const decoy = await unlock(vaultSession.device, '112358')
		const typed = await beginDraft(decoy, { id: 'household', ver: 1 })
		const again = await resetForgottenPin(vaultSession.device, await codeFor(), '770412')
		expect((await openDraft(again, mine))?.answers.get(age)).toBe(61)
		expect((await openDraft(again, typed))?.id).toBe(typed)
		expect(await tryWith('112358')).toBe('pin-wrong')
		await setSecondPin(again, '770412', '112358')
		const open = await unlock(vaultSession.device, '112358')
		expect((await openDraft(open, typed))?.id).toBe(typed)
		expect(await openDraft(open, mine)).toBeNull()
	})
	test('is not replaced by a used code, one of another user, or the enrolment code', async () => {
		const used = await codeFor()
		await resetForgottenPin(vaultSession.device, used, '770412')
		// a finder of the paper and the phone, even a moment later
		expect(await codeOf(resetForgottenPin(vaultSession.device, used, '112358'))).toBe('code-used')
		const spent = await codeFor(await newPerson())
		expect(await codeOf(resetForgottenPin(vaultSession.device, spent, '112358'))).toBe('code-unknown')
		expect(await tryWith('770412')).toBe('opened')
	})
	test('with a lost reply is requested again with the same code', async () => {
		const code = await codeFor()
		const { fetch } = globalThis
		globalThis.fetch = async (...args) => {
			await fetch(...args)
			throw new TypeError('the line broke')
		}
		expect(await codeOf(resetForgottenPin(vaultSession.device, code, '770412'))).toBe('no-connection')
		expect(await tryWith(pin)).toBe('opened')
		globalThis.fetch = fetch
		await resetForgottenPin(vaultSession.device, code, '770412')
		expect(await tryWith('770412')).toBe('opened')
	})
	test('is not replaced by a key that does not match the stored data', async () => {
		const other = randomBytes(32).toString('base64url')
		expect(await codeOf(unlockWithEscrowedKey(vaultSession.device, other, '770412'))).toBe('not-our-server')
		expect(await tryWith(pin)).toBe('opened')
	})
	test('a phone without a spare key gets one when the PIN is entered, and until then reports that it cannot help', async () => {
		await changeEnrolment(vaultSession.device, ({ spareKey: _, ...row }) => row)
		expect(await codeOf(resetForgottenPin(vaultSession.device, await codeFor(), '770412'))).toBe(
			'spare-key-missing',
		)
		await saveEscrowedKey(vaultSession.device, pin)
		await resetForgottenPin(vaultSession.device, await codeFor(), '770412')
		expect(await tryWith('770412')).toBe('opened')
	})
	test('the spare key is stored encrypted: it cannot be read from the phone’s files', async () => {
		const { spareKey } = await enrolmentOf(vaultSession.device)
		expect(spareKey?.to).toBe(server.sealing.current().publicKey)
		const opened = await server.sealing.open(spareKey?.frame ?? new Uint8Array())
		const { key } = JSON.parse(Buffer.from(opened as Uint8Array).toString()) as { key: string }
		expect(Buffer.from(spareKey?.frame ?? []).includes(Buffer.from(key, 'base64url'))).toBe(false)
		expect(Buffer.from(spareKey?.frame ?? []).includes(key)).toBe(false)
	})
})

test('a PIN can be changed only with the current one', async () => {
	expect(await codeOf(changePin(vaultSession.device, '000001', '770412'))).toBe('pin-wrong')
	expect(await triesOf()).toBe(1)
	await changePin(vaultSession.device, pin, '770412')
	expect(await tryWith(pin)).toBe('pin-wrong')
	expect(await tryWith('770412')).toBe('opened')
	await resetForgottenPin(vaultSession.device, await codeFor(), '331907')
	expect(await tryWith('331907')).toBe('opened')
})
