import type { AddressInfo, Socket } from 'node:net'
import { connect } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { attachmentHeaders, writeStatement } from '#shared/sync/attachment-upload'
import { sentOf } from '../../tests/helpers/attachments.ts'
import { type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'
import { BodiesInFlight, type BodyLimits, bodyLimits } from './bodies-in-flight.ts'
import { buildApp } from './build-app.ts'

describe('limits on buffered request bodies', () => {
	const from = (key: string | null) => ({ key, most: 100 })
	test('one sender has its share, and all together have theirs; answered requests count no more', () => {
		const inFlight = new BodiesInFlight(250)
		const first = inFlight.take(from('a'), 100)
		expect(() => inFlight.take(from('a'), 1)).toThrow(expect.objectContaining({ code: 'too-many-requests' }))
		inFlight.take(from('b'), 100)
		expect(() => inFlight.take(from('c'), 60)).toThrow(expect.objectContaining({ code: 'server-busy' }))
		first.done()
		first.done()
		expect(inFlight.bytes).toBe(100)
		inFlight.take(from('a'), 100)
	})
	test('a body that turns out larger, or of another sender, is counted there or not buffered at all', () => {
		const inFlight = new BodiesInFlight(1000)
		const body = inFlight.take(from('address'), 10)
		body.becomes(from('phone'), 90)
		expect(() => inFlight.take(from('phone'), 20)).toThrow()
		inFlight.take(from('address'), 100)
		expect(() => body.becomes(from('phone'), 101)).toThrow()
		expect(inFlight.bytes).toBe(100)
	})
	test('where one address stands for all clients, only the total applies', () => {
		const inFlight = new BodiesInFlight(1000)
		for (let i = 0; i < 10; i++) inFlight.take(from(null), 100)
		expect(() => inFlight.take(from(null), 1)).toThrow(expect.objectContaining({ code: 'server-busy' }))
	})
})

const [, freshSqlite] = engines[0]
describe('a request body', () => {
	let server: ServerForTests
	const apps: FastifyInstance[] = []
	const sockets: Socket[] = []
	beforeEach(async () => {
		server = await serverForTests(await freshSqlite())
	})
	afterEach(async () => {
		for (const socket of sockets.splice(0)) socket.destroy()
		for (const app of apps.splice(0)) await app.close()
		await server.close()
		expect(server.failures).toEqual([])
	})
	async function listening(limits: Partial<BodyLimits> = {}): Promise<number> {
		const app = await buildApp({
			...server,
			now: () => server.clock.now,
			onFailure: (what: string) => server.failures.push(what),
			bodyLimits: { ...bodyLimits, ...limits },
		})
		apps.push(app)
		await app.listen({ port: 0, host: '127.0.0.1' })
		return (app.server.address() as AddressInfo).port
	}
	function open(port: number, head: string, address = '127.0.0.1') {
		const socket = connect({ port, host: '127.0.0.1', localAddress: address })
		sockets.push(socket)
		let response = ''
		socket.on('data', (bytes) => {
			response += String(bytes)
		})
		socket.on('error', () => {})
		socket.write(head)
		const ended = new Promise<void>((end) => {
			socket.on('data', () => response.includes('\r\n\r\n') && end())
			socket.once('close', () => end())
		})
		/** Status of the response; 0 if the connection ended without one. */
		const status = async () => {
			await ended
			return Number(/^HTTP\/1.1 (\d+)/.exec(response)?.[1] ?? 0)
		}
		return { socket, status, response: () => response }
	}
	const post = (path: string, bytes: number, more = '') =>
		`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${bytes}\r\n${more}\r\n`

	test('without sign-in is refused before it has arrived: 120 of 11.9 MB take no memory', async () => {
		const port = await listening()
		const before = process.memoryUsage().rss
		const piece = Buffer.alloc(64 * 1024, 0x20)
		const many = Array.from({ length: 120 }, () => {
			const line = open(port, post('/api/forms', 11_900_000))
			for (let i = 0; i < 40; i++) line.socket.write(piece)
			return line
		})
		expect(new Set(await Promise.all(many.map(({ status }) => status())))).toEqual(new Set([401]))
		expect(process.memoryUsage().rss - before).toBeLessThan(250_000_000)
	})
	test.each([
		['an address that does not exist', '/api/nothing', 404],
		['a door of the desk', '/api/people', 401],
		['a part of an attachment', '/attachments', 401, 200_000],
		['a part of an attachment that is too large', '/attachments', 413],
		['a sign-in of a megabyte', '/api/sign-in', 413],
		['an enrolment of a megabyte', '/api/enrolments', 413],
	])('of a stranger to %s is answered unread', async (_, path, status, bytes = 1_000_000) => {
		const port = await listening()
		expect(await open(port, post(path, bytes)).status()).toBe(status)
	})
	test('of an attachment is accepted from an existing enrolment, whatever else it claims', async () => {
		const port = await listening()
		const { phone } = await enrolledPhone(server)
		const statement = (device: string) =>
			writeStatement({
				...sentOf(phone.enrolled, phone.newRecord(), `picture-${'a'.repeat(22)}.jpg`, new Uint8Array(3)),
				device,
			})
		const ask = (device: string) =>
			open(
				port,
				`PATCH /attachments/x HTTP/1.1\r\nHost: x\r\n${attachmentHeaders.statement}: ${statement(device)}\r\nContent-Length: 200000\r\n\r\n`,
			)
		expect(await ask(phone.newRecord()).status()).toBe(401)
		const known = ask(phone.enrolled.device)
		known.socket.write(Buffer.alloc(200_000))
		expect(await known.status()).toBe(404)
	})
	test('of a bundle is read no further than its beginning before its sender is known', async () => {
		const port = await listening()
		const { phone } = await enrolledPhone(server)
		const { body } = await phone.request([], { device: phone.newRecord() })
		const stranger = open(port, `POST /sync HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n`)
		stranger.socket.write(body)
		stranger.socket.write(Buffer.alloc(8 * 1024))
		expect(await stranger.status()).toBe(401)
		const known = await phone.request(await phone.frames([phone.edit(phone.newRecord(), { a: 1 })]))
		const own = open(port, `POST /sync HTTP/1.1\r\nHost: x\r\nContent-Length: ${known.body.length}\r\n\r\n`)
		own.socket.write(known.body.subarray(0, 100))
		await new Promise((later) => setTimeout(later, 50))
		own.socket.write(known.body.subarray(100))
		expect(await own.status()).toBe(200)
	})
	test('of a bundle that is too large or cut off blocks nothing', async () => {
		const port = await listening()
		const { phone } = await enrolledPhone(server)
		const { body } = await phone.request([])
		const large = open(port, 'POST /sync HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n')
		const piece = Buffer.alloc(256 * 1024)
		for (const part of [body, ...Array(20).fill(piece)])
			large.socket.write(
				Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')]),
			)
		expect(await large.status()).toBe(413)
		const cut = open(port, 'POST /sync HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n')
		cut.socket.write(body)
		await new Promise((later) => setTimeout(later, 50))
		cut.socket.destroy()
		await new Promise((later) => setTimeout(later, 50))
		expect(await open(port, 'GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n').status()).toBe(200)
	})
	test('arriving during another of the same phone waits its turn, and gets the waiting time', async () => {
		const port = await listening({ ofPhone: 150_000 })
		const { phone } = await enrolledPhone(server)
		const startRequest = async () => {
			const { body } = await phone.request([])
			const line = open(port, 'POST /sync HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n')
			line.socket.write(Buffer.concat([body, Buffer.alloc(9000)]))
			await new Promise((later) => setTimeout(later, 100))
			return line
		}
		const first = await startRequest()
		const second = await startRequest()
		expect(await second.status()).toBe(429)
		expect(second.response()).toMatch(/retry-after: 10/i)
		first.socket.destroy()
		await new Promise((later) => setTimeout(later, 100))
		expect((await startRequest()).response()).toBe('')
	})
	test('beyond the total limit is not read: the server is busy, and gives the waiting time', async () => {
		const port = await listening({ inAll: 10_000 })
		const first = open(port, post('/api/sign-in', 8000))
		await new Promise((later) => setTimeout(later, 50))
		const second = open(port, post('/api/sign-in', 8000))
		expect(await second.status()).toBe(503)
		expect(second.response()).toMatch(/retry-after: 10/i)
		first.socket.destroy()
	})
	test('arriving at 2G speed is accepted, and a slower one is not', async () => {
		const port = await listening({ graceMs: 300 })
		const { phone } = await enrolledPhone(server)
		const { body } = await phone.request(
			await phone.frames([
				phone.edit(phone.newRecord(), {
					a: 'x'.repeat(900),
					b: Array.from({ length: 300 }, (_, i) => `${i * 7919}`).join(),
				}),
			]),
		)
		const head = `POST /sync HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n`
		const slow = open(port, head)
		// 2 kB a second, for longer than the grace time.
		for (let at = 0; at < body.length; at += 100) {
			slow.socket.write(body.subarray(at, at + 100))
			await new Promise((later) => setTimeout(later, 50))
		}
		expect(await slow.status()).toBe(200)
		const dripping = open(port, head)
		const drip = setInterval(() => dripping.socket.write('a'), 50)
		// not `once`, which fails on the reset that a byte sent after the close causes
		await new Promise((closed) => dripping.socket.on('close', closed))
		clearInterval(drip)
	})
})
