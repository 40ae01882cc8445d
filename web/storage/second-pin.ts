import type { Bytes } from '#shared/kernel/bytes'
import { type DocumentRow, database, type EnrolmentRow, write } from './database.ts'
import { buildDocumentAad } from './documents.ts'
import { isDecoyOpen } from './open-apart.ts'
import { changeEnrolment, enrolmentOf, tryPin, type UnlockedSession } from './people-on-phone.ts'
import { createSecondKey, importKey, innerKey, sealToSecond, unwrapSecondKey } from './second-key.ts'
import { type LockedKey, lockKey, unwrapVaultKey } from './vault.ts'

/*
 * A second PIN opens an app with nothing in it, for whoever is forced to open theirs. It opens another key, and what lies here is
 * not sealed to that one. Both keys are there on every phone, whether or not anybody chose a second PIN: without one its place
 * holds random bytes that no PIN opens.
 *
 * SP1 What the second PIN opens never opens what was kept under the first. What is kept under the second the first opens too: an
 *     interview that was typed there is no less an interview.
 * SP2 Forms and lists are sealed to the second key: they tell nothing of anybody, and without them nothing could be begun.
 * SP3 A wrong PIN counts once, whichever was meant. The second one takes no count back: it would buy tries for the first.
 */

/** For a phone that has no second place yet, and what came before it had one. @throws Problem of the disk, `pin-wrong` */
export async function ensureSecondKey(device: string, pin: string): Promise<void> {
	const row = await enrolmentOf(device)
	const { wrappedKey } = row
	if (!wrappedKey) return
	const key = await unwrapVaultKey(pin, { ...row, wrappedKey })
	// whoever is at work since before it was made has no key to it: forms and lists follow with the next opening
	if (row.second) return sealDocumentsToSecond(device, key)
	const second = await createSecondKey(key)
	await changeEnrolment(device, (each) => ({ ...each, second: each.second ?? second }))
}

/** Another PIN opens the empty app from now on; null: none does. @throws Problem as `unlock`, and of the disk */
export const setSecondPin = (
	{ device, vault }: Pick<UnlockedSession, 'device' | 'vault'>,
	pin: string,
	secondPin: string | null,
): Promise<void> =>
	tryPin(device, async (row) => {
		// whoever is in the empty app finds the same screen there, and changes nothing by it
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

/** By the second PIN, in the empty app. @throws Problem as `unlock`, and of the disk */
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

/** After the first PIN was forgotten: there is another salt, and the second PIN of before opens nothing any more. */
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
	const rows = await (await database()).getAll('documents', IDBKeyRange.bound([device], [device, []]))
	const changed: [before: DocumentRow, after: DocumentRow][] = []
	for (const row of rows) {
		const sealed = await reseal(buildDocumentAad(row), row)
		if (sealed) changed.push([row, { ...row, ...sealed }])
	}
	if (changed.length === 0) return
	await write(['documents'], async (trx) => {
		const documents = trx.objectStore('documents')
		for (const [before, after] of changed) {
			const now = await documents.get([before.device, before.kind, before.ref])
			// another version may have come meanwhile
			if (now && now.iv.join() === before.iv.join()) await documents.put(after)
		}
	})
}
