import { type Bytes, fromBase64url, toBase64url } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import {
	type RecoveryKey,
	type RecoveryKeyTypedWrong,
	type RecoveryState,
	type RecoveryTested,
	readRecoveryKey,
	writeRecoveryKey,
} from '#shared/sync/recovery-key'
import { appendAuditEntry, byServer } from '../audit-log/entries.ts'
import { laterThan } from '../storage/log/later-than.ts'
import { saveRestore } from '../storage/log/restores.ts'
import {
	addSealingKey,
	recordKeyVerification,
	type SealingKeyRow,
	sealingKeysOf,
	testedBy,
} from '../storage/log/sealing-keys.ts'
import { signingKeysOf } from '../storage/log/signing-key.ts'
import type { Store, WriteSession } from '../storage/store.ts'
import { type IdentifierKeys, restoreIdentifierKey } from './identifier-keys.ts'
import type { KeyStore } from './key-store.ts'
import { newEra } from './new-era.ts'
import { openSealingKey, pairOf } from './sealing-key.ts'
import {
	importSigningKey,
	type KeyAge,
	longAgo,
	moveKeyOutOfStore,
	removeFormerSigners,
	type Signer,
} from './signer.ts'

interface ServersKeys {
	readonly store: Store
	readonly signer: Signer
	readonly identifiers: IdentifierKeys
}

/**
 * Returns the rows of the recovery key: the current encryption keys and the signing key. Its holder relies on
 * it being complete, so it is never issued without the key of identifiers. @throws Problem
 * `recovery-key-incomplete`, `restart-needed`
 */
export async function recoveryRows({ store, signer, identifiers }: ServersKeys): Promise<string[]> {
	const half = await identifiers.privateHalf()
	if (!half) throw new Problem('recovery-key-incomplete')
	return writeRecoveryKey({ ...(await otherHalves(store, signer)), identifiers: half })
}

/** @throws Problem `restart-needed` if the keys were changed after this process started */
async function otherHalves(store: Store, signer: Signer): Promise<Omit<RecoveryKey, 'identifiers'>> {
	const [sealing] = await sealingKeysOf(store.reading)
	const [signing] = await signingKeysOf(store.reading)
	if (signing?.publicKey !== signer.publicKey) throw new Problem('restart-needed')
	if (!sealing) throw new Error('a server that runs has one')
	return { sealing: fromBase64url(sealing.privateKey), signing: signer.privateHalf() }
}

/**
 * Returns whether a copy of the current key was verified. Without the key of identifiers on this server, none
 * counts as verified.
 */
export async function recoveryState({
	store,
	identifiers,
}: Omit<ServersKeys, 'signer'>): Promise<RecoveryState> {
	const state = await identifiers.state()
	const tested = state === 'missing' ? undefined : await testedBy(store.reading)
	return { tested: tested ?? null, identifiers: state }
}

/**
 * Verifies a user's copy of the recovery key, and saves who verified it if it is right. If this server has
 * lost its key of identifiers, it is restored from the copy, which may be the only one left.
 */
export async function testRecoveryKey(
	keys: ServersKeys,
	person: Pick<Person, 'id'>,
	text: string,
	now: number,
): Promise<RecoveryTested> {
	const read = readRecoveryKey(text)
	if (read.outcome === 'typed-wrong') return read
	const { store, signer } = keys
	const { identifiers, ...others } = read.key
	const ofToday = writeRecoveryKey(await otherHalves(store, signer)).join()
	if (writeRecoveryKey(others).join() !== ofToday) return { outcome: 'another-key' }
	if (!identifiers) return { outcome: 'older' }
	const wasHere = (await keys.identifiers.privateHalf()) !== null
	const which = await keys.identifiers.restore(identifiers)
	if (which === null) return { outcome: 'another-key' }
	if (which === 'former') return { outcome: 'former-back' }
	await recordKeyVerification(store.changing, {
		id: sealingRow(read.key.sealing, '').id,
		at: new Date(now).toISOString(),
		by: person.id,
	})
	return { outcome: wasHere ? 'right' : 'key-back' }
}

const sealingRow = (sealing: Uint8Array, since: string): SealingKeyRow => {
	const pair = pairOf(toBase64url(sealing))
	return { ...pair, id: openSealingKey(pair).id, since }
}

/** Result of a restore from a recovery key. */
export type Recovered =
	| RecoveryKeyTypedWrong
	/** `identifiers`: true if it contained the key of identifiers. */
	| { readonly outcome: 'recovered'; readonly identifiers: boolean }

/**
 * Adds an encryption key by its private key; an existing one stays unchanged. `newer`: phones encrypt to it
 * from now on.
 */
export async function addSealingKeyFrom(
	session: Pick<WriteSession, 'at' | 'db' | 'project'>,
	privateHalf: Bytes,
	age: KeyAge,
): Promise<void> {
	const [newest] = await sealingKeysOf(session)
	const since = age === 'newer' || !newest ? laterThan(newest?.since ?? '', session.at) : longAgo
	await addSealingKey(session, sealingRow(privateHalf, since))
}

/**
 * Restores the keys of a recovery key to the store and the key store: the server can decrypt what phones
 * encrypted to them, and accepts certificates that it had issued for a while. `age`: relative to keys that
 * the store has already; null if not given.
 *
 * @throws KeyAgeNeeded, SigningKeyMissing, KeyStoreInaccessibleError, FilesUnavailable
 */
export async function restoreFromRecoveryKey(
	store: Store,
	place: KeyStore,
	text: string,
	age: KeyAge | null = null,
): Promise<Recovered> {
	const read = readRecoveryKey(text)
	if (read.outcome === 'typed-wrong') return read
	const { sealing, signing, identifiers } = read.key
	await moveKeyOutOfStore(store, place)
	await store.write(async (session) => {
		await importSigningKey(session, place, { scalar: signing, age })
		await addSealingKeyFrom(session, sealing, age ?? 'older')
		if (identifiers)
			await restoreIdentifierKey(session, place, { privateHalf: identifiers, age: age ?? 'older' })
		await saveRestore(session, { era: newEra(), at: session.at })
		await appendAuditEntry(session, byServer, { kind: 'recovery-key-used' })
	})
	await removeFormerSigners(store, place)
	return { outcome: 'recovered', identifiers: identifiers !== undefined }
}
