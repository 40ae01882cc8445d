import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { SeededRandom } from '#shared/kernel/seeded-random'
import { bundleType } from '#shared/sync/protocol'

/** Faults of a proxy between phone and server. */
const mishaps = [
	'request-broken-off',
	'request-shortened',
	'reply-broken-off',
	'reply-shortened',
	'log-in-page',
	'log-in-page-as-bundle',
	'old-reply',
	'sent-twice',
] as const
export type Mishap = (typeof mishaps)[number]

interface Reply {
	readonly status: number
	readonly type: string
	readonly body: Buffer
}

// saved before tests replace the global one by the proxy
const ownFetch = globalThis.fetch

/** A proxy with real sockets that cuts the data at random bytes, and sometimes responds itself. */
export class BadProxy {
	readonly #random: SeededRandom
	readonly #target: string
	readonly #server = createServer((request, response) => {
		this.#pass(request, response).catch(() => response.destroy())
	})
	#oldReply: Reply | null = null
	/** Probability of a fault. */
	badness = 0
	readonly happened = new Map<Mishap, number>()

	private constructor(random: SeededRandom, target: string) {
		this.#random = random
		this.#target = target
	}
	static async before(target: string, random: SeededRandom): Promise<BadProxy> {
		const proxy = new BadProxy(random, target)
		proxy.#server.listen(0, '127.0.0.1')
		await once(proxy.#server, 'listening')
		return proxy
	}
	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
	}
	close(): void {
		this.#server.closeAllConnections()
		this.#server.close()
	}
	async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const pieces: Buffer[] = []
		for await (const piece of request) pieces.push(piece as Buffer)
		const body = Buffer.concat(pieces)
		const path = request.url ?? '/'
		if (!this.#random.chance(this.badness)) {
			this.#oldReply = await this.#ask(path, body)
			return answer(response, this.#oldReply)
		}
		const failureMode = this.#random.pick(mishaps)
		this.happened.set(failureMode, (this.happened.get(failureMode) ?? 0) + 1)
		switch (failureMode) {
			case 'request-broken-off':
				await this.#breakOff(path, body)
				response.destroy()
				return
			case 'request-shortened':
				return answer(response, await this.#ask(path, this.#cut(body)))
			case 'reply-broken-off': {
				const reply = await this.#ask(path, body)
				response.writeHead(reply.status, { 'content-type': reply.type, 'content-length': reply.body.length })
				response.write(this.#cut(reply.body), () => response.destroy())
				return
			}
			case 'reply-shortened': {
				const reply = await this.#ask(path, body)
				return answer(response, { ...reply, body: this.#cut(reply.body) })
			}
			case 'log-in-page':
			case 'log-in-page-as-bundle': {
				const type = failureMode === 'log-in-page' ? 'text/html' : bundleType
				return answer(response, { status: 200, type, body: Buffer.from('<html>Welcome to our hotel</html>') })
			}
			case 'old-reply':
				return answer(response, this.#oldReply ?? (await this.#ask(path, body)))
			case 'sent-twice':
				await this.#ask(path, body)
				return answer(response, await this.#ask(path, body))
		}
	}
	#cut = (bytes: Buffer): Buffer => bytes.subarray(0, this.#random.below(bytes.length))

	async #ask(path: string, body: Buffer): Promise<Reply> {
		const reply = await ownFetch(this.#target + path, { method: 'POST', body: new Uint8Array(body) })
		const type = reply.headers.get('content-type') ?? ''
		return { status: reply.status, type, body: Buffer.from(await reply.arrayBuffer()) }
	}
	/** Sends the length of the whole body to the server, but only its beginning. */
	async #breakOff(path: string, body: Buffer): Promise<void> {
		const { port, hostname } = new URL(this.#target)
		const socket = connect(Number(port), hostname)
		socket.on('error', () => {})
		await once(socket, 'connect')
		const head = `POST ${path} HTTP/1.1\r\nhost: ${hostname}\r\ncontent-length: ${body.length}\r\n\r\n`
		await new Promise((sent) => socket.write(Buffer.concat([Buffer.from(head), this.#cut(body)]), sent))
		socket.destroy()
	}
}

const answer = (response: ServerResponse, { status, type, body }: Reply): void =>
	void response.writeHead(status, { 'content-type': type, 'content-length': body.length }).end(body)
