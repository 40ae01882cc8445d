import nodeCrypto, { createHash } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import '../helpers/browser-for-tests.ts'
import type { SeededRandom } from '#shared/kernel/seeded-random'
import { emptyDisk } from '../helpers/private-files-for-tests.ts'

/*
 * What a phone's code finds around it in the simulation: a clock, randomness and a disk that the simulation holds.
 */

/** The PIN's key in no time: how hard it is to guess is not what is simulated. */
class QuickPinWorker {
	onmessage: ((event: { data: unknown }) => void) | null = null
	onerror: unknown = null
	postMessage({ pin, salt }: { pin: string; salt: Uint8Array }): void {
		const key = new Uint8Array(createHash('sha256').update(pin).update(salt).digest())
		queueMicrotask(() => this.onmessage?.({ data: { key } }))
	}
	terminate(): void {}
}
// what a browser says of its network: nothing is ever said here
const events = new EventTarget()
Object.assign(globalThis, {
	Worker: QuickPinWorker,
	addEventListener: events.addEventListener.bind(events),
	removeEventListener: events.removeEventListener.bind(events),
})
/** The private files of a new phone; all phones are one browser here, and each works on its own when it is taken in hand. */
export function newPrivateFiles(): { readonly takeInHand: () => void } {
	emptyDisk()
	const { storage } = navigator
	return { takeInHand: () => void Object.assign(navigator, { storage }) }
}

export const clock = { now: Date.UTC(2026, 0, 15) }
Date.now = () => clock.now

/** Ids and salts come from the seed, the server's too. Keys and signatures do not: no rule looks at them. */
export function seedRandomness(random: SeededRandom): void {
	nodeCrypto.randomBytes = ((size: number) =>
		Buffer.from(random.bytes(size))) as typeof nodeCrypto.randomBytes
	syncBuiltinESMExports()
	crypto.getRandomValues = ((array: Uint8Array) => {
		array.set(random.bytes(array.length))
		return array
	}) as typeof crypto.getRandomValues
}

/** The disk dies with the so-many-th transaction that writes from now on; null: it works. */
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
