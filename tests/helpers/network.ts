import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect as open } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** One request of the phone. */
export interface Sent {
	readonly method: string
	readonly path: string
	/** Bytes of its body. */
	readonly bytes: number
	readonly isCut: boolean
}

export interface Connection {
	readonly sent: Sent[]
	/** Position at which the next PATCH is cut, as a share of the request's bytes; null to let it pass. */
	cut: (() => number | null) | null
	/** Responds instead of the server to one request; null to let it pass. */
	instead: ((path: string, init: RequestInit) => Response | null) | null
}

/** Connects a phone to a real server over a real connection that can be cut at any byte. */
export async function connectTo(app: FastifyInstance): Promise<Connection> {
	await app.listen({ port: 0, host: '127.0.0.1' })
	const { port } = app.server.address() as AddressInfo
	const overTheLine = globalThis.fetch
	const line: Connection = { sent: [], cut: null, instead: null }
	globalThis.fetch = async (input, init = {}) => {
		const path = String(input)
		const method = init.method ?? 'GET'
		const body = init.body instanceof Uint8Array ? init.body : new Uint8Array()
		const share = method === 'PATCH' ? (line.cut?.() ?? null) : null
		line.sent.push({ method, path, bytes: body.length, isCut: share !== null })
		const otherwise = line.instead?.(path, init)
		if (otherwise) return otherwise
		if (share === null) return overTheLine(`http://127.0.0.1:${port}${path}`, init)
		await sendSome(port, path, init, body, share)
		throw new TypeError('network error')
	}
	return line
}

async function sendSome(
	port: number,
	path: string,
	{ method, headers }: RequestInit,
	body: Uint8Array,
	share: number,
): Promise<void> {
	const head = [
		`${method} ${path} HTTP/1.1`,
		'host: 127.0.0.1',
		`content-length: ${body.length}`,
		...Object.entries(headers as Record<string, string>).map(([name, value]) => `${name}: ${value}`),
	].join('\r\n')
	const response = Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body])
	const socket = open(port, '127.0.0.1')
	await once(socket, 'connect')
	socket.on('error', () => {})
	await new Promise((done) => socket.write(response.subarray(0, Math.floor(response.length * share)), done))
	socket.destroy()
	await new Promise((later) => setTimeout(later, 5))
}
