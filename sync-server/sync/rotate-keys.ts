import { fromBase64url } from '#shared/kernel/bytes'
import { type RecoveryKeyRead, readRecoveryKey, writeRecoveryKey } from '#shared/sync/recovery-key'
import { appendAuditEntry, byServer } from '../access-log/log-lines.ts'
import type { Store } from '../storage/store.ts'
import { restoreIdentifierKey } from './identifier-keys.ts'
import type { KeyStore } from './key-place.ts'
import { addSealingKeyFrom } from './recovery.ts'
import { createKeyPair } from './sealing-key.ts'
import { importSigningKey, moveKeyOutOfStore, removeFormerSigners } from './signer.ts'

/*
 * The keys of a server are changed in two steps. First a new recovery key is made, which has the new keys; then, when somebody has it, the server
 * takes them. So there is no moment at which work is encrypted to a key that only the server has.
 */

/** The rows of a recovery key with new keys: nothing is changed by it. */
export function newRecoveryKey(): string[] {
	const half = () => fromBase64url(createKeyPair().privateKey)
	return writeRecoveryKey({ sealing: half(), signing: half(), identifiers: half() })
}

/** `not-whole`: a recovery key without the key to identifiers. */
export type Rotated =
	| { readonly outcome: 'rotated' | 'not-whole' }
	| Extract<RecoveryKeyRead, { outcome: 'typed-wrong' }>

/**
 * The server signs with the key in this recovery key, for which the one of before signs; phones seal to the one in it, and identifiers likewise.
 * What was sealed or signed before stays good; the private half of the signing key of before is removed. Servers that run go on with the keys of before
 * until they are started anew.
 *
 * @throws SigningKeyMissing, KeyStoreInaccessibleError, FilesUnavailable
 */
export async function rotateKeys(store: Store, place: KeyStore, text: string): Promise<Rotated> {
	const read = readRecoveryKey(text)
	if (read.outcome === 'typed-wrong') return read
	const { sealing, signing, identifiers } = read.key
	if (!identifiers) return { outcome: 'not-whole' }
	const { project } = store
	await moveKeyOutOfStore(store, place)
	await store.write(async (session) => {
		await importSigningKey(session, project, place, { scalar: signing, age: 'newer' })
		await addSealingKeyFrom(session, project, sealing, 'newer')
		await restoreIdentifierKey(session, project, place, { privateHalf: identifiers, age: 'newer' })
		await appendAuditEntry(session, project, byServer, { kind: 'keys-rotated' })
	})
	await removeFormerSigners(store, place)
	return { outcome: 'rotated' }
}
