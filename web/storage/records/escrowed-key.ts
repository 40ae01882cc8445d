import { type Bytes, fromBase64url, toBase64url, utf8 } from '#shared/kernel/bytes'
import { shortDigest } from '#shared/kernel/digest'
import { Problem } from '#shared/kernel/problem'
import { parseSealedFrame } from '#shared/sync/sealed-frame'
import { isDatabaseNewer } from '../database/database.ts'
import type { EscrowedKey } from '../database/rows.ts'
import {
	changeEnrolment,
	createSession,
	enrolmentOf,
	tryPin,
	type VaultSession,
} from '../enrolment/enrolments.ts'
import { isSecondPin, secondAfterLoss } from '../enrolment/second-pin.ts'
import { lockKey, openVault, unwrapVaultKey, type Vault } from '../vault/vault.ts'
import { buildSealedFrame } from './seal-for-server.ts'

/*
 * Changes of a PIN: a new one replaces it, with the old one or, if that is forgotten, with the escrowed key.
 * The escrowed key is on the phone, sealed to the project, so that a finder cannot use it, nor the server
 * without the phone.
 */

/** Plain content of the escrowed key: `escrowedKeySchema`. `key`: base64url. */
const spareKeyContent = (key: string, person: string): Bytes => utf8(JSON.stringify({ v: 1, person, key }))

const makeSpareKey = async (key: Bytes, person: string, projectKey: string): Promise<EscrowedKey> => ({
	to: projectKey,
	frame: await buildSealedFrame(projectKey, spareKeyContent(toBase64url(key), person)),
})

/**
 * Creates the escrowed key on a phone that has none, or one for an earlier project key. @throws Problem
 * `pin-wrong`, `not-our-server`, and of the disk
 */
export async function saveEscrowedKey(device: string, pin: string): Promise<void> {
	const row = await enrolmentOf(device)
	const { sealingKey, spareKey, wrappedKey, person } = row
	if (isDatabaseNewer() || !sealingKey || !wrappedKey || spareKey?.to === sealingKey) return
	const made = await makeSpareKey(await unwrapVaultKey(pin, { ...row, wrappedKey }), person.id, sealingKey)
	await changeEnrolment(device, (each) => ({ ...each, spareKey: made }))
}

/**
 * Changes the PIN. False if the new one is already the second PIN. @throws Problem as `unlock`, and of the
 * disk
 */
export const changePin = (device: string, pin: string, newPin: string): Promise<boolean> =>
	tryPin(device, async (row) => {
		const key = await unwrapVaultKey(pin, row)
		if (await isSecondPin(newPin, row)) return false
		// with the same salt, since the second PIN is derived with it too
		const { wrappedKey } = await lockKey(key, newPin, row)
		await changeEnrolment(device, ({ tries: _, ...each }) => ({ ...each, wrappedKey }))
		return true
	})

/**
 * Returns the sealed key to send to the server. @throws Problem `spare-key-missing` on a phone that never had
 * one
 */
export async function loadEscrowedKey(device: string): Promise<Bytes> {
	const { spareKey } = await enrolmentOf(device)
	if (!spareKey) throw new Problem('spare-key-missing')
	return spareKey.frame
}

/**
 * Wraps the vault's key with a new PIN. `key`: from the server, in exchange for the escrowed key and a code.
 * A wrong key would lock the data here for ever.
 * @throws Problem `not-our-server`, and of the disk
 */
export async function unlockWithEscrowedKey(
	device: string,
	key: string,
	newPin: string,
): Promise<VaultSession> {
	const { person, sealingKey, spareKey } = await enrolmentOf(device)
	const sealed = parseSealedFrame(await loadEscrowedKey(device))
	if (sealed?.id !== shortDigest(spareKeyContent(key, person.id))) throw new Problem('not-our-server')
	const raw = fromBase64url(key)
	// the code is valid for the sealed key that was sent, not for the new one
	const other = await makeSpareKey(raw, person.id, sealingKey ?? spareKey?.to ?? '')
	const vault = await relockVault(device, raw, newPin, other)
	return createSession(await enrolmentOf(device), vault)
}

async function relockVault(
	device: string,
	key: Bytes,
	newPin: string,
	spareKey: EscrowedKey,
): Promise<Vault> {
	const { vault, ...locked } = await lockKey(key, newPin)
	const second = await secondAfterLoss(key, await enrolmentOf(device))
	// drops the earlier memory setting: without a new one the minimum applies
	await changeEnrolment(device, ({ tries: _, pinMemory: __, ...each }) => ({
		...each,
		...locked,
		spareKey,
		...second,
	}))
	return second.second ? (await openVault(newPin, { ...locked, ...second })).vault : vault
}
