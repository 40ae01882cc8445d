import { createHash } from 'node:crypto'
import '../../../tests/helpers/browser.ts'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { defaultRounds, type Study } from '#shared/study/study'
import type { FakeServer } from '#shared/testing/fake-server'
import { emptyDisk } from '../../../tests/helpers/private-files.ts'
import { readableDatabase } from '../../../tests/helpers/readable-database.ts'
import { connect, goodLine, serverWithForm, unlockedAt } from '../../../tests/helpers/unlocked-session.ts'
import { exchangeBundle, minBatchBytes } from '../../sync/exchange-bundle.ts'
import { database } from '../database/database.ts'
import { unlock, type VaultSession } from '../enrolment/enrolments.ts'
import { ensureSecondKey, setSecondPin } from '../enrolment/second-pin.ts'
import { landmarkName, landmarksOnPhone, type SampledHousehold, saveLandmark } from './landmarks.ts'

vi.mock('../vault/derive-pin-key.ts', () => ({
	derivePinKey: async (pin: string, salt: Uint8Array) =>
		new Uint8Array(createHash('sha256').update(pin).update(salt).digest()),
}))

const at = (household: number, round = 'endline'): SampledHousehold => ({
	round,
	cluster: 'PK607-03',
	household,
})
let server: FakeServer
let vaultSession: VaultSession
const assign = (...households: number[]) =>
	server.publish({
		kind: 'sample',
		ref: 'sample:endline:PK607-03:amina',
		body: {
			round: 'endline',
			cluster: 'PK607-03',
			area: 'rural',
			lines: households.map((household) => ({ household, line: household, selection: 0.5 })),
		},
	})
const publishRounds = (rounds: Study['rounds']) =>
	server.publish({
		kind: 'campaign',
		ref: 'test',
		body: { project: 'test', offsetMinutes: 300, districts: [], rounds },
	})
const sync = async () => {
	while ((await exchangeBundle(vaultSession, { batchBytes: minBatchBytes, lastInventory: '' }, 'test')).more);
}
const rows = async () => (await database()).settings.where('key').startsWith('landmark ').count()
const textsOf = async (session = vaultSession) => Object.fromEntries(await landmarksOnPhone(session))

beforeEach(async () => {
	emptyDisk()
	await (await database()).settings.clear()
	server = serverWithForm()
	connect(goodLine(server))
	vaultSession = await unlockedAt(server)
	assign(11, 12)
	await sync()
	await saveLandmark(vaultSession, at(12), 'CANARY-blue-gate')
})

test('[LM1] neither a landmark nor its household is readable in the database, and none is sent', async () => {
	const line = vi.spyOn(globalThis, 'fetch')
	expect(await textsOf()).toEqual({ [landmarkName(at(12))]: 'CANARY-blue-gate' })
	const all = await readableDatabase()
	expect(all).toContain('landmark ')
	expect(all).not.toContain('CANARY')
	expect(all).not.toContain(landmarkName(at(12)))
	expect(line).not.toHaveBeenCalled()
})

test('a landmark replaces the earlier one of its household, and is removed', async () => {
	await saveLandmark(vaultSession, at(11), 'tube well')
	await saveLandmark(vaultSession, at(12), 'green door')
	expect(await textsOf()).toEqual({
		[landmarkName(at(11))]: 'tube well',
		[landmarkName(at(12))]: 'green door',
	})
	await saveLandmark(vaultSession, at(12), '')
	expect(await textsOf()).toEqual({ [landmarkName(at(11))]: 'tube well' })
	expect(await rows()).toBe(1)
})

describe('[LM2] a sync', () => {
	test('deletes the landmark of a household that is not assigned to this person any more, and no other', async () => {
		await saveLandmark(vaultSession, at(11), 'tube well')
		assign(11)
		await sync()
		expect(await textsOf()).toEqual({ [landmarkName(at(11))]: 'tube well' })
		expect(await rows()).toBe(1)
	})
	test('deletes all landmarks of a round that is closed', async () => {
		publishRounds(defaultRounds.map((round) => ({ ...round, state: 'closed' })))
		await sync()
		expect(await rows()).toBe(0)
	})
	test('deletes those of the last round when another one opens', async () => {
		publishRounds(
			defaultRounds.map((round) => ({ ...round, state: round.code === 'pilot' ? 'open' : 'closed' })),
		)
		await sync()
		expect(await rows()).toBe(0)
	})
	test('without news of households or rounds deletes none', async () => {
		assign(11, 12)
		await sync()
		await sync()
		expect(await rows()).toBe(1)
	})
	test('deletes none of another person on the phone', async () => {
		const other = await unlockedAt(server)
		await saveLandmark(other, at(7), 'tall tree')
		assign(12)
		await sync()
		expect(await textsOf(other)).toEqual({ [landmarkName(at(7))]: 'tall tree' })
		expect(await textsOf()).toEqual({ [landmarkName(at(12))]: 'CANARY-blue-gate' })
	})
})

test('[LM3] the second PIN opens no landmark, and one that is saved there overwrites none', async () => {
	const { device } = vaultSession
	await ensureSecondKey(device, '482915')
	await setSecondPin(vaultSession, '482915', '770412')
	const own = await unlock(device, '482915')
	await saveLandmark(own, at(11), 'tube well')
	const decoy = await unlock(device, '770412')
	expect(await textsOf(decoy)).toEqual({})
	await saveLandmark(decoy, at(11), '')
	await saveLandmark(decoy, at(13), 'tall tree')
	expect(await textsOf(decoy)).toEqual({ [landmarkName(at(13))]: 'tall tree' })
	expect(await textsOf(own)).toEqual({
		[landmarkName(at(11))]: 'tube well',
		[landmarkName(at(12))]: 'CANARY-blue-gate',
		[landmarkName(at(13))]: 'tall tree',
	})
})

test('[LM3] of two landmarks of a household the later one is shown', async () => {
	const { device } = vaultSession
	await setSecondPin(vaultSession, '482915', '770412')
	const decoy = await unlock(device, '770412')
	vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 })
	await saveLandmark(decoy, at(12), 'tall tree')
	vi.useRealTimers()
	expect(await textsOf()).toEqual({ [landmarkName(at(12))]: 'tall tree' })
	expect(await rows()).toBe(2)
})
