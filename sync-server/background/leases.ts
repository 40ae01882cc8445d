import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { errorCodeOf } from '#shared/kernel/error-code'
import {
	createLease,
	findLease,
	type LeaseRow,
	releaseLease,
	renewLease,
	takeLease,
	type WorkOutcome,
} from '../storage/background/leases.ts'
import type { Store } from '../storage/store.ts'

/** The server stops, or another process has taken over: this one did not renew its lease in time. */
export class LeaseLostError extends Error {
	constructor(name: string) {
		super(`This process does not hold the lease on ${name} any more.`)
	}
}

export interface Lease {
	readonly name: string
	/** The store; its `write` fails once the lease is lost, so that no two processes write the same work. */
	readonly store: Store
	/** Aborts when the lease is lost, or the server stops. */
	readonly lost: AbortSignal
	/** When the work last ended without an error, by any process; null if it never did. */
	readonly ranAt: string | null
	/** Called if there was nothing to do: `ranAt` stays. */
	keepRanAt(): void
}

export interface Leases {
	/**
	 * Runs `work` while this process holds the lease of that name. Returns null without running it if it is held
	 * already, by another process or by another call in this one.
	 */
	hold<Found>(name: string, work: (lease: Lease) => Promise<Found>): Promise<{ found: Found } | null>
	/** Stops the work of this process and waits for it. */
	stop(): Promise<void>
}

export interface LeaseOptions {
	readonly store: Store
	/** ms since 1970 */
	readonly now: () => number
	/** Time after which a lease that its holder does not renew goes to another process. */
	readonly expiryMs?: number
	/** A clock that is never set, ms. */
	readonly elapsed?: () => number
}

/** Returns the code or the class of an error. Its text may contain an answer, as that of a JSON parser does. */
const failureOf = (thrown: unknown): string =>
	errorCodeOf(thrown) || (thrown instanceof Error ? thrown.name : typeof thrown)

/** Longer than a busy process blocks its event loop, and than a short loss of the database. */
const usualExpiryMs = 30_000

/**
 * Leases in the store, so that each piece of background work is done by one process at a time.
 *
 * LS1 Of several processes one gets a lease; the others go on with something else.
 * LS2 The lease of a process that was killed expires: another process gets it after `expiryMs`.
 * LS3 A process that lost its lease, because it was asleep for example, writes nothing more by it.
 * LS4 No two clocks are compared: a holder counts up a number, and a lease has expired if another process sees
 *     the same number for `expiryMs`.
 * LS5 A failure is in the lease until the work succeeds, whichever process does it.
 */
export function createLeases({
	store,
	now,
	expiryMs = usualExpiryMs,
	elapsed = () => performance.now(),
}: LeaseOptions): Leases {
	// an operator finds the process by its machine and id; containers use the same ids again
	const holder = `${hostname()} ${process.pid} ${randomUUID().slice(0, 8)}`
	const held = new Map<string, Promise<unknown>>()
	const stopping = new AbortController()
	/** Leases of other processes, as they were when their number last changed. */
	const seen = new Map<string, { readonly row: LeaseRow; readonly at: number }>()

	async function acquire(name: string): Promise<LeaseRow | null> {
		let row = await findLease(store.changing, name)
		if (!row) {
			await createLease(store.changing, name)
			row = await findLease(store.changing, name)
		}
		if (!row) return null
		const before = seen.get(name)
		const isSame = before?.row.holder === row.holder && Number(before.row.beat) === Number(row.beat)
		if (row.holder !== null && !(before && isSame && elapsed() - before.at >= expiryMs)) {
			if (!isSame) seen.set(name, { row, at: elapsed() })
			return null
		}
		seen.delete(name)
		return (await takeLease(store.changing, row, holder)) ? row : null
	}

	async function work<Found>(row: LeaseRow, run: (lease: Lease) => Promise<Found>): Promise<Found> {
		const { name } = row
		const losing = new AbortController()
		const renewing = setInterval(() => {
			renewLease(store.changing, name, holder).then(
				(isHeld) => isHeld || losing.abort(),
				// Without the database the process cannot know: its next write finds out.
				() => undefined,
			)
		}, expiryMs / 3).unref()
		const lost = AbortSignal.any([losing.signal, stopping.signal])
		const fenced: Store = {
			...store,
			write: (write) =>
				store.write(async (session) => {
					if (lost.aborted || !(await renewLease(session, name, holder))) throw new LeaseLostError(name)
					return write(session)
				}),
		}
		let outcome: WorkOutcome = null
		let hasNothingDone = false
		const keepRanAt = () => {
			hasNothingDone = true
		}
		try {
			const found = await run({ name, store: fenced, lost, ranAt: row.ran_at, keepRanAt })
			if (!lost.aborted && !hasNothingDone) outcome = { at: new Date(now()).toISOString(), failure: null }
			return found
		} catch (thrown) {
			const isInterrupted = lost.aborted || thrown instanceof LeaseLostError
			if (!isInterrupted) outcome = { at: new Date(now()).toISOString(), failure: failureOf(thrown) }
			throw thrown
		} finally {
			clearInterval(renewing)
			// A lease that cannot be released expires.
			await releaseLease(store.changing, name, holder, outcome).catch(() => undefined)
		}
	}

	return {
		async hold(name, run) {
			if (held.has(name) || stopping.signal.aborted) return null
			const running = (async () => {
				const row = await acquire(name)
				return row && { found: await work(row, run) }
			})()
			held.set(
				name,
				running.catch(() => undefined),
			)
			try {
				return await running
			} finally {
				held.delete(name)
			}
		},
		async stop() {
			stopping.abort()
			await Promise.all(held.values())
		},
	}
}
