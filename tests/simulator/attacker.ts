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

/** Maximum number of captured requests. */
const maxCaptured = 40
const floodOf = 12

/**
 * A man in the middle who reads every request unencrypted, as a TLS-inspecting proxy does, and has no key
 * of a phone. It replays requests, appends forged revisions to them, and floods the server. Nothing of it
 * may be stored, and it may not read any news in a response.
 */
export class Attacker {
	readonly #random: SeededRandom
	readonly #captured: Bytes[] = []
	readonly #keys = testKeys()

	constructor(random: SeededRandom) {
		this.#random = random
	}
	capture(body: Bytes): void {
		if (this.#captured.length < maxCaptured) this.#captured.push(body.slice())
		else this.#captured[this.#random.below(maxCaptured)] = body.slice()
	}
	/** Picks a captured request; undefined if there is none. */
	pickCaptured(): Bytes | undefined {
		return this.#captured.length > 0 ? this.#random.pick(this.#captured) : undefined
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
	/** Types of frames that were readable in intercepted responses. */
	readonly readable = new Set<number>()
	/** Intercepts a response. */
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
	/** Forges a change or a new record under the header and signature of a captured request. */
	async #forge(world: World): Promise<void> {
		const bundle = readBundle(this.#random.pick(this.#captured))
		const [first, second] = bundle?.frames ?? []
		const header = first ? readMessage(requestHeaderSchema, first.bytes) : null
		if (!first || !second || !header) return
		const { id, frames } = await this.#forgedRevision(world, header)
		// the original header, or one of an app version whose signature did not cover the frames
		const headerFrame = this.#random.chance(0.5)
			? first
			: { type: first.type, bytes: utf8(JSON.stringify({ ...header, v: 2, nonce: this.#newId() })) }
		await this.#send(world, writeBundle([headerFrame, second, ...frames]))
		if ((await idsAt(world)).has(id)) throw new Violation(21, 'work that no phone wrote was stored')
	}
	async #flood(world: World): Promise<void> {
		const before = await idsAt(world)
		for (let i = 0; i < floodOf; i++) await this.#replay(world)
		const after = await idsAt(world)
		// a replayed request may deliver a phone's own late revisions for the first time, and nothing else
		for (const id of before) if (!after.has(id)) throw new Violation(21, `${id} went by a flood of requests`)
	}
	#newId(): string {
		return randomId((length) => this.#random.bytes(length))
	}
	async #forgedRevision(
		world: World,
		{ project, device }: RequestHeader,
	): Promise<{ id: string; frames: Frame[] }> {
		const [row] = await world.deps.store.reading.db
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
