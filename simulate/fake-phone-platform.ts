import { createHash } from 'node:crypto'
import '../tests/browser-for-tests.ts'
import type { SeededRandom } from '#shared/kernel/seeded-random'

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
Object.assign(globalThis, { Worker: QuickPinWorker })

export const clock = { now: Date.UTC(2026, 0, 15) }
Date.now = () => clock.now

/** Ids and salts come from the seed. Keys and signatures do not: no rule looks at them. */
export function seedRandomness(random: SeededRandom): void {
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
