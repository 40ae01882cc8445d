import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { type ConfirmDevice, confirmationAddress, type NewDeviceDocument } from '#shared/sync/new-device'
import { type CodeRow, codeByRef, confirmCode, useCode as spendCode } from '../storage/people/invitations.ts'
import { findPerson } from '../storage/people/people.ts'
import type { Store, WriteSession } from '../storage/store.ts'
import { identifyReader } from '../sync/identify-request.ts'

/*
 * A code for a person who has a device would let its creator read and work in that person's name. Therefore
 * the person's device confirms a code that a coordinator created; an administrator's code works at once. The
 * person's devices are notified of both.
 */

/**
 * True if a device of the person has to confirm the code. `hasDevice` includes deactivated devices, or a
 * coordinator could avoid the confirmation by deactivating them.
 */
export const needsConfirmation = (by: Person | null, hasDevice: boolean): boolean =>
	hasDevice && by !== null && by.role !== 'administrator'

/** Notifies the devices of a person about the state of a code for another device. */
export async function notifyNewDevice(
	session: WriteSession,
	code: Pick<CodeRow, 'ref' | 'person' | 'made_by' | 'expires'>,
	now: Pick<NewDeviceDocument, 'state' | 'device' | 'label'>,
): Promise<void> {
	if (code.ref === null) return
	const maker = code.made_by === null ? undefined : await findPerson(session, code.made_by)
	const body: NewDeviceDocument = {
		id: code.ref,
		by: maker?.name ?? '',
		at: session.at,
		expires: code.expires,
		...now,
	}
	await session.putDocument({ kind: 'new-device', ref: code.ref, scope: `person:${code.person}`, body })
}

/**
 * Confirms or refuses a code for another device, on behalf of a device of the person. A refused code is
 * revoked. Repeating the same decision changes nothing.
 *
 * @throws Problem as `identifyReader`, `person-inactive`, `not-found` if the code cannot be used any more
 */
export async function confirmDevice(
	store: Store,
	given: ConfirmDevice,
	{
		now,
		onDeviceIdentified,
	}: { readonly now: () => number; readonly onDeviceIdentified: (device: string) => void },
): Promise<void> {
	const device = await identifyReader({ store, now }, { ...given, address: confirmationAddress(given) })
	onDeviceIdentified(device.id)
	if (!device.isActive) throw new Problem('person-inactive')
	await store.write(async (session) => {
		const code = await codeByRef(session, given.id)
		if (code?.person !== device.person) throw new Problem('not-found')
		if (given.decision === 'confirm') await confirm(session, code)
		else await refuse(session, code)
	})
}

/** @throws Problem `not-found` */
async function confirm(session: WriteSession, code: CodeRow): Promise<void> {
	if (code.used !== null) throw new Problem('not-found')
	if (code.unconfirmed === 0) return
	await confirmCode(session, code.digest)
	await notifyNewDevice(session, code, { state: 'made' })
}

/** @throws Problem `not-found` */
async function refuse(session: WriteSession, code: CodeRow): Promise<void> {
	const isMine = await spendCode(session, code.digest, session.at, 'refused')
	if (isMine) await notifyNewDevice(session, code, { state: 'ended' })
	else if (code.device !== 'refused') throw new Problem('not-found')
}
