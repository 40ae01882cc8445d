import { createPrivateKey } from 'node:crypto'
import type { Person } from '#shared/access/people'
import { fromBase64url, toBase64url } from '#shared/kernel/bytes'
import {
	type RecoveryKey,
	type RecoveryState,
	type RecoveryTested,
	readRecoveryKey,
	writeRecoveryKey,
} from '#shared/sync/recovery-key'
import { hasPhones } from '../storage/device-table.ts'
import {
	addSealingKey,
	noteTested,
	type SealingKeyRow,
	sealingKeysOf,
	testedBy,
} from '../storage/sealing-key-table.ts'
import { findSigningKey, replaceSigningKey } from '../storage/signing-key-table.ts'
import type { Store } from '../storage/store.ts'
import { type IdentifierKeys, takeIdentifierKey } from './identifier-keys.ts'
import type { KeyPlace } from './key-place.ts'
import { openSealingKey, pairOf } from './sealing-key.ts'
import { signingKeyFrom } from './signer.ts'

interface ServersKeys {
	readonly store: Store
	readonly identifiers: IdentifierKeys
}

/**
 * The rows of the recovery key: of the keys to which phones seal now, and of the one that signs. Without that for identifiers where this server
 * does not have it.
 */
export const recoveryRows = async (keys: ServersKeys): Promise<string[]> =>
	writeRecoveryKey(await recoveryKey(keys))

async function recoveryKey({ store, identifiers }: ServersKeys): Promise<RecoveryKey> {
	const [sealing] = await sealingKeysOf(store.reading, store.project)
	const signing = await findSigningKey(store.reading, store.project)
	if (!sealing || !signing) throw new Error('a server that runs has both keys')
	const der = Buffer.from(fromBase64url(signing.privateKey))
	const { d = '' } = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' })
	const half = await identifiers.privateHalf()
	return {
		sealing: fromBase64url(sealing.privateKey),
		signing: fromBase64url(d),
		...(half ? { identifiers: half } : {}),
	}
}

/** Whether somebody has given the key of today back, and it was right. */
export const recoveryState = async (store: Store): Promise<RecoveryState> => ({
	tested: (await testedBy(store.reading, store.project)) ?? null,
})

/** Somebody gives the key back, as they kept it. Only where it is right it counts as kept, and stays so by their name. */
export async function testRecoveryKey(
	keys: ServersKeys,
	person: Pick<Person, 'id'>,
	text: string,
	now: number,
): Promise<RecoveryTested> {
	const read = readRecoveryKey(text)
	if (read.outcome === 'typed-wrong') return read
	const { identifiers, ...others } = await recoveryKey(keys)
	const given = writeRecoveryKey(read.key).join()
	if (given !== writeRecoveryKey({ ...others, ...(identifiers ? { identifiers } : {}) }).join())
		return { outcome: given === writeRecoveryKey(others).join() ? 'older' : 'another-key' }
	const { store } = keys
	await noteTested(store.db, store.project, {
		id: sealingRow(read.key.sealing, '').id,
		at: new Date(now).toISOString(),
		by: person.id,
	})
	return { outcome: 'right' }
}

const sealingRow = (sealing: Uint8Array, since: string): SealingKeyRow => {
	const pair = pairOf(toBase64url(sealing))
	return { ...pair, id: openSealingKey(pair).id, since }
}

/** What a recovery key could give back; `row`: where it was typed wrong; null where no single row is. */
export type Recovered =
	| { readonly outcome: 'typed-wrong'; readonly row: number | null }
	/** `enrolments`: whether phones are known again by their certificates; `identifiers`: whether it had the key to these. */
	| { readonly outcome: 'recovered'; readonly enrolments: boolean; readonly identifiers: boolean }

/** Older than any key that a server made for itself: phones go on with that. */
const longAgo = new Date(0).toISOString()

/**
 * A server that lost its store takes the keys of before: it opens what phones sealed, and knows the enrolments that it had given
 * out. The key that signs is replaced only where no phone is enrolled yet, or those of now would be strangers.
 */
export async function takeRecoveryKey(
	store: Store,
	place: KeyPlace,
	text: string,
	now: number,
): Promise<Recovered> {
	const read = readRecoveryKey(text)
	if (read.outcome === 'typed-wrong') return read
	const { project } = store
	const { identifiers } = read.key
	return store.write(async (session) => {
		const { db } = session
		const isFirst = (await sealingKeysOf(db, project)).length === 0
		const since = isFirst ? new Date(now).toISOString() : longAgo
		await addSealingKey(db, project, sealingRow(read.key.sealing, since))
		const before = await findSigningKey(db, project)
		const signing = signingKeyFrom(read.key.signing)
		const isSame = before?.publicKey === signing.publicKey
		const enrolments = isSame || !(await hasPhones(db, project))
		if (enrolments && !isSame) await replaceSigningKey(db, project, signing)
		if (identifiers) await takeIdentifierKey(session, project, place, identifiers)
		return { outcome: 'recovered', enrolments, identifiers: identifiers !== undefined }
	})
}
