import { type Bytes, utf8 } from '#shared/kernel/bytes'
import { randomId } from '#shared/kernel/ids'
import { Problem, readProblem } from '#shared/kernel/problem'
import type { SeededRandom } from '#shared/kernel/seeded-random'
import { writeRevision } from '#shared/revisions/revision'
import { type Frame, frameTypes, readBundle, writeBundle } from '#shared/sync/bundle'
import { type RequestHeader, readMessage, requestHeaderSchema } from '#shared/sync/messages'
import { revisionFrame, signatureFrame } from '#shared/sync/revision-frame'
import { deflated, testKeys } from '#shared/testing/test-phone'
import { idsAt } from './check-world.ts'
import { Violation } from './violation.ts'
import type { World } from './world.ts'

/** Of what was captured so much is remembered. */
const mostCaptured = 40
const floodOf = 12

/**
 * Somebody on the way who sees every request in plain, as a proxy that inspects TLS does, and has no key of any phone: repeats requests, puts
 * work of their own under them, and sends more than any phone does. None of it may be stored, and no news in a reply to anybody read by them.
 */
export class Attacker {
	readonly #random: SeededRandom
	readonly #captured: Bytes[] = []
	readonly #keys = testKeys()

	constructor(random: SeededRandom) {
		this.#random = random
	}
	capture(body: Bytes): void {
		if (this.#captured.length < mostCaptured) this.#captured.push(body.slice())
		else this.#captured[this.#random.below(mostCaptured)] = body.slice()
	}
	async act(world: World): Promise<void> {
		if (this.#captured.length === 0) return
		switch (this.#random.below(3)) {
			case 0:
				return this.#replay(world)
			case 1:
				return this.#forge(world)
			default:
				return this.#flood(world)
		}
	}
	/** Types of frames that could be read in replies on their way. */
	readonly readable = new Set<number>()
	/** The reply to anybody's request, on its way. */
	async read(reply: Response): Promise<void> {
		if (reply.status !== 200) return
		for (const { type } of readBundle(new Uint8Array(await reply.arrayBuffer()))?.frames ?? [])
			if (type !== frameTypes.header && type !== frameTypes.signature && type !== frameTypes.sealedReply)
				this.readable.add(type)
	}
	async #send(world: World, body: Bytes): Promise<void> {
		const reply = await world.answer(body)
		await this.read(reply.clone())
		if (reply.status === 200) return
		const problem = readProblem(JSON.parse(await reply.text()))
		if (!(problem instanceof Problem) || problem.code === 'unexpected')
			throw new Violation(21, 'a hostile request made the server fail')
	}
	#replay(world: World): Promise<void> {
		return this.#send(world, this.#random.pick(this.#captured))
	}
	/** A change or a new record in the name of whoever sent the request, under its header and signature. */
	async #forge(world: World): Promise<void> {
		const bundle = readBundle(this.#random.pick(this.#captured))
		const [first, second] = bundle?.frames ?? []
		const header = first ? readMessage(requestHeaderSchema, first.bytes) : null
		if (!first || !second || !header) return
		const { id, frames } = await this.#forgedRevision(world, header)
		// as it was, or pretending to be an app from before requests covered their frames
		const said = this.#random.chance(0.5)
			? first
			: { type: first.type, bytes: utf8(JSON.stringify({ ...header, v: 2, nonce: this.#newId() })) }
		await this.#send(world, writeBundle([said, second, ...frames]))
		if ((await idsAt(world)).has(id)) throw new Violation(21, 'work that no phone wrote was stored')
	}
	async #flood(world: World): Promise<void> {
		const before = await idsAt(world)
		for (let i = 0; i < floodOf; i++) await this.#replay(world)
		const after = await idsAt(world)
		// late work of a phone may come for the first time by a repeated request; nothing else can
		for (const id of before) if (!after.has(id)) throw new Violation(21, `${id} went by a flood of requests`)
	}
	#newId(): string {
		return randomId((length) => this.#random.bytes(length))
	}
	async #forgedRevision(
		world: World,
		{ project, device }: RequestHeader,
	): Promise<{ id: string; frames: Frame[] }> {
		const [row] = await world.deps.store.reading
			.selectFrom('device')
			.select('person')
			.where('id', '=', device)
			.execute()
		const { id, bytes } = writeRevision({
			v: 1,
			project,
			record: this.#newId(),
			form: { id: 'sim', ver: 1 },
			parents: [],
			author: row?.person ?? this.#newId(),
			device,
			n: 1 + this.#random.below(1000),
			at: { wall: '2026-01-15T05:00:00.000Z', tz: 300, off: null },
			set: { $status: 'submitted', a: 99 },
			sum: 'A'.repeat(16),
			salt: this.#newId(),
		})
		const frame = revisionFrame(id, await deflated(bytes))
		if (this.#random.chance(0.5)) return { id, frames: [frame] }
		const { sign } = await this.#keys
		return { id, frames: [frame, signatureFrame(id, await sign(utf8(id)))] }
	}
}
