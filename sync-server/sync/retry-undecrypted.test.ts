import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readReply, type TestPhone } from '#shared/testing/test-phone'
import { type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'
import { addSealingKey } from '../storage/log/sealing-keys.ts'
import { countUndecrypted } from '../storage/log/undecrypted.ts'
import { retryUndecrypted } from './retry-undecrypted.ts'
import { createKeyPair, openSealingKey } from './sealing-key.ts'

describe.each(engines)('data sealed to a missing key, on %s', (_, freshEngine) => {
	let server: ServerForTests
	let phone: TestPhone
	let post: Parameters<TestPhone['sync']>[0]
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		const enrolled = await enrolledPhone(server)
		phone = enrolled.phone
		post = enrolled.post
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const countPending = () => countUndecrypted(server.store.reading)
	/** Sends a record that is encrypted to an unknown key. Returns the edit and that key. */
	async function sealedElsewhere() {
		const pair = createKeyPair()
		const edit = phone.edit(phone.newRecord(), { a: 1 })
		const frames = await phone.sealedFrames([edit], pair.publicKey)
		const send = async () => {
			const { body } = await phone.request(frames)
			return (await readReply(await post(body))).header.acks.map(([, code]) => code)
		}
		const { id } = openSealingKey(pair)
		// older than the server's own key, which phones continue to use
		const row = { ...pair, id, since: '2020-01-01T00:00:00.000Z' }
		return { edit, send, key: row, frames }
	}
	const isInRecord = async (id: string) =>
		(await server.store.revisionsById([id])).map(({ signature }) => signature?.length)

	test('[F55] is stored as it arrived, once, and is in its record when the key returns', async () => {
		const { edit, send, key } = await sealedElsewhere()
		expect([await send(), await send()]).toEqual([['key-unknown'], ['key-unknown']])
		expect([await countPending(), await isInRecord(edit.id)]).toEqual([1, []])
		expect(await retryUndecrypted(server)).toBe(0)
		await addSealingKey(server.store.changing, key)
		await server.sealing.refresh()
		expect(await retryUndecrypted(server)).toBe(1)
		expect([await countPending(), await isInRecord(edit.id)]).toEqual([0, [64]])
		expect(await send()).toEqual(['dup'])
	})
	test('[F55] is opened at once where the key returned meanwhile, and phones use the newest', async () => {
		const { edit, send, key } = await sealedElsewhere()
		const newest = server.sealing.current().publicKey
		await addSealingKey(server.store.changing, key)
		expect(await send()).toEqual(['stored'])
		expect(await isInRecord(edit.id)).toEqual([64])
		expect(server.sealing.current().publicKey).toBe(newest)
	})
	test('sent again under the right key meanwhile: the sealed bytes are deleted', async () => {
		const { edit, send, key } = await sealedElsewhere()
		await send()
		await phone.sync(post, [edit])
		await addSealingKey(server.store.changing, key)
		await server.sealing.refresh()
		expect(await retryUndecrypted(server)).toBe(0)
		expect(await countPending()).toBe(0)
	})
	test('does not block other data sent with it', async () => {
		const { frames } = await sealedElsewhere()
		const good = phone.edit(phone.newRecord(), { a: 1 })
		const { body } = await phone.request([...frames, ...(await phone.sealedFrames([good]))])
		const acks = (await readReply(await post(body))).header.acks.map(([, code]) => code)
		expect(acks).toEqual(['key-unknown', 'stored'])
	})
})
