import { fromBase64url } from '#shared/kernel/bytes'
import { shortDigest } from '#shared/kernel/digest'
import { Problem } from '#shared/kernel/problem'
import { readMessage } from '#shared/sync/messages'
import {
	escrowedKeySchema,
	type PinResetRequest,
	type PinResetResponse,
	pinResetToSign,
} from '#shared/sync/replacement-messages'
import { findDevice } from '../storage/people/devices.ts'
import { isUsedFor, useCode } from '../storage/people/invitations.ts'
import type { Store } from '../storage/store.ts'
import type { SealingKeys } from '../sync/sealing-keys.ts'
import { isSignedBy } from '../sync/verify-phone.ts'
import { readCode, rejectUsedInvitation } from './invitations.ts'
import { notifyNewDevice } from './second-device.ts'

/**
 * Time in which a repeated request returns the key again: a lost reply is requested again at once, not a
 * season later.
 */
const againMs = 15 * 60_000

/**
 * Decrypts the escrowed key of a phone whose PIN was forgotten. The phone sends the key as it encrypted it to
 * the project, and an enrolment code of its person, which is used up. A repetition by the same phone within a
 * short time returns the same key, since replies get lost.
 *
 * @throws Problem `phone-unknown`, `person-inactive`, as `readCode` and `rejectUsedInvitation`,
 * `key-unknown`, `input-invalid`
 */
export async function openEscrowedKey(
	{ store, sealing }: { readonly store: Store; readonly sealing: SealingKeys },
	given: PinResetRequest,
	now: number,
): Promise<PinResetResponse> {
	const device = await findDevice(store.reading, given.device)
	const signature = fromBase64url(given.signature)
	if (!device?.publicKey || !isSignedBy(device.publicKey, pinResetToSign(given), signature))
		throw new Problem('phone-unknown')
	if (!device.isActive) throw new Problem('person-inactive')
	const code = await readCode(store, given.code, now)
	// a code of another person is treated as unknown
	if (code.person.id !== device.person) throw new Problem('code-unknown')
	// the phone encrypts its key again after each recovery, so that an old code fits no copy on a stolen phone
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
			const isUsed = await useCode(session, code.digest, session.at, purpose)
			// the code has restored access on this phone and cannot enrol another device
			if (isUsed) await notifyNewDevice(session, code.row, { state: 'ended' })
			return isUsed
		})
		if (!isMine && !(await isUsedFor(store.changing, code.digest, purpose))) throw new Problem('code-used')
	}
	return { key: spare.key }
}
