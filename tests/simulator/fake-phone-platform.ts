import nodeCrypto, { createHash } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import '../helpers/browser.ts'
import type { SeededRandom } from '#shared/kernel/seeded-random'
import { emptyDisk } from '../helpers/private-files.ts'

/*
 * Platform of the simulated phones: a clock, randomness and a disk under the control of the simulation.
 */

/** Derives the PIN's key at once: the cost of guessing is not simulated. */
class QuickPinWorker {
	onmessage: ((event: { data: unknown }) => void) | null = null
	onerror: unknown = null
	postMessage({ pin, salt }: { pin: string; salt: Uint8Array }): void {
		const key = new Uint8Array(createHash('sha256').update(pin).update(salt).digest())
		queueMicrotask(() => this.onmessage?.({ data: { key } }))
	}
	terminate(): void {}
}
// network events of the browser: none are fired here
const events = new EventTarget()
Object.assign(globalThis, {
	Worker: QuickPinWorker,
	addEventListener: events.addEventListener.bind(events),
	removeEventListener: events.removeEventListener.bind(events),
})
/**
 * Creates the private files of a phone. All phones share one browser here, so `takeInHand` selects the
 * files of the phone that acts.
 */
export function newPrivateFiles(): { readonly takeInHand: () => void } {
	emptyDisk()
	const { storage } = navigator
	return { takeInHand: () => void Object.assign(navigator, { storage }) }
}

export const clock = { now: Date.UTC(2026, 0, 15) }
Date.now = () => clock.now

/**
 * Makes ids and salts depend on the seed, on the server as well. Keys and signatures do not: no check
 * depends on them.
 */
export function seedRandomness(random: SeededRandom): void {
	nodeCrypto.randomBytes = ((size: number) =>
		Buffer.from(random.bytes(size))) as typeof nodeCrypto.randomBytes
	syncBuiltinESMExports()
	crypto.getRandomValues = ((array: Uint8Array) => {
		array.set(random.bytes(array.length))
		return array
	}) as typeof crypto.getRandomValues
}

/** Number of writing transactions until the disk fails; null: it works. */
export const disk: { failsIn: number | null } = { failsIn: null }

class DiskDied extends DOMException {
	constructor() {
		super('the phone died', 'UnknownError')
	}
}

const { transaction } = IDBDatabase.prototype
IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...args: Parameters<typeof transaction>) {
	if (args[1] === 'readwrite' && disk.failsIn !== null) {
		if (disk.failsIn <= 0) throw new DiskDied()
		disk.failsIn--
	}
	return transaction.apply(this, args)
}
