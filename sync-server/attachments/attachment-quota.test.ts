import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sentOf, signed } from '../../tests/helpers/attachments.ts'
import { type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'
import { buildApp } from '../http/build-app.ts'

describe.each(engines)('the upload quota of one person on %s', (_, freshEngine) => {
	let server: ServerForTests
	let app: Awaited<ReturnType<typeof buildApp>>
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		app = await buildApp({
			...server,
			now: () => server.clock.now,
			onFailure: (what: string) => server.failures.push(what),
			attachmentQuota: 1000,
		})
	})
	afterAll(async () => {
		await app.close()
		await server.close()
		expect(server.failures).toEqual([])
	})
	const named = (letter: string) => `picture-${letter.repeat(22)}.jpg`
	async function begin(
		{ phone, post }: Awaited<ReturnType<typeof enrolledPhone>>,
		letter: string,
		bytes: number,
	) {
		const record = phone.newRecord()
		await phone.sync(post, [phone.edit(record, { house: named(letter) })])
		const sent = sentOf(phone.enrolled, record, named(letter), new Uint8Array(bytes))
		const ask = async () => {
			const reply = await app.inject(await signed(phone.enrolled, sent, 'POST'))
			return reply.statusCode === 201 ? 'begun' : (reply.json() as { problem: string; details: object })
		}
		return { ask, first: await ask() }
	}

	test('includes started uploads on all their phones, and counts the same upload once', async () => {
		const amina = await enrolledPhone(server)
		const { first, ask } = await begin(amina, 'a', 600)
		expect([first, await ask()]).toEqual(['begun', 'begun'])
		const refused = { problem: 'attachment-quota', details: { most: 0 } }
		expect((await begin(amina, 'b', 500)).first).toEqual(refused)
		expect((await begin(amina, 'c', 400)).first).toBe('begun')
		const second = await enrolledPhone(server, { id: amina.person })
		expect((await begin(second, 'd', 1)).first).toEqual(refused)
		expect((await begin(await enrolledPhone(server), 'e', 900)).first).toBe('begun')
	})
})
