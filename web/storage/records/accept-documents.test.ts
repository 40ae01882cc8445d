import '../../../tests/helpers/browser.ts'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { FormDefinition } from '#shared/forms/form-definition'
import { toBase64url } from '#shared/kernel/bytes'
import { roleKeyToSign, type SuccessionStep } from '#shared/people/role-keys'
import type { FakeServer } from '#shared/testing/fake-server'
import { formOf } from '#shared/testing/scenario'
import { connect, goodLine, serverWithForm, unlockedAt } from '../../../tests/helpers/unlocked-session.ts'
import { exchangeBundle, minBatchBytes } from '../../sync/exchange-bundle.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'
import { compiledForm, currentForms } from './documents.ts'
import { roleKeysOnPhone } from './field-contacts.ts'
import { saveEventSeen, securityNotes } from './security-notes.ts'

vi.mock('../vault/derive-pin-key.ts', () => ({ derivePinKey: async () => new Uint8Array(32) }))

const sealed: FormDefinition = {
	...formOf(`
		type  name  label  bind::zila:sealed_to
		text  done  Done   safeguarding-lead
	`),
	id: 'incident',
	readers: ['safeguarding-lead'],
}
const opened: FormDefinition = {
	...formOf(`
		type  name  label
		text  done  Done
	`),
	id: 'incident',
}

let server: FakeServer
let vaultSession: VaultSession
beforeEach(async () => {
	server = serverWithForm()
	connect(goodLine(server))
	vaultSession = await unlockedAt(server)
})
const sync = async () => {
	while ((await exchangeBundle(vaultSession, { batchBytes: minBatchBytes, lastInventory: '' }, 'test')).more);
}
test('a form version of another enrolment on the phone is another form', async () => {
	const publishAt = (at: FakeServer, definition: FormDefinition) =>
		at.publish({
			kind: 'form',
			ref: 'incident@1',
			body: { id: 'incident', version: 1, isCurrent: true, definition },
		})
	const first = vaultSession
	publishAt(server, opened)
	await sync()
	expect((await compiledForm(first, 'incident', 1))?.definition.readers).toBeUndefined()
	server = serverWithForm()
	connect(goodLine(server))
	vaultSession = await unlockedAt(server)
	publishAt(server, sealed)
	await sync()
	expect((await compiledForm(vaultSession, 'incident', 1))?.definition.readers).toEqual(['safeguarding-lead'])
	expect((await compiledForm(first, 'incident', 1))?.definition.readers).toBeUndefined()
})

const events = async () => (await securityNotes(vaultSession, server.now())).events

describe('a form version that weakens the encryption of the current one', () => {
	const publish = (version: number, definition: FormDefinition, more: object = {}) =>
		server.publish({
			kind: 'form',
			ref: `incident@${version}`,
			body: { id: 'incident', version, isCurrent: true, definition, ...more },
		})
	const current = async () => (await currentForms(vaultSession)).find(({ id }) => id === 'incident')?.version
	/** Replaces the form version as a server does: the previous one is no longer current. */
	async function replace(more: object = {}, definition = opened) {
		publish(1, sealed)
		await sync()
		publish(1, sealed, { isCurrent: false })
		publish(2, definition, more)
		await sync()
	}

	test('is refused: work continues with the current version, and the user is told', async () => {
		await replace()
		expect(await current()).toBe(1)
		expect(await compiledForm(vaultSession, 'incident', 2)).toBeNull()
		expect(await events()).toEqual([
			{ kind: 'refused-form', form: 'incident', version: 2, at: expect.any(Number) },
		])
		for (const event of await events()) await saveEventSeen(vaultSession, event)
		expect(await events()).toEqual([])
	})
	test('is accepted with the server’s signed approval', async () => {
		await replace({ approval: await server.approval('incident', 2, opened) })
		expect(await current()).toBe(2)
		expect(await events()).toEqual([])
	})
	test.each([
		['of another version', () => server.approval('incident', 3, opened)],
		['of another form', () => server.approval('household', 2, opened)],
		['of another definition', () => server.approval('incident', 2, sealed)],
		[
			'of another server',
			async () => {
				const other = serverWithForm()
				return other.approval('incident', 2, opened)
			},
		],
		[
			'without a valid signature',
			async () => {
				const { statement } = await server.approval('incident', 2, opened)
				return { statement, signature: 'A'.repeat(86) }
			},
		],
	])('is refused with an approval %s', async (_, approval) => {
		await replace({ approval: await approval() })
		expect(await current()).toBe(1)
	})
	test('is refused under the version number of the current one', async () => {
		publish(1, sealed)
		await sync()
		publish(1, opened)
		await sync()
		expect((await compiledForm(vaultSession, 'incident', 1))?.definition.readers).toEqual([
			'safeguarding-lead',
		])
		expect((await events()).map(({ kind }) => kind)).toEqual(['refused-form'])
	})
	test('is not affected if the new version encrypts as before, or the phone has none', async () => {
		await replace({}, { ...sealed, title: { en: 'Another title' } })
		expect(await current()).toBe(2)
		vaultSession = await unlockedAt(server)
		publish(3, opened)
		await sync()
		// this phone received version 2, which seals, first
		expect(await current()).toBe(2)
	})
})

