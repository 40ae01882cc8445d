import { beforeEach, describe, expect, test } from 'vitest'
import { toBase64url } from '#shared/kernel/bytes'
import { randomId } from '#shared/kernel/ids'
import type { Role } from '#shared/people/roles'
import { frameTypes } from '#shared/sync/bundle'
import { certificateContent, certificateToSign } from '#shared/sync/certificate'
import { writeCertificate } from '#shared/sync/certificate-bytes'
import { TestPhone, testKeys } from '#shared/testing/test-phone'
import { type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { enginesOfOwner } from '../../tests/helpers/fresh-engines.ts'
import { serverRandom } from '../people/invitations.ts'
import { saveRestore } from '../storage/log/restores.ts'
import { readmissionMs } from './certificates.ts'

describe.each(enginesOfOwner)('a certificate presented to a server, on %s', (_, freshEngine) => {
	let server: ServerForTests
	beforeEach(async () => {
		server = await serverForTests(await freshEngine())
		return async () => {
			await server.close()
			expect(server.failures).toEqual([])
		}
	})

	/** Presents a certificate of an unknown enrolment, made with the server's signing key. */
	async function shown(role: Role): Promise<{ readonly status: number; readonly device: string }> {
		const keys = await testKeys()
		const device = randomId(serverRandom)
		const person = randomId(serverRandom)
		const content = certificateContent({
			v: 1,
			project: server.store.project,
			device,
			kind: 'phone',
			phone: randomId(serverRandom),
			label: '',
			publicKey: toBase64url(keys.publicKey),
			enrolled: '',
			person: {
				id: person,
				name: 'N',
				code: person.slice(0, 6),
				role,
				districts: ['PK607'],
				language: 'en',
				demonstration: false,
				isActive: true,
			},
		})
		const signature = server.signer.sign(certificateToSign(content))
		const frame = { type: frameTypes.certificate, bytes: writeCertificate(signature, content) }
		const enrolled = {
			device,
			person,
			project: server.store.project,
			sealingKey: server.sealing.current().publicKey,
			sign: keys.sign,
		}
		const phone = new TestPhone(enrolled, serverRandom, () => server.clock.now)
		const { body } = await phone.request([frame])
		const reply = await server.app.inject({ method: 'POST', url: '/sync', payload: Buffer.from(body) })
		return { status: reply.statusCode, device }
	}
	const restore = () =>
		saveRestore(server.store.changing, {
			era: 'era',
			at: new Date(server.clock.now).toISOString(),
		})
	const linesOfLog = async () =>
		(await server.store.reading.db.selectFrom('audit_log').select(['kind', 'of']).execute()).filter(
			({ kind }) => kind === 'enrolment-readmitted',
		)

	test('lets no unknown phone in while this server was never restored', async () => {
		expect((await shown('enumerator')).status).toBe(401)
		expect(await linesOfLog()).toEqual([])
	})
	test('lets a phone in after the store was restored, for a while, and each is logged', async () => {
		await restore()
		const { status, device } = await shown('enumerator')
		expect(status).toBe(200)
		expect(await linesOfLog()).toEqual([{ kind: 'enrolment-readmitted', of: device }])
		server.clock.now += readmissionMs
		expect((await shown('enumerator')).status).toBe(401)
	})
	test('creates no phone for a user without phone access', async () => {
		await restore()
		for (const role of ['administrator', 'data-manager', 'coordinator', 'safeguarding-lead'] as const)
			expect((await shown(role)).status, role).toBe(401)
	})
})
