import { randomId } from '#shared/kernel/ids'
import type { EnrolReply, PersonDocument } from '#shared/sync/messages'
import { database, type EnrolmentRow, storageProblem, write } from './database.ts'
import { makeVault, openVault, randomBytes, type Vault } from './vault.ts'

/** Someone at work on this phone: until it is locked, what they kept can be read. */
export interface AtWork {
	readonly device: string
	readonly project: string
	readonly person: PersonDocument
	readonly vault: Vault
	readonly signingKey: CryptoKey
}

export interface PersonOnPhone {
	readonly device: string
	readonly name: string
}

export const shortestPin = 6

export async function peopleOnPhone(): Promise<PersonOnPhone[]> {
	const rows = await (await database()).getAll('enrolments')
	return rows
		.map(({ device, person }) => ({ device, name: person.name }))
		.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** The random id of this phone, the same for everyone who works on it. */
export async function phoneId(): Promise<string> {
	const known = await (await database()).get('settings', 'phone')
	if (known) return known.value
	const value = randomId(randomBytes)
	await write(['settings'], (trx) => trx.objectStore('settings').put({ key: 'phone', value }))
	return value
}

/** Keeps a new enrolment under its PIN, and begins work. @throws Problem `phone-full`, `phone-storage-broken` */
export async function keepEnrolment(reply: EnrolReply, signingKey: CryptoKey, pin: string): Promise<AtWork> {
	const { salt, wrappedKey, vault } = await makeVault(pin)
	const row: EnrolmentRow = {
		device: reply.device,
		project: reply.project,
		person: reply.person,
		salt,
		wrappedKey,
		signingKey,
		n: 0,
		cursor: 0,
		offsetMs: null,
		lastSyncAt: null,
	}
	await write(['enrolments'], (trx) => trx.objectStore('enrolments').add(row))
	return atWork(row, vault)
}

/** @throws Problem `pin-wrong` */
export async function unlock(device: string, pin: string): Promise<AtWork> {
	const row = await (await database()).get('enrolments', device)
	if (!row) throw storageProblem(new Error('the enrolment is gone'))
	return atWork(row, await openVault(pin, row))
}

const atWork = (row: EnrolmentRow, vault: Vault): AtWork => ({
	device: row.device,
	project: row.project,
	person: row.person,
	vault,
	signingKey: row.signingKey,
})
