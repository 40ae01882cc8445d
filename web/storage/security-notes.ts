import { type NewDeviceDocument, newDeviceDocumentSchema } from '#shared/sync/new-device'
import type { SecurityEvent } from './accept-documents.ts'
import { database, write } from './database.ts'
import { openDocument } from './documents.ts'
import type { UnlockedSession } from './people-on-phone.ts'

/*
 * What a person must know of their keys and devices, until they have read it: in plain, since it says nothing of any record.
 */

/** As it was kept, with when that was, ms since 1970. */
export type StoredSecurityEvent = SecurityEvent & { readonly at: number }

const eventsKey = (device: string) => `security ${device}`
const seenKey = (device: string) => `security-seen ${device}`

async function setting<Value>(key: string, otherwise: Value): Promise<Value> {
	const row = await (await database()).get('settings', key)
	return row ? (JSON.parse(row.value) as Value) : otherwise
}

const put = (key: string, value: unknown): Promise<void> =>
	write(['settings'], async (trx) => {
		await trx.objectStore('settings').put({ key, value: JSON.stringify(value) })
	})

const nameOf = (event: SecurityEvent): string =>
	event.kind === 'refused-form' ? `${event.kind} ${event.form}` : `${event.kind} ${event.role}`

/** Of the same form or key the last event counts. */
export async function saveSecurityEvents(
	{ device }: Pick<UnlockedSession, 'device'>,
	events: readonly SecurityEvent[],
	now: number,
): Promise<void> {
	const before = await setting<StoredSecurityEvent[]>(eventsKey(device), [])
	const names = new Set(events.map(nameOf))
	const kept = before.filter((event) => !names.has(nameOf(event)))
	await put(eventsKey(device), [...kept, ...events.map((event) => ({ ...event, at: now }))])
}

export interface SecurityNotes {
	readonly events: readonly StoredSecurityEvent[]
	/** Other devices of the person, or codes for one, of which they have not read. */
	readonly devices: readonly NewDeviceDocument[]
}

const seenName = ({ id, state }: NewDeviceDocument): string => `${id} ${state}`

/** `now`: ms since 1970, by the server's clock. */
export async function securityNotes(atWork: UnlockedSession, now: number): Promise<SecurityNotes> {
	const { device } = atWork
	const rows = await (await database()).getAllFromIndex('documents', 'kind', [device, 'new-device'])
	const [events, seen, read] = await Promise.all([
		setting<StoredSecurityEvent[]>(eventsKey(device), []),
		setting<string[]>(seenKey(device), []),
		Promise.all(rows.map((row) => openDocument(atWork, row, newDeviceDocumentSchema))),
	])
	const devices = read
		.filter((each) => each !== undefined)
		.filter((each) => each.state !== 'ended' && each.device !== device)
		// a code that nobody used is nothing any more
		.filter(({ state, expires }) => state === 'enrolled' || expires === null || Date.parse(expires) > now)
		.filter((each) => !seen.includes(seenName(each)))
	return { events, devices }
}

export const saveEventSeen = async (
	{ device }: Pick<UnlockedSession, 'device'>,
	event: SecurityEvent,
): Promise<void> => {
	const before = await setting<StoredSecurityEvent[]>(eventsKey(device), [])
	await put(
		eventsKey(device),
		before.filter((each) => nameOf(each) !== nameOf(event)),
	)
}

export const saveDeviceSeen = async (
	{ device }: Pick<UnlockedSession, 'device'>,
	seen: NewDeviceDocument,
): Promise<void> => put(seenKey(device), [...(await setting<string[]>(seenKey(device), [])), seenName(seen)])

/** Whether there is anything to look at; what was read is found out by `securityNotes`. */
export async function mayHaveSecurityNotes({ device }: Pick<UnlockedSession, 'device'>): Promise<boolean> {
	const db = await database()
	const [devices, events] = await Promise.all([
		db.countFromIndex('documents', 'kind', [device, 'new-device']),
		setting<StoredSecurityEvent[]>(eventsKey(device), []),
	])
	return devices > 0 || events.length > 0
}
