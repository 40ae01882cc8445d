import { addLine, byServer } from '../access-log/log-lines.ts'
import { laterThan } from '../storage/later-than.ts'
import { addSealingKey, sealingKeysOf } from '../storage/sealing-key-table.ts'
import type { Store } from '../storage/store.ts'
import type { KeyPlace } from './key-place.ts'
import { makeKeyPair, openSealingKey } from './sealing-key.ts'
import { removeFormerSigners, succeedSigner } from './signer.ts'

/**
 * Another key to sign with, for which the one of before signs, and another one for phones to seal to. What was sealed or signed before stays
 * good; the private half of the signing key of before is removed. Servers that run go on with the keys of before until they are started anew.
 *
 * @throws SigningKeyMissing, KeyClosed, FilesUnavailable
 */
export async function rotateKeys(store: Store, place: KeyPlace): Promise<void> {
	const { project } = store
	await store.write(async (session) => {
		const { db, at } = session
		await succeedSigner(session, store, place)
		const [newest] = await sealingKeysOf(db, project)
		const pair = makeKeyPair()
		const since = laterThan(newest?.since ?? '', at)
		await addSealingKey(db, project, { ...pair, id: openSealingKey(pair).id, since })
		await addLine(session, project, byServer, { kind: 'keys-rotated' })
	})
	await removeFormerSigners(store, place)
}
