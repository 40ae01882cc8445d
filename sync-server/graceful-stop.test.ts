import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { toBase64url } from '#shared/kernel/bytes'
import { seededRandom } from '#shared/kernel/seeded-random'
import { bundleType } from '#shared/sync/protocol'
import { readReply, TestPhone, testKeys } from '#shared/testing/test-phone'
import { freshDatabase } from '../tests/helpers/fresh-engines.ts'
import { type ProgramForTests, startProgram } from '../tests/helpers/program.ts'

const random = seededRandom(3)
const started: ProgramForTests[] = []
afterAll(() => {
	for (const { child } of started) child.kill('SIGKILL')
})

async function start(settings: Record<string, string> = {}) {
	const program = startProgram(settings)
	started.push(program)
	await expect.poll(program.output, { timeout: 40_000 }).toContain('enrolment code')
	const port = Number(/localhost:(\d+)/.exec(program.output())?.[1])
	const post = async (path: string, body: object, cookie = '') => {
		const reply = await fetch(`http://127.0.0.1:${port}${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', cookie },
			body: JSON.stringify(body),
		})
		return { reply, body: (await reply.json()) as Record<string, string> }
	}
	return { ...program, port, post }
}
type StartedProgram = Awaited<ReturnType<typeof start>>

async function enrolledPhone({ output, post }: StartedProgram): Promise<TestPhone> {
	const invitation = /enrolment code {2}([\w-]+)/.exec(output())?.[1] ?? ''
	const { reply } = await post('/api/sign-in-with-code', { invitation, password: 'several plain words' })
	const cookie = String(reply.headers.get('set-cookie')).split(';')[0]
	const person = { name: 'Amina', code: 'amina', role: 'enumerator', districts: ['PK607'], language: 'ur' }
	const { body: invited } = await post('/api/people', person, cookie)
	const { publicKey, sign } = await testKeys()
	const { body } = await post('/api/enrolments', {
		code: invited.code ?? '',
		publicKey: toBase64url(publicKey),
		phone: toBase64url(random.bytes(16)),
		label: 'Android',
	})
	const { device = '', project = '', sealingKey = '' } = body
	const about = invited.person as unknown as { id: string }
	return new TestPhone({ project, device, person: about.id, sealingKey, sign }, random.bytes)
}

/**
 * Sends a bundle over a connection of `agent`. Returns the response; null if the connection was refused or
 * broke.
 */
function send(
	port: number,
	agent: Agent,
	body: Uint8Array,
): Promise<{ status: number; bytes: Buffer } | null> {
	return new Promise((done) => {
		const sent = request(
			{ port, agent, method: 'POST', path: '/sync', headers: { 'content-type': bundleType } },
			(reply) => {
				const parts: Buffer[] = []
				reply.on('data', (part: Buffer) => parts.push(part))
				reply.on('end', () => done({ status: reply.statusCode ?? 0, bytes: Buffer.concat(parts) }))
				reply.on('error', () => done(null))
			},
		)
		sent.on('error', () => done(null))
		sent.end(Buffer.from(body))
	})
}

describe('SIGTERM', () => {
	test('with requests in progress and connections kept open: each gets its reply, and no connection accepts another', async () => {
		const url = await freshDatabase(inject('postgresUrl'))
		const server = await start({ DATABASE_URL: url })
		const phone = await enrolledPhone(server)
		const agent = new Agent({ keepAlive: true, maxSockets: 4 })
		const bundle = async () => {
			const edit = phone.edit(phone.newRecord(), { 'a_visit/line/remark': 'x' })
			return (await phone.request(await phone.sealedFrames([edit]))).body
		}
		const bundles = await Promise.all(Array.from({ length: 40 }, bundle))
		const holder = new pg.Client({ connectionString: url })
		await holder.connect()
		await holder.query('begin')
		await holder.query('select seq from head for update')
		// Four requests are running, as behind a proxy with four open connections.
		const underWay = bundles.slice(0, 4).map((body) => send(server.port, agent, body))
		await delay(1000)
		const closed = once(server.child, 'close')
		const began = performance.now()
		server.child.kill('SIGTERM')
		await delay(500)
		await holder.query('commit')
		await holder.end()
		const answered = await Promise.all(underWay)
		for (const reply of answered) {
			expect(reply?.status).toBe(200)
			const { header } = await readReply(new Uint8Array(reply?.bytes ?? []))
			expect(header.acks.map(([, code]) => code)).toEqual(['stored'])
		}
		let taken = 0
		for (const body of bundles.slice(4)) {
			if (server.child.exitCode !== null) break
			if (await send(server.port, agent, body)) taken++
		}
		await closed
		expect(taken).toBe(0)
		expect(performance.now() - began).toBeLessThan(10_000)
		expect(server.child.exitCode).toBe(0)
	}, 120_000)

	test('with very slow request bodies, the server still ends within twenty seconds', async () => {
		const server = await start()
		const drips = Array.from({ length: 5 }, () => {
			const socket = connect(server.port, '127.0.0.1')
			socket.on('error', () => {})
			socket.write('POST /sync HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\n\r\n')
			return setInterval(() => socket.writable && socket.write('a'), 200)
		})
		await delay(500)
		const closed = once(server.child, 'close')
		const began = performance.now()
		server.child.kill('SIGTERM')
		await closed
		for (const drip of drips) clearInterval(drip)
		expect(performance.now() - began).toBeLessThan(20_500)
		expect(server.child.exitCode).toBe(0)
	}, 120_000)
})
