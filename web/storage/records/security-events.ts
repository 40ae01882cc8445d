import { database } from '../database/database.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'
import type { SecurityEvent } from './accept-documents.ts'

/** A security event with the time when it was saved, ms since 1970. */
export type StoredSecurityEvent = SecurityEvent & { readonly at: number }

/** Reads what is stored about keys and devices, as JSON. */
export async function readSecuritySetting<Value>(key: string, otherwise: Value): Promise<Value> {
	const row = await (await database()).settings.get(key)
	return row ? (JSON.parse(row.value) as Value) : otherwise
}

export const securityEventsKey = (device: string): string => `security ${device}`
export const readSecurityEvents = (device: string): Promise<readonly StoredSecurityEvent[]> =>
	readSecuritySetting<StoredSecurityEvent[]>(securityEventsKey(device), [])

/** True if there may be notices about keys or devices; `securityNotes` finds out which of them were read. */
export async function mayHaveSecurityNotes({ device }: Pick<VaultSession, 'device'>): Promise<boolean> {
	const db = await database()
	const [devices, events] = await Promise.all([
		db.documents.where({ device, kind: 'new-device' }).count(),
		readSecurityEvents(device),
	])
	return devices > 0 || events.length > 0
}
