import type { Bytes } from '#shared/kernel/bytes'
import type { SeededRandom } from '#shared/kernel/seeded-random'
import { attachmentHeaders } from '#shared/sync/attachment-upload'
import { bundleType } from '#shared/sync/protocol'

/** Faults of a request in transit. */
const mishaps = [
	'request-lost',
	'reply-lost',
	'request-cut',
	'reply-cut',
	'request-damaged',
	'reply-damaged',
	'sent-twice',
	'log-in-page',
	'old-reply',
	'server-error',
] as const

type Upload = (path: string, init: RequestInit) => Promise<Response>

const logInPage = () => new Response('<html>Welcome</html>', { headers: { 'content-type': 'text/html' } })
const badGateway = () => new Response('Bad gateway', { status: 502 })

/** A connection between phones and server that loses, cuts, damages, repeats and delays. */
export class BadLine {
	readonly #random: SeededRandom
	readonly #answer: (body: Bytes) => Promise<Response>
	readonly #answerUpload: Upload
	/** Requests that a man in the middle may replay much later. */
	readonly #delayed: (() => Promise<unknown>)[] = []
	#oldReply: Bytes | null = null
	/** Number of unencrypted attachment parts that were transferred. */
	partsInPlain = 0
	/** Probability of a fault. */
	badness = 0.4

	constructor(random: SeededRandom, answer: (body: Bytes) => Promise<Response>, answerUpload: Upload) {
		this.#random = random
		this.#answer = answer
		this.#answerUpload = answerUpload
	}
	/** Transfers a bundle, like `fetch`. */
	async send(body: Bytes): Promise<Response> {
		const random = this.#random
		const copy = body.slice()
		if (random.chance(0.1)) this.#delayed.push(() => this.#answer(copy))
		if (!random.chance(this.badness)) return this.#whole(body)
		const failureMode = random.pick(mishaps)
		switch (failureMode) {
			case 'request-lost':
				throw new TypeError('network error')
			case 'reply-lost':
				await this.#answer(body)
				throw new TypeError('network error')
			case 'request-cut':
				return this.#answer(body.slice(0, 1 + random.below(body.length)))
			case 'request-damaged':
				return this.#answer(this.#damaged(body))
			case 'reply-cut':
			case 'reply-damaged': {
				const reply = await this.#answer(body)
				const bytes = new Uint8Array(await reply.arrayBuffer())
				const changed =
					failureMode === 'reply-cut' ? bytes.slice(0, random.below(bytes.length)) : this.#damaged(bytes)
				return new Response(changed, { status: reply.status, headers: reply.headers })
			}
			case 'sent-twice':
				await this.#answer(body)
				return this.#whole(body)
			case 'log-in-page':
				return logInPage()
			case 'old-reply':
				return new Response(this.#oldReply, { headers: { 'content-type': bundleType } })
			case 'server-error':
				return badGateway()
		}
	}
	/**
	 * Transfers a request of an attachment, like `fetch`. Its responses are short headers, which arrive
	 * completely or not at all; since they have no nonce, only TLS prevents responses to other requests.
	 */
	async upload(path: string, init: RequestInit): Promise<Response> {
		if (init.method === 'PATCH' && new Headers(init.headers).get(attachmentHeaders.sealed) !== '1')
			this.partsInPlain++
		const random = this.#random
		const answer = (changed = init) => this.#answerUpload(path, changed)
		if (random.chance(0.1)) this.#delayed.push(() => answer())
		if (!random.chance(this.badness)) return answer()
		const failureMode = random.pick(mishaps)
		const part = init.body instanceof Uint8Array ? init.body : new Uint8Array()
		switch (failureMode) {
			case 'request-lost':
				throw new TypeError('network error')
			case 'reply-lost':
			case 'reply-cut':
			case 'reply-damaged':
			case 'old-reply':
				await answer()
				throw new TypeError('network error')
			case 'request-cut':
			case 'request-damaged':
				if (part.length === 0) throw new TypeError('network error')
				return answer({
					...init,
					body:
						failureMode === 'request-cut' ? part.slice(0, random.below(part.length)) : this.#damaged(part),
				})
			case 'sent-twice':
				await answer()
				return answer()
			case 'log-in-page':
				return logInPage()
			case 'server-error':
				return badGateway()
		}
	}
	/** Replays an old request. */
	async replay(): Promise<void> {
		if (this.#delayed.length > 0) await this.#random.pick(this.#delayed)()
	}
	async #whole(body: Bytes): Promise<Response> {
		const reply = await this.#answer(body)
		this.#oldReply = new Uint8Array(await reply.clone().arrayBuffer())
		return reply
	}
	#damaged(bytes: Uint8Array): Bytes {
		const changed = bytes.slice()
		const at = this.#random.below(changed.length)
		changed[at] = (changed[at] ?? 0) ^ (1 + this.#random.below(255))
		return changed
	}
}
