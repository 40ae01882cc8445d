import { fromBase64url } from '#shared/kernel/bytes'
import { type RecoveryKeyTypedWrong, readRecoveryKey, writeRecoveryKey } from '#shared/sync/recovery-key'
import { appendAuditEntry, byServer } from '../audit-log/entries.ts'
import type { Store } from '../storage/store.ts'
import { restoreIdentifierKey } from './identifier-keys.ts'
import type { KeyStore } from './key-store.ts'
import { addSealingKeyFrom } from './recovery.ts'
import { createKeyPair } from './sealing-key.ts'
import { importSigningKey, moveKeyOutOfStore, removeFormerSigners, stateOfSigningKey } from './signer.ts'

/*
 * Keys of a server are rotated in two steps. First a recovery key with new keys is created; when its holder
 * has it, the server starts to use the keys. At no moment is data encrypted to a key that only the server
 * has.
 */

/** Returns the rows of a recovery key with new keys; changes nothing. */
export function newRecoveryKey(): string[] {
	const half = () => fromBase64url(createKeyPair().privateKey)
	return writeRecoveryKey({ sealing: half(), signing: half(), identifiers: half() })
}

/**
 * `not-whole`: a recovery key without the key of identifiers. `current`, `earlier`: it is not new, the server
 * uses its keys or used them before; nothing was changed.
 */
export type Rotated =
	| { readonly outcome: 'rotated' | 'not-whole' | 'current' | 'earlier' }
	| RecoveryKeyTypedWrong

/**
 * Rotates to the keys in a recovery key: the server signs with its signing key, which the former one signs,
 * and phones encrypt to the others. Earlier encrypted and signed data stays valid; the former private signing
 * key is deleted. Running servers use the former keys until they are restarted.
 *
 * @throws SigningKeyMissing, KeyStoreInaccessibleError, FilesUnavailable
 */
export async function rotateKeys(store: Store, place: KeyStore, text: string): Promise<Rotated> {
	const read = readRecoveryKey(text)
	if (read.outcome === 'typed-wrong') return read
	const { sealing, signing, identifiers } = read.key
	if (!identifiers) return { outcome: 'not-whole' }
	await moveKeyOutOfStore(store, place)
	const state = await stateOfSigningKey(store.reading, signing)
	if (state !== 'unknown') {
		// the end of a rotation that was interrupted after its keys were saved
		if (state === 'current') await removeFormerSigners(store, place)
		return { outcome: state }
	}
	await store.write(async (session) => {
		await importSigningKey(session, place, { scalar: signing, age: 'newer' })
		await addSealingKeyFrom(session, sealing, 'newer')
		await restoreIdentifierKey(session, place, { privateHalf: identifiers, age: 'newer' })
		await appendAuditEntry(session, byServer, { kind: 'keys-rotated' })
	})
	await removeFormerSigners(store, place)
	return { outcome: 'rotated' }
}
