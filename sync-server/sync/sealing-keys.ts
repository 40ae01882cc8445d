import { toBase64url } from '#shared/kernel/bytes'
import { parseSealedFrame } from '#shared/sync/sealed-frame'
import { sealingKeysFor, sealingKeysOf } from '../storage/log/sealing-keys.ts'
import type { Store } from '../storage/store.ts'
import { createKeyPair, openSealingKey, type SealingKey } from './sealing-key.ts'

/** The keys to which phones encrypt their data, shared by every process on a store. */
export interface SealingKeys {
	/** Returns the key for phones that enrol or request it. */
	current(): SealingKey
	/** Returns one of the project's current or former keys; null if there is none with this id. */
	find(id: string): SealingKey | null
	/**
	 * Decrypts a frame. Null if it is not a valid frame or was modified; `key-unknown` if the store does not
	 * have its key.
	 */
	open(frame: Uint8Array): Promise<Uint8Array | null | 'key-unknown'>
	/** Returns the ids of all keys. */
	ids(): string[]
	/** Reads the keys again, since another process may have added one. */
	refresh(): Promise<void>
}

export async function openSealingKeys(store: Store): Promise<SealingKeys> {
	const rows = await sealingKeysFor(store, () => {
		const pair = createKeyPair()
		return { ...pair, id: openSealingKey(pair).id, since: new Date().toISOString() }
	})
	let keys = rows.map(openSealingKey)
	const reloadKeys = async () => {
		keys = (await sealingKeysOf(store.changing)).map(openSealingKey)
	}
	const findKey = (id: string) => keys.find((key) => key.id === id) ?? null
	return {
		current() {
			const [newest] = keys
			if (!newest) throw new Error('a project always has a key')
			return newest
		},
		find: findKey,
		async open(frame) {
			const sealed = parseSealedFrame(frame)
			if (!sealed) return null
			const id = toBase64url(sealed.keyId)
			if (!findKey(id)) await reloadKeys()
			const key = findKey(id)
			return key ? key.open(sealed) : 'key-unknown'
		},
		ids: () => keys.map(({ id }) => id),
		refresh: reloadKeys,
	}
}
