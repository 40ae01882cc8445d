import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toBase64url } from '#shared/kernel/bytes'
import { seededRandom } from '#shared/kernel/seeded-random'
import type { DeviceListItem } from '#shared/sync/device-list'
import type { EnrolReply } from '#shared/sync/messages'
import { replacementToSign } from '#shared/sync/replacement-messages'
import { type Enrolled, TestPhone, testKeys } from '#shared/testing/test-phone'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, showAccess } from '../../tests/helpers/phone.ts'

const random = seededRandom(25)

describe.each(engines)('two phones under one enrolment, on %s', (_, freshEngine) => {
	let server: ServerForTests
	let administrator: Desk
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		administrator = await server.desk('administrator')
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	/** Sets up a phone and a copy of it, which have both written their first record. */
	async function copiedPhone() {
		const enrolled = await enrolledPhone(server)
		const copy = enrolled.phone.copy()
		for (const each of [enrolled.phone, copy])
			await each.sync(enrolled.post, [each.edit(each.newRecord(), { a: 1 })])
		return { ...enrolled, copy }
	}
	/** Requests a replacement of the enrolment, signed by `by`. */
	async function replace(
		{ device }: Enrolled,
		by: Enrolled['sign'],
		{ publicKey, phone = 'p'.repeat(22) }: { publicKey: string; phone?: string },
	) {
		const request = { device, publicKey, phone }
		const signature = toBase64url(await by(replacementToSign(request)))
		const url = '/api/enrolments/replacements'
		const payload = { ...request, label: 'Android 12', signature }
		const reply = await server.app.inject({ method: 'POST', url, payload })
		return { status: reply.statusCode, body: reply.json() as EnrolReply & { problem?: string } }
	}
	const newKeys = async () => {
		const { publicKey, sign } = await testKeys()
		return { publicKey: toBase64url(publicKey), sign }
	}
	const listed = async () => (await administrator.get('/api/devices')).body as DeviceListItem[]

	test('[F25] each gets one of its own, works under it, and is listed so for the administrator', async () => {
		const { phone, copy, post, person } = await copiedPhone()
		const others: string[] = []
		for (const each of [phone, copy]) {
			const keys = await newKeys()
			const { status, body } = await replace(each.enrolled, (await each.access()).sign, keys)
			expect([status, body.person.id]).toEqual([200, person])
			others.push(body.device)
			const enrolled = { ...each.enrolled, device: body.device, sign: keys.sign }
			const own = new TestPhone(enrolled, random.bytes, each.now)
			const edit = own.edit(own.newRecord(), { a: 2 })
			const { header } = await own.sync(post, [edit])
			expect([header.acks, header.rekey]).toEqual([[[edit.id, 'stored']], undefined])
		}
		expect(new Set([phone.enrolled.device, ...others]).size).toBe(3)
		const row = (await listed()).find(({ id }) => id === phone.enrolled.device)
		expect(row).toMatchObject({ reusedCounters: [1], replacedBy: 2 })
	})
	test('[F25] the same key gets the same enrolment again', async () => {
		const { phone } = await copiedPhone()
		const keys = await newKeys()
		const [first, again] = [
			await replace(phone.enrolled, (await phone.access()).sign, keys),
			await replace(phone.enrolled, (await phone.access()).sign, keys),
		]
		expect(first.body.device).toBe(again.body.device)
	})
	test('[F25] the replacement needs the key opened by the PIN, and the request of the server', async () => {
		const [{ phone }, { phone: other }] = [await copiedPhone(), await enrolledPhone(server)]
		await showAccess(server, other)
		const [ofPhone, ofOther] = [(await phone.access()).sign, (await other.access()).sign]
		const keys = await newKeys()
		expect((await replace(phone.enrolled, ofOther, keys)).body.problem).toBe('phone-unknown')
		// the key at rest is in the files of a stolen phone
		expect((await replace(phone.enrolled, phone.enrolled.sign, keys)).body.problem).toBe('phone-unknown')
		expect((await replace(other.enrolled, ofOther, keys)).body.problem).toBe('not-allowed')
		await administrator.post(`/api/devices/${phone.enrolled.device}/activation`, { isActive: false })
		expect((await replace(phone.enrolled, ofPhone, keys)).body.problem).toBe('person-inactive')
	})
	test('[F25] a phone is deactivated alone, or with all its replacements; each is reactivated by itself', async () => {
		const { phone, copy } = await copiedPhone()
		const devices = [phone.enrolled.device]
		for (const each of [phone, copy])
			devices.push((await replace(each.enrolled, (await each.access()).sign, await newKeys())).body.device)
		const states = async () => {
			const rows = await listed()
			return devices.map((device) => rows.find(({ id }) => id === device)?.isRevoked)
		}
		expect(await states()).toEqual([false, false, false])
		const off = async (body: object) => administrator.post(`/api/devices/${devices[0]}/activation`, body)
		await off({ isActive: false, withCopies: false })
		expect(await states()).toEqual([true, false, false])
		// the default includes the copies
		await off({ isActive: false })
		expect(await states()).toEqual([true, true, true])
		// only a person knows which of them is no copy
		await administrator.post(`/api/devices/${devices[2]}/activation`, { isActive: true })
		expect(await states()).toEqual([true, true, false])
	})
})
