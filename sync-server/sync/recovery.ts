import type { Person } from '#shared/access/people'
import { type Bytes, fromBase64url, toBase64url } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import {
	type RecoveryKey,
	type RecoveryState,
	type RecoveryTested,
	readRecoveryKey,
	writeRecoveryKey,
} from '#shared/sync/recovery-key'
import { appendAuditEntry, byServer } from '../access-log/log-lines.ts'
import { laterThan } from '../storage/later-than.ts'
import { saveRestore } from '../storage/restored-table.ts'
import {
	addSealingKey,
	recordKeyVerification,
	type SealingKeyRow,
	sealingKeysOf,
	testedBy,
} from '../storage/sealing-key-table.ts'
import { signingKeysOf } from '../storage/signing-key-table.ts'
import type { Store, WriteSession } from '../storage/store.ts'
import { type IdentifierKeys, restoreIdentifierKey } from './identifier-keys.ts'
import type { KeyStore } from './key-place.ts'
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
 * The rows of the recovery key: of the keys to which phones seal now, and of the one that signs. Whoever keeps it believes that it opens
 * everything, so that there is none without its part for identifiers. @throws Problem `recovery-key-not-whole`, `restart-needed`
 */
export async function recoveryRows({ store, signer, identifiers }: ServersKeys): Promise<string[]> {
	const half = await identifiers.privateHalf()
	if (!half) throw new Problem('recovery-key-not-whole')
	return writeRecoveryKey({ ...(await otherHalves(store, signer)), identifiers: half })
}

/** @throws Problem `restart-needed` where the keys were changed since this process began */
async function otherHalves(store: Store, signer: Signer): Promise<Omit<RecoveryKey, 'identifiers'>> {
	const [sealing] = await sealingKeysOf(store.reading, store.project)
	const [signing] = await signingKeysOf(store.reading, store.project)
	if (signing?.publicKey !== signer.publicKey) throw new Problem('restart-needed')
	if (!sealing) throw new Error('a server that runs has one')
	return { sealing: fromBase64url(sealing.privateKey), signing: signer.privateHalf() }
}

/** Whether somebody has given the key of today back, and it was right; without its part for identifiers this server vouches for none. */
export async function recoveryState({
	store,
	identifiers,
}: Omit<ServersKeys, 'signer'>): Promise<RecoveryState> {
	const state = await identifiers.state()
	const tested = state === 'missing' ? undefined : await testedBy(store.reading, store.project)
	return { tested: tested ?? null, identifiers: state }
}

/**
 * Somebody gives the key back, as they kept it. Only where it is right it counts as kept, and stays so by their name. A key to identifiers
 * that this server has lost is back from then on: the paper may be all that is left of it.
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
	await recordKeyVerification(store.db, store.project, {
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

/** What a recovery key could give back; `row`: where it was typed wrong; null where no single row is. */
export type Recovered =
	| { readonly outcome: 'typed-wrong'; readonly row: number | null }
	/** `identifiers`: whether it had the key to these. */
	| { readonly outcome: 'recovered'; readonly identifiers: boolean }

/** The key to seal to, by its private half; one that is there stays as it is. `newer`: phones seal to it from now on. */
export async function addSealingKeyFrom(
	{ db, at }: Pick<WriteSession, 'db' | 'at'>,
	project: string,
	privateHalf: Bytes,
	age: KeyAge,
): Promise<void> {
	const [newest] = await sealingKeysOf(db, project)
	const since = age === 'newer' || !newest ? laterThan(newest?.since ?? '', at) : longAgo
	await addSealingKey(db, project, sealingRow(privateHalf, since))
}

/**
 * The keys of a recovery key, into the store and to where keys lie: the server opens what phones sealed to them, and for a while lets in again
 * whoever shows a certificate that it had given out. `age`: how they stand to keys that the store has already; null where nobody said.
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
	const { project } = store
	const { sealing, signing, identifiers } = read.key
	await moveKeyOutOfStore(store, place)
	await store.write(async (session) => {
		await importSigningKey(session, project, place, { scalar: signing, age })
		await addSealingKeyFrom(session, project, sealing, age ?? 'older')
		if (identifiers)
			await restoreIdentifierKey(session, project, place, { privateHalf: identifiers, age: age ?? 'older' })
		await saveRestore(session.db, project, { era: newEra(), at: session.at })
		await appendAuditEntry(session, project, byServer, { kind: 'recovery-key-used' })
	})
	await removeFormerSigners(store, place)
	return { outcome: 'recovered', identifiers: identifiers !== undefined }
}
