import type { SeededRandom } from '#shared/kernel/seeded-random'
import { carryIn } from '../web/sync/carry-in.ts'
import { takeReceipt } from '../web/sync/take-receipt.ts'
import { writeCarried } from '../web/sync/write-carried.ts'
import { clock } from './fake-phone-platform.ts'
import type { PhoneDays } from './phone-days.ts'
import { project } from './world.ts'

/** Who carries files between phones and the server: late, twice, in pieces, and with a bit turned over. */
export class Hands {
	readonly #random: SeededRandom
	readonly #files: Blob[] = []
	readonly #receipts: Blob[] = []

	constructor(random: SeededRandom) {
		this.#random = random
	}
	async saveFile({ atWork }: PhoneDays): Promise<void> {
		const written = await writeCarried(atWork, { withAttachments: false, app: 'sim', now: clock.now })
		if (written) this.#files.push(written.file)
	}
	/** Any file, of whenever, by the line as it is. */
	async bringIn(): Promise<void> {
		if (this.#files.length === 0) return
		const { receipt } = await carryIn(await this.#asItArrives(this.#random.pick(this.#files)), project)
		if (receipt.length > 0) this.#receipts.push(new Blob([...receipt]))
	}
	/** A receipt of whenever, also one from before the server was put back. */
	async takeReceipt({ atWork }: PhoneDays): Promise<void> {
		if (this.#receipts.length === 0) return
		for (const receipt of this.#receipts.slice(-3))
			await takeReceipt(atWork, await this.#asItArrives(receipt))
	}
	async #asItArrives(file: Blob): Promise<Blob> {
		const random = this.#random
		if (random.chance(0.6)) return file
		const bytes = new Uint8Array(await file.arrayBuffer())
		if (random.chance(0.5)) return new Blob([bytes.slice(random.below(20), random.below(bytes.length))])
		const at = random.below(bytes.length)
		bytes[at] = (bytes[at] ?? 0) ^ (1 + random.below(255))
		return new Blob([bytes])
	}
}
