import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toBase64url, utf8 } from '#shared/kernel/bytes'
import type { ProblemCode } from '#shared/kernel/problem'
import { type PinResetRequest, pinResetToSign } from '#shared/sync/replacement-messages'
import type { TestPhone } from '#shared/testing/test-phone'
import { type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'
import { buildSealedFrame } from '../../web/storage/records/seal-for-server.ts'
import { invite } from '../people/invitations.ts'

const key = toBase64url(new Uint8Array(32).fill(7))

describe.each(routeEngines)('the escrowed key of a phone, on %s', (_, freshEngine) => {
	let server: ServerForTests
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const codeFor = async (person: string) => (await invite(server.store, person, server.clock.now)).code
	async function sealed(person: string, content: object = {}): Promise<string> {
		const plain = utf8(JSON.stringify({ v: 1, person, key, ...content }))
		return toBase64url(await buildSealedFrame(server.sealing.current().publicKey, plain))
	}
	async function ask(phone: TestPhone, given: Omit<PinResetRequest, 'signature' | 'device'>) {
		const request = { device: phone.enrolled.device, ...given }
		const signature = toBase64url(await phone.enrolled.sign(pinResetToSign(request)))
		return post({ ...request, signature })
	}
	async function post(payload: PinResetRequest): Promise<string | ProblemCode> {
		const reply = await server.app.inject({ method: 'POST', url: '/api/enrolments/spare-key', payload })
		const body = reply.json() as { key?: string; problem?: ProblemCode }
		return body.key ?? body.problem ?? 'nothing'
	}

	test('is released to its phone with a code of its user, once, and again for the same phone', async () => {
		const { phone, person } = await enrolledPhone(server)
		const code = await codeFor(person)
		const given = { code, sealed: await sealed(person) }
		expect(await ask(phone, given)).toBe(key)
		expect(await ask(phone, given)).toBe(key)
		const another = await enrolledPhone(server, { id: person })
		expect(await ask(another.phone, given)).toBe('code-used')
		// Another encrypted box of the same phone, or the same one after the code has expired.
		expect(await ask(phone, { code, sealed: await sealed(person) })).toBe('code-used')
		server.clock.now += 16 * 60_000
		expect(await ask(phone, given)).toBe('code-used')
	})
	test('is not released by the code that enrolled the phone', async () => {
		const { phone, person } = await enrolledPhone(server)
		const row = await server.store.reading.db
			.selectFrom('invitation')
			.select(['used', 'device'])
			.where('person', '=', person)
			.executeTakeFirst()
		expect(row).toMatchObject({ device: phone.enrolled.device })
		const code = await codeFor(person)
		await server.store.changing.db
			.updateTable('invitation')
			.set({ used: row?.used ?? '', device: phone.enrolled.device })
			.where('person', '=', person)
			.where('used', 'is', null)
			.execute()
		expect(await ask(phone, { code, sealed: await sealed(person) })).toBe('code-used')
	})
	test('is released to no other user, phone or signature, and to none that is deactivated', async () => {
		const { phone, person } = await enrolledPhone(server)
		const other = await enrolledPhone(server)
		const code = await codeFor(person)
		const given = { code, sealed: await sealed(person) }
		expect(await ask(phone, { ...given, code: await codeFor(other.person) })).toBe('code-unknown')
		expect(await ask(phone, { ...given, sealed: await sealed(other.person) })).toBe('input-invalid')
		expect(await ask(phone, { ...given, sealed: toBase64url(new Uint8Array(300)) })).toBe('key-unknown')
		const byOther = toBase64url(await other.phone.enrolled.sign(utf8('x')))
		expect(await post({ device: phone.enrolled.device, ...given, signature: byOther })).toBe('phone-unknown')
		const administrator = await server.desk('administrator')
		await administrator.post(`/api/devices/${phone.enrolled.device}/activation`, { isActive: false })
		expect(await ask(phone, given)).toBe('person-inactive')
	})
	test('a coordinator creates the code for phone users in the same districts, and for nobody else', async () => {
		const { person } = await enrolledPhone(server, { districts: ['PK607'] })
		const elsewhere = await enrolledPhone(server, { districts: ['PK608'] })
		const coordinator = await server.desk('coordinator', ['PK607'])
		const manager = await server.desk('data-manager', ['PK607'])
		const invited = async (id: string) => (await coordinator.post(`/api/people/${id}/invitations`, {})).status
		expect(await invited(person)).toBe(200)
		expect([await invited(elsewhere.person), await invited(manager.person.id)]).toEqual([403, 403])
		expect(await invited(coordinator.person.id)).toBe(403)
	})
})
