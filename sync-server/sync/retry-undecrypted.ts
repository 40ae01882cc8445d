import { frameTypes } from '#shared/sync/bundle'
import { isAtServer, isWithPhone } from '#shared/sync/messages'
import { deleteUndecrypted, listUndecrypted, type UndecryptedFrame } from '../storage/log/undecrypted.ts'
import { devicesById } from '../storage/people/devices.ts'
import { type ReceiveDeps, receiveAll } from './receive-bundle.ts'

const atATime = 50

/**
 * Decrypts stored frames whose key has become available, and processes them as if their phone had sent them
 * today. Returns how many were added to records or quarantine.
 */
export async function retryUndecrypted(deps: ReceiveDeps): Promise<number> {
	const { store, sealing } = deps
	let opened = 0
	for (let after = ''; ; ) {
		const page = await listUndecrypted(store.reading, sealing.ids(), after, atATime)
		if (page.length === 0) return opened
		const devices = await devicesById(store.reading, [...new Set(page.map(({ device }) => device))])
		for (const device of devices.values()) {
			const own = page.filter((each) => each.device === device.id)
			const acks = await receiveAll(deps, device, {
				revisions: own.map(({ bytes }) => ({ type: frameTypes.sealedRevision, bytes })),
				signatures: signaturesOf(own),
				// signatures were required when it arrived, if its app signed
				mustBeSigned: false,
			})
			// what does not open stays, since its content is unknown
			const arrived = acks.filter(([, code]) => !isWithPhone(code))
			await deleteUndecrypted(
				store.changing,
				arrived.map(([id]) => id),
			)
			opened += arrived.filter(([, code]) => isAtServer(code) && code !== 'dup').length
		}
		after = page.at(-1)?.id ?? ''
	}
}

const signaturesOf = (items: readonly UndecryptedFrame[]): ReadonlyMap<string, Uint8Array> =>
	new Map(items.flatMap(({ id, signature }) => (signature ? [[id, signature] as const] : [])))
