import type { Bytes } from '#shared/kernel/bytes'
import { type DocumentRow, database, type EnrolmentRow, write } from '../database/database.ts'
import { buildDocumentAad } from '../vault/associated-data.ts'
import { isDecoyOpen } from '../vault/decoy-session.ts'
import { createSecondKey, importKey, innerKey, sealToSecond, unwrapSecondKey } from '../vault/second-key.ts'
import { type LockedKey, lockKey, unwrapVaultKey } from '../vault/vault.ts'
import { changeEnrolment, enrolmentOf, tryPin, type VaultSession } from './enrolments.ts'

/*
 * A second PIN opens a decoy app without data, for a person who is forced to open theirs. It opens another
 * key, and the existing data is not sealed to that one. Both keys exist on every phone, with or without a
 * second PIN: without one its place holds random bytes that no PIN opens.
 * SP1 The second key never opens what was saved under the first. The first key also opens what is saved under
 *     the second: an interview that was entered there is no less an interview.
 * SP2 Forms and lists are sealed to the second key: they disclose nothing about anybody, and without them
 *     nothing could be started.
 * SP3 A wrong PIN counts once, whichever was meant. The second PIN does not reset the count: it would buy
 *     attempts at the first.
 */

/**
 * Creates the second key on a phone that has none, and reseals earlier documents to it. @throws Problem of
 * the disk, `pin-wrong`
 */
export async function ensureSecondKey(device: string, pin: string): Promise<void> {
	const row = await enrolmentOf(device)
	const { wrappedKey } = row
	if (!wrappedKey) return
	const key = await unwrapVaultKey(pin, { ...row, wrappedKey })
	// a session from before it was created has no second key: forms and lists are resealed at the next unlock
	if (row.second) return sealDocumentsToSecond(device, key)
	const second = await createSecondKey(key)
	await changeEnrolment(device, (each) => ({ ...each, second: each.second ?? second }))
}

/** Sets the PIN that opens the decoy app; null: none does. @throws Problem as `unlock`, and of the disk */
export const setSecondPin = (
	{ device, vault }: Pick<VaultSession, 'device' | 'vault'>,
	pin: string,
	secondPin: string | null,
): Promise<void> =>
	tryPin(device, async (row) => {
		// the decoy app shows the same screen, and it changes nothing there
		if (isDecoyOpen(device)) return void (await unwrapSecondKey(pin, row))
		const key = await unwrapVaultKey(pin, row)
		const made = row.second ?? (await createSecondKey(key))
		const inner = await innerKey(key, made)
		const second =
			secondPin === null
				? { ...(await createSecondKey(key)), inner: made.inner }
				: { inner: made.inner, key: (await lockKey(inner, secondPin, row)).wrappedKey }
		await changeEnrolment(device, (each) => ({ ...each, second }))
		vault.addSecondKey(await importKey(inner))
		await sealDocumentsToSecond(device, key)
	})

/** Changes the second PIN, from within the decoy app. @throws Problem as `unlock`, and of the disk */
export const changeSecondPin = (device: string, pin: string, newPin: string): Promise<void> =>
	tryPin(device, async (row) => {
		const { wrappedKey } = await lockKey(await unwrapSecondKey(pin, row), newPin, row)
		await changeEnrolment(device, (each) =>
			each.second ? { ...each, second: { ...each.second, key: wrappedKey } } : each,
		)
	})

export const isSecondPin = (pin: string, row: LockedKey): Promise<boolean> =>
	unwrapSecondKey(pin, row).then(
		() => true,
		() => false,
	)

/**
 * Replaces the second key after the first PIN was forgotten: the salt is new, so the previous second PIN
 * opens nothing.
 */
export async function secondAfterLoss(
	key: Bytes,
	{ second }: Pick<EnrolmentRow, 'second'>,
): Promise<Pick<EnrolmentRow, 'second'>> {
	const made = await createSecondKey(key)
	return { second: second ? { ...made, inner: second.inner } : made }
}

async function sealDocumentsToSecond(device: string, key: Bytes): Promise<void> {
	const { second } = await enrolmentOf(device)
	if (!second) return
	const reseal = await sealToSecond(key, await innerKey(key, second))
	const rows = await (await database()).documents.where({ device }).toArray()
	const changed: [before: DocumentRow, after: DocumentRow][] = []
	for (const row of rows) {
		const sealed = await reseal(buildDocumentAad(row), row)
		if (sealed) changed.push([row, { ...row, ...sealed }])
	}
	if (changed.length === 0) return
	await write(['documents'], async ({ documents }) => {
		for (const [before, after] of changed) {
			const now = await documents.get([before.device, before.kind, before.ref])
			// another version may have been written meanwhile
			if (now && now.iv.join() === before.iv.join()) await documents.put(after)
		}
	})
}