describe('a new role key', () => {
	async function newKey() {
		const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign'])
		const publicKey = toBase64url(new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)))
		return {
			publicKey,
			async signed(next: string): Promise<SuccessionStep> {
				const toSign = roleKeyToSign({
					project: server.project,
					role: 'safeguarding-lead',
					before: publicKey,
					publicKey: next,
				})
				const algorithm = { name: 'ECDSA', hash: 'SHA-256' }
				const signature = new Uint8Array(await crypto.subtle.sign(algorithm, pair.privateKey, toSign))
				return { publicKey: next, signature: toBase64url(signature) }
			},
		}
	}
	const publish = (succession: readonly SuccessionStep[]) =>
		server.publish({
			kind: 'role-key',
			ref: 'safeguarding-lead',
			body: { role: 'safeguarding-lead', publicKey: succession.at(-1)?.publicKey, succession },
		})
	const key = async () => (await roleKeysOnPhone(vaultSession)).get('safeguarding-lead')

	test('is accepted if the previous one signed it, also over several, and the user is told to compare', async () => {
		const [first, second, third] = [await newKey(), await newKey(), await newKey()]
		publish([{ publicKey: first.publicKey }])
		await sync()
		expect(await events()).toEqual([])
		publish([
			{ publicKey: first.publicKey },
			await first.signed(second.publicKey),
			await second.signed(third.publicKey),
		])
		await sync()
		expect(await key()).toBe(third.publicKey)
		expect(await events()).toEqual([
			{
				kind: 'new-key',
				role: 'safeguarding-lead',
				publicKey: third.publicKey,
				at: expect.any(Number),
			},
		])
	})
	test('is accepted if people confirmed it', async () => {
		const [first, second] = [await newKey(), await newKey()]
		publish([{ publicKey: first.publicKey }])
		await sync()
		publish([{ publicKey: first.publicKey }, { publicKey: second.publicKey, confirmedBy: ['Lubna', 'Mehr'] }])
		await sync()
		expect(await key()).toBe(second.publicKey)
	})
	test('is refused without the previous key’s signature, with a wrong one, or if it is omitted', async () => {
		const [first, second] = [await newKey(), await newKey()]
		publish([{ publicKey: first.publicKey }])
		await sync()
		for (const succession of [
			[{ publicKey: first.publicKey }, { publicKey: second.publicKey }],
			[{ publicKey: first.publicKey }, await second.signed(second.publicKey)],
			[{ publicKey: first.publicKey }, { publicKey: second.publicKey, confirmedBy: [] }],
			[{ publicKey: second.publicKey }],
		]) {
			publish(succession)
			await sync()
			expect(await key()).toBe(first.publicKey)
		}
		expect((await events()).map(({ kind }) => kind)).toEqual(['refused-key'])
	})
})

test('a code for another device is shown until read, or until it expires', async () => {
	const publish = (state: string, more: object = {}) =>
		server.publish({
			kind: 'new-device',
			ref: 'A'.repeat(22),
			body: {
				id: 'A'.repeat(22),
				state,
				by: 'Rabia',
				at: '2026-01-15T00:00:00.000Z',
				expires: '2026-02-14T00:00:00.000Z',
				...more,
			},
		})
	const shownStates = async (now = server.now()) =>
		(await securityNotes(vaultSession, now)).devices.map(({ state }) => state)
	publish('waiting')
	await sync()
	expect(await shownStates()).toEqual(['waiting'])
	expect(await shownStates(Date.UTC(2026, 1, 15))).toEqual([])
	publish('enrolled', { device: 'B'.repeat(22), label: 'Android 14' })
	await sync()
	expect(await shownStates(Date.UTC(2026, 1, 15))).toEqual(['enrolled'])
	publish('enrolled', { device: vaultSession.device, label: 'Android 14' })
	await sync()
	expect(await shownStates()).toEqual([])
	publish('ended')
	await sync()
	expect(await shownStates()).toEqual([])
})
