import { Problem } from '#shared/kernel/problem'

export interface BodyLimits {
	/** Of all bodies that are on their way or being worked with, bytes. */
	readonly inAll: number
	/** From one network, of whoever has not said who they are. */
	readonly ofStrangers: number
	/** From one enrolment: two of the largest bundles, or many parts of attachments. */
	readonly ofPhone: number
	/** From one person at the desk: a few of the largest files. */
	readonly ofPerson: number
	/** A body may take this long, and then must have come at `slowest` on average. */
	readonly graceMs: number
	/** Bytes a second: a quarter of what a phone on 2G has. */
	readonly slowest: number
}

export const bodyLimits: BodyLimits = {
	inAll: 256_000_000,
	ofStrangers: 4_000_000,
	ofPhone: 9_000_000,
	ofPerson: 50_000_000,
	graceMs: 30_000,
	slowest: 500,
}

/** What anybody may send who has not said who they are: codes, keys, a password. */
export const strangersBody = 8 * 1024

/** How many seconds whoever is refused is to wait. */
const waitSeconds = 10

/** One body, from before it is read until its answer has gone. */
export interface InFlightBody {
	/** It is larger than it was thought, or it is known now from whom it comes. @throws Problem `server-busy`, `too-many-requests` */
	becomes(from: BodyFrom, bytes: number): void
	done(): void
}
export interface BodyFrom {
	/** A network, an enrolment or a person; null where one address stands for everybody. */
	readonly key: string | null
	readonly most: number
}

/** Counts what the server holds of requests, so that whoever sends many at once waits before anything of them is held. */
export class BodiesInFlight {
	#inAll = 0
	readonly #byKey = new Map<string, number>()
	readonly #most: number

	constructor(inAll: number) {
		this.#most = inAll
	}
	/** @throws Problem `server-busy`, `too-many-requests` */
	take(from: BodyFrom, bytes: number): InFlightBody {
		let held: { readonly key: string | null; readonly bytes: number } = { key: null, bytes: 0 }
		const becomes = (next: BodyFrom, size: number) => {
			this.#add(held.key, -held.bytes)
			held = { key: null, bytes: 0 }
			this.#demandRoom(next, size)
			this.#add(next.key, size)
			held = { key: next.key, bytes: size }
		}
		becomes(from, bytes)
		return {
			becomes,
			done: () => {
				this.#add(held.key, -held.bytes)
				held = { key: null, bytes: 0 }
			},
		}
	}
	get bytes(): number {
		return this.#inAll
	}
	#demandRoom({ key, most }: BodyFrom, bytes: number): void {
		if (key !== null && (this.#byKey.get(key) ?? 0) + bytes > most)
			throw new Problem('too-many-requests', { seconds: waitSeconds })
		if (this.#inAll + bytes > this.#most) throw new Problem('server-busy', { seconds: waitSeconds })
	}
	#add(key: string | null, bytes: number): void {
		this.#inAll += bytes
		if (key === null || bytes === 0) return
		const sum = (this.#byKey.get(key) ?? 0) + bytes
		if (sum > 0) this.#byKey.set(key, sum)
		else this.#byKey.delete(key)
	}
}
