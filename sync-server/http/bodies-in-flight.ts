import { Problem } from '#shared/kernel/problem'

export interface BodyLimits {
	/** Bytes of all bodies in transit or being processed. */
	readonly inAll: number
	/** Bytes from one network without authentication. */
	readonly ofStrangers: number
	/** Bytes from one enrolment: two of the largest bundles, or many parts of attachments. */
	readonly ofPhone: number
	/** Bytes from one user of the desk: a few of the largest files. */
	readonly ofPerson: number
	/** Grace time of a body; after it, the average rate must be at least `slowest`. */
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

/** Maximum body without authentication: codes, keys, a password. */
export const strangersBody = 8 * 1024

/** Seconds that a rejected client is asked to wait. */
const waitSeconds = 10

/** Reservation for one body, from before it is read until the response is sent. */
export interface InFlightBody {
	/**
	 * Changes the reservation when the size or the sender becomes known. @throws Problem `server-busy`,
	 * `too-many-requests`
	 */
	becomes(from: BodyFrom, bytes: number): void
	done(): void
}
export interface BodyFrom {
	/** A network, an enrolment or a user. Null if one address represents everybody. */
	readonly key: string | null
	readonly most: number
}

/**
 * Counts the bytes of requests in memory, so that a client that sends too many at once waits before anything
 * is read.
 */
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
