import { fromBase64url } from '#shared/kernel/bytes'
import { shortDigest } from '#shared/kernel/digest'
import { Problem } from '#shared/kernel/problem'
import {
	escrowedKeySchema,
	type PinResetRequest,
	type PinResetResponse,
	pinResetToSign,
	readMessage,
} from '#shared/sync/messages'
import { isUsedFor, useCode } from '../storage/code-table.ts'
import { findDevice } from '../storage/device-table.ts'
import type { Store } from '../storage/store.ts'
import type { SealingKeys } from '../sync/sealing-keys.ts'
import { isSignedBy } from '../sync/verify-phone.ts'
import { readCode, rejectUsedInvitation } from './codes.ts'
import { notifyNewDevice } from './second-device.ts'

/** A reply that got lost is asked for at once, and not a season later. */
const againMs = 15 * 60_000

/**
 * Who forgot the PIN gets the key of what lies on the phone: the phone shows it as it sealed it to the project, and a one-time code
 * of its person. The code is used up by that; asked again by the same phone at once, it gives the same, since replies get lost.
 *
 * @throws Problem `phone-unknown`, `person-inactive`, as `readCode` and `rejectUsedInvitation`, `key-unknown`, `input-invalid`
 */
export async function openEscrowedKey(
	{ store, sealing }: { readonly store: Store; readonly sealing: SealingKeys },
	given: PinResetRequest,
	now: number,
): Promise<PinResetResponse> {
	const device = await findDevice(store.reading, store.project, given.device)
	const signature = fromBase64url(given.signature)
	if (!device?.publicKey || !isSignedBy(device.publicKey, pinResetToSign(given), signature))
		throw new Problem('phone-unknown')
	if (!device.isActive) throw new Problem('person-inactive')
	const code = await readCode(store, given.code, now)
	// a code of somebody else is none
	if (code.person.id !== device.person) throw new Problem('code-unknown')
	// the phone makes another box as soon as this one was opened: an old code fits no box that a finder has
	const purpose = `spare key ${device.id} ${shortDigest(given.sealed)}`
	const isAgain =
		code.used !== null &&
		!code.isExpired &&
		now - Date.parse(code.used) < againMs &&
		(await isUsedFor(store.reading, code.digest, purpose))
	if (!isAgain) rejectUsedInvitation(code)
	const opened = await sealing.open(fromBase64url(given.sealed))
	if (opened === 'key-unknown') throw new Problem('key-unknown')
	const spare = opened && readMessage(escrowedKeySchema, opened)
	if (spare?.person !== device.person) throw new Problem('input-invalid', { field: 'sealed' })
	if (!isAgain) {
		const isMine = await store.write(async (session) => {
			const isUsed = await useCode(session.db, code.digest, session.at, purpose)
			// it opened what the person has, and sets no other device up
			if (isUsed) await notifyNewDevice(session, store.project, code.row, { state: 'ended' })
			return isUsed
		})
		if (!isMine && !(await isUsedFor(store.db, code.digest, purpose))) throw new Problem('code-used')
	}
	return { key: spare.key }
}
