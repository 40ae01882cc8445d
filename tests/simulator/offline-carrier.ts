import type { SeededRandom } from '#shared/kernel/seeded-random'
import { importOfflineBundle } from '../../web/sync/import-offline-bundle.ts'
import { importReceipt } from '../../web/sync/import-receipt.ts'
import type { PhoneDays } from './simulated-phone.ts'
import { project } from './world.ts'

interface CarriedFile {
	/** Phone that wrote the file, or for which the receipt is meant. */
	readonly phone: PhoneDays
	readonly file: Blob
}

/** Carries files between phones and the server: late, twice, in pieces, and with a flipped bit. */
export class OfflineCarrier {
	readonly #random: SeededRandom
	readonly #files: CarriedFile[] = []
	readonly #receipts: CarriedFile[] = []

	constructor(random: SeededRandom) {
		this.#random = random
	}
	async saveFile(phone: PhoneDays): Promise<void> {
		const file = await phone.saveFile(this.#random.chance(0.5))
		if (file) this.#files.push({ phone, file })
	}
	/** Imports any file, of any time, over the current connection. */
	async importAny(): Promise<void> {
		if (this.#files.length === 0) return
		const { phone, file } = this.#random.pick(this.#files)
		const { receipt } = await importOfflineBundle(await this.#asItArrives(file), project)
		if (receipt.length > 0) this.#receipts.push({ phone, file: new Blob([...receipt]) })
	}
	/** Imports a receipt of any time, even from before a restore of the server; first on a wrong phone. */
	async takeReceipt(): Promise<void> {
		if (this.#receipts.length === 0) return
		const { phone, file } = this.#random.pick(this.#receipts)
		const { phone: another } = this.#random.pick(this.#receipts)
		const arrived = await this.#asItArrives(file)
		for (const each of new Set([another, phone])) await importReceipt(each.vaultSession, arrived)
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
