import { describe, expect, test } from 'vitest'
import { utf8 } from '#shared/kernel/bytes'
import { frameTypes } from '#shared/sync/bundle'
import { readRecoveryKey, writeRecoveryKey } from '#shared/sync/recovery-key'
import { readReply } from '#shared/testing/test-phone'
import { serverForTests } from '../../tests/desk-for-tests.ts'
import { enginesOfOwner, type FreshEngine, temporaryFolder } from '../../tests/fresh-engines.ts'
import { enrolledPhone } from '../../tests/phone-for-tests.ts'
import { project } from '../set-up.ts'
import { openStore } from '../storage/open-store.ts'
import { replaceLostKey } from './identifier-keys.ts'
import { keysInFolder } from './key-place.ts'
import { takeRecoveryKey } from './recovery.ts'

const now = Date.UTC(2026, 0, 15)

describe.each(enginesOfOwner)('the recovery key, on %s', (_, freshEngine) => {
	const recoverInto = async (engine: FreshEngine, text: string) => {
		const store = await openStore({ engine, project, now: () => now })
		const recovered = await takeRecoveryKey(store, keysInFolder(temporaryFolder()), text, now)
		await store.close()
		return recovered
	}
	const sendTo = (server: Awaited<ReturnType<typeof serverForTests>>) => async (body: Uint8Array) => {
		const reply = await server.app.inject({ method: 'POST', url: '/sync', payload: Buffer.from(body) })
		return { status: reply.statusCode, body: new Uint8Array(reply.rawPayload) }
	}

	test('[F55] a server that lost its store and all backups knows its phones again, and opens what they sealed', async () => {
		const lost = await serverForTests(await freshEngine())
		const administrator = await lost.desk('administrator')
		const { rows } = (await administrator.post('/api/recovery-key', {})).body as { rows: string[] }
		const { phone, post } = await enrolledPhone(lost)
		const [certificate] = (await readReply(await post((await phone.request([], { uncertified: true })).body)))
			.certificates
		const edit = phone.edit(phone.newRecord(), { a: 1 })
		const frames = [...(await phone.sealedFrames([edit])), ...(await phone.signatures([edit]))]
		await lost.close()
		if (!certificate) throw new Error('no certificate came')
		const shown = { type: frameTypes.certificate, bytes: certificate }
		const { body } = await phone.request([shown, ...frames])

		const engine = await freshEngine()
		expect(await recoverInto(engine, rows.join('\n'))).toMatchObject({
			outcome: 'recovered',
			enrolments: true,
		})
		const found = await serverForTests({ ...engine, ...engine.again() })
		const reply = await sendTo(found)(body)
		expect(reply.status).toBe(200)
		expect((await readReply(reply.body)).header.acks).toEqual([[edit.id, 'stored']])
		expect(await found.store.revisionsById([edit.id])).toHaveLength(1)
		expect(found.sealing.current().publicKey).toBe(phone.enrolled.sealingKey)
		await found.close()
	})
	test('[F55] without it the phone is a stranger', async () => {
		const [lost, other] = [
			await serverForTests(await freshEngine()),
			await serverForTests(await freshEngine()),
		]
		const { phone, post } = await enrolledPhone(lost)
		const [certificate] = (await readReply(await post((await phone.request([], { uncertified: true })).body)))
			.certificates
		const { body } = await phone.request([{ type: frameTypes.certificate, bytes: certificate ?? utf8('') }])
		expect((await sendTo(other)(body)).status).toBe(401)
		await lost.close()
		await other.close()
	})
	test('[F55] where phones are enrolled already, they stay known, and what was sealed before opens all the same', async () => {
		const lost = await serverForTests(await freshEngine())
		const { rows } = (await (await lost.desk('administrator')).post('/api/recovery-key', {})).body as {
			rows: string[]
		}
		const before = await enrolledPhone(lost)
		await lost.close()
		const server = await serverForTests(await freshEngine())
		const { phone, post } = await enrolledPhone(server)
		const signer = server.signer.publicKey
		const keys = keysInFolder(temporaryFolder())
		expect(await takeRecoveryKey(server.store, keys, rows.join('\n'), now)).toMatchObject({
			outcome: 'recovered',
			enrolments: false,
		})
		const edit = phone.edit(phone.newRecord(), { a: 1 })
		const sealed = await phone.sealedFrames([edit], before.phone.enrolled.sealingKey)
		const reply = await readReply(await post((await phone.request(sealed)).body))
		expect(reply.header.acks).toEqual([[edit.id, 'stored']])
		expect(server.signer.publicKey).toBe(signer)
		expect(server.sealing.current().publicKey).toBe(phone.enrolled.sealingKey)
		await server.close()
	})
	test('[F55] one that was kept before there was a key to identifiers counts no more, and is not taken for another server’s', async () => {
		const server = await serverForTests(await freshEngine())
		const desk = await server.desk('administrator')
		const { rows } = (await desk.post('/api/recovery-key', {})).body as { rows: string[] }
		const giveBack = async (text: string) => (await desk.post('/api/recovery-key/test', { text })).body
		const read = readRecoveryKey(rows.join('\n'))
		if (read.outcome !== 'read') throw new Error('it is no key')
		const { sealing, signing } = read.key
		expect(await giveBack(writeRecoveryKey({ sealing, signing }).join('\n'))).toEqual({ outcome: 'older' })
		expect(await giveBack(writeRecoveryKey({ sealing: signing, signing }).join('\n'))).toEqual({
			outcome: 'another-key',
		})
		// who kept one of a server that has got another key to identifiers since, is asked again
		expect(await giveBack(rows.join('\n'))).toEqual({ outcome: 'right' })
		expect((await desk.get('/api/recovery-key')).body).not.toEqual({ tested: null })
		expect(await replaceLostKey(server.store, keysInFolder(temporaryFolder()))).toBe(true)
		expect((await desk.get('/api/recovery-key')).body).toEqual({ tested: null })
		await server.close()
	})
	test('[F55] it counts as kept only when it was given back right, with who and when', async () => {
		const server = await serverForTests(await freshEngine())
		const desk = await server.desk('administrator')
		const state = async () => (await desk.get('/api/recovery-key')).body
		const giveBack = async (text: string) => (await desk.post('/api/recovery-key/test', { text })).body
		expect(await state()).toEqual({ tested: null })
		const { rows } = (await desk.post('/api/recovery-key', {})).body as { rows: string[] }
		expect(await state()).toEqual({ tested: null })
		const wrong = [...rows]
		wrong[3] = `${rows[3]?.slice(0, -1)}${rows[3]?.endsWith('Z') ? '2' : 'Z'}`
		expect(await giveBack(wrong.join('\n'))).toEqual({ outcome: 'typed-wrong', row: 4 })
		const other = await serverForTests(await freshEngine())
		const theirs = (await (await other.desk('administrator')).post('/api/recovery-key', {})).body as {
			rows: string[]
		}
		await other.close()
		expect(await giveBack(theirs.rows.join('\n'))).toEqual({ outcome: 'another-key' })
		expect(await state()).toEqual({ tested: null })
		expect(await giveBack(`Recovery key:\n${rows.join('\n')}\n`)).toEqual({ outcome: 'right' })
		const at = new Date(server.clock.now).toISOString()
		expect(await state()).toEqual({ tested: { at, by: desk.person.name } })
		await server.close()
	})
})
