import { type NewDeviceDocument, newDeviceDocumentSchema } from '#shared/sync/new-device'
import { database, write } from '../database/database.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'
import type { SecurityEvent } from './accept-documents.ts'
import { openDocument } from './documents.ts'
import {
	readSecurityEvents,
	readSecuritySetting,
	type StoredSecurityEvent,
	securityEventsKey,
} from './security-events.ts'

/*
 * Notices about keys and devices until the person has read them. Stored unencrypted, since they contain
 * nothing of any record.
 */

const seenKey = (device: string) => `security-seen ${device}`

const put = (key: string, value: unknown): Promise<unknown> =>
	write(['settings'], ({ settings }) => settings.put({ key, value: JSON.stringify(value) }))

const nameOf = (event: SecurityEvent): string =>
	event.kind === 'refused-form' ? `${event.kind} ${event.form}` : `${event.kind} ${event.role}`

/** Saves events. For one form or key the last event replaces earlier ones. */
export async function saveSecurityEvents(
	{ device }: Pick<VaultSession, 'device'>,
	events: readonly SecurityEvent[],
	now: number,
): Promise<void> {
	const before = await readSecurityEvents(device)
	const names = new Set(events.map(nameOf))
	const remaining = before.filter((event) => !names.has(nameOf(event)))
	await put(securityEventsKey(device), [...remaining, ...events.map((event) => ({ ...event, at: now }))])
}

export interface SecurityNotes {
	readonly events: readonly StoredSecurityEvent[]
	/** New devices of the person, or enrolment codes for one, that they have not confirmed as read. */
	readonly devices: readonly NewDeviceDocument[]
}

const seenName = ({ id, state }: NewDeviceDocument): string => `${id} ${state}`

/** @param now Time by the server's clock, ms since 1970. */
export async function securityNotes(vaultSession: VaultSession, now: number): Promise<SecurityNotes> {
	const { device } = vaultSession
	const rows = await (await database()).documents.where({ device, kind: 'new-device' }).toArray()
	const [events, seen, read] = await Promise.all([
		readSecurityEvents(device),
		readSecuritySetting<string[]>(seenKey(device), []),
		Promise.all(rows.map((row) => openDocument(vaultSession, row, newDeviceDocumentSchema))),
	])
	const devices = read
		.filter((each) => each !== undefined)
		.filter((each) => each.state !== 'ended' && each.device !== device)
		// an expired code that was never used is not shown
		.filter(({ state, expires }) => state === 'enrolled' || expires === null || Date.parse(expires) > now)
		.filter((each) => !seen.includes(seenName(each)))
	return { events, devices }
}

export const saveEventSeen = async (
	{ device }: Pick<VaultSession, 'device'>,
	event: SecurityEvent,
): Promise<void> => {
	const before = await readSecurityEvents(device)
	await put(
		securityEventsKey(device),
		before.filter((each) => nameOf(each) !== nameOf(event)),
	)
}

export const saveDeviceSeen = async (
	{ device }: Pick<VaultSession, 'device'>,
	seen: NewDeviceDocument,
): Promise<unknown> =>
	put(seenKey(device), [...(await readSecuritySetting<string[]>(seenKey(device), [])), seenName(seen)])
