import { fromBase64url } from '#shared/kernel/bytes'
import { randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import type { EnrolReply, PersonDocument } from '#shared/sync/messages'
import { database, storageProblem, write } from '../database/database.ts'
import { maxTries, waitLeftMs, warnedFrom, withClock } from '../database/pin-attempts.ts'
import { type EnrollingRow, type EnrolmentRow, keysIn } from '../database/rows.ts'
import { isDecoyOpen } from '../vault/decoy-session.ts'
import {
	createSigningKey,
	createVault,
	type LockedKey,
	openVault,
	randomBytes,
	type Vault,
} from '../vault/vault.ts'
import { certifiedIn, sealCertificate } from './certificates.ts'

/** An unlocked session. Its vault can decrypt the person's data until the phone is locked. */
export interface VaultSession {
	readonly device: string
	readonly project: string
	readonly person: PersonDocument
	readonly vault: Vault
	readonly signingKey: CryptoKey
	/** True if opened with the second PIN: the first vault's data must not be shown (`second-pin.ts`). */
	readonly isDecoy?: boolean
}

export interface LocalEnrolment {
	readonly device: string
	readonly name: string
	readonly role: PersonDocument['role']
	readonly enrolledAt: number
	/** True if something was saved here, so that there is an upload status to show. */
	readonly hasSaved: boolean
	/** Too many wrong PINs: only a code from the coordinator unlocks it again. */
	readonly isPinLost: boolean
}

export const shortestPin = 6

export async function peopleOnPhone(): Promise<LocalEnrolment[]> {
	const rows = await (await database()).enrolments.toArray()
	return rows
		.map(({ device, person, enrolledAt, n, wrappedKey }) => ({
			device,
			name: person.name,
			role: person.role,
			enrolledAt,
			hasSaved: n > 0,
			isPinLost: wrappedKey === undefined,
		}))
		.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : b.enrolledAt - a.enrolledAt))
}

/** Returns the random id of this phone, which all enrolments on it share. */
export async function phoneId(): Promise<string> {
	const known = await (await database()).settings.get('phone')
	if (known) return known.value
	const value = randomId(randomBytes)
	await write(['settings'], ({ settings }) => settings.put({ key: 'phone', value }))
	return value
}

/**
 * Returns the signing keys for an enrolment code. They are on the disk before the code is sent: if the reply
 * is lost, the same code with the same keys gets the same reply again.
 */
export async function keysFor(code: string): Promise<EnrollingRow> {
	const known = await (await database()).enrolling.get(code)
	if (known) return known
	const row = { code, ...(await createSigningKey()) }
	await write(['enrolling'], ({ enrolling }) => enrolling.put(row))
	return row
}

/**
 * Saves a new enrolment under its PIN and opens a session. @throws Problem `phone-full`,
 * `phone-storage-broken`
 */
export async function saveEnrolment(
	reply: EnrolReply,
	signingKey: CryptoKey,
	pin: string,
): Promise<VaultSession> {
	const { vault, ...locked } = await createVault(pin)
	const row: EnrolmentRow = {
		device: reply.device,
		project: reply.project,
		person: reply.person,
		enrolledAt: Date.now(),
		...locked,
		signingKey,
		n: 0,
		cursor: 0,
		notUnderstood: null,
		offsetMs: null,
		lastSyncAt: null,
		...keysIn(reply),
		...(reply.certificate ? certifiedIn(reply.device, [reply], reply.serverKey) : {}),
	}
	const working = createSession(row, vault)
	const { device, certificate } = reply
	const certified = certificate
		? await sealCertificate(working, { device, bytes: fromBase64url(certificate) })
		: null
	await write(['enrolments', 'enrolling', 'documents'], async ({ documents, enrolling, enrolments }) => {
		await enrolments.put(row)
		await enrolling.clear()
		if (certified) await documents.put(certified)
	})
	return working
}

/** Returns the row of an enrolment. @throws Problem `enrolment-gone`, `phone-storage-broken` */
export async function enrolmentOf(device: string): Promise<EnrolmentRow> {
	const db = await database()
	const row = await db.enrolments.get(device)
	if (!row) throw missingEnrolment(await db.settings.get(getMovedKey(device)))
	return row
}

/**
 * Returns when a person last synced, ms since 1970. Null if never, and with the second PIN, which shows an
 * unused phone. @throws as `enrolmentOf`
 */
export const lastSyncOf = async ({ device, isDecoy }: VaultSession): Promise<number | null> =>
	isDecoy ? null : (await enrolmentOf(device)).lastSyncAt

/** Settings key that names the replacement of an enrolment. */
export const getMovedKey = (device: string): string => `moved ${device}`
/**
 * Returns the problem for a missing enrolment: replaced by another one, or lost. The two must not be
 * confused.
 */
export const missingEnrolment = (moved: unknown): Problem =>
	moved ? new Problem('enrolment-gone') : storageProblem(new Error('the enrolment is lost'))

/**
 * True if the enrolment was replaced during a read or write: the session continues under the new one, here or
 * after its PIN.
 */
export const isEnrolmentGone = (thrown: unknown): boolean =>
	thrown instanceof Problem && thrown.code === 'enrolment-gone'

/**
 * Unlocks an enrolment. The attempt is counted while the PIN is derived, which is slow: closing the app in
 * between does not avoid the count. After too many wrong PINs the wrapped key is deleted if an escrowed one
 * can replace it; finished records are still sent.
 * @throws Problem `pin-wrong`, `pin-wrong-again`, `too-many-tries`, `pin-wait`, `pin-gone`
 */
export const unlock = async (device: string, pin: string): Promise<VaultSession> =>
	tryPin(
		device,
		async (row) => {
			const { vault, isDecoy } = await openVault(pin, row)
			return { ...createSession(row, vault), isDecoy }
		},
		({ isDecoy }) => isDecoy,
	)

/** Runs `work` as one counted PIN attempt. @throws Problem as `unlock` */
export async function tryPin<Result>(
	device: string,
	work: (row: EnrolmentRow & LockedKey) => Promise<Result>,
	/** True if earlier failed attempts still count after this result. */
	keepsTries: (result: Result) => boolean = () => isDecoyOpen(device),
): Promise<Result> {
	const row = await enrolmentOf(device)
	const now = Date.now()
	const tries = row.tries && withClock(row.tries, now)
	const waitMs = tries ? waitLeftMs(tries, now) : 0
	if (tries && tries !== row.tries)
		await changeEnrolment(device, (each) => ({ ...each, tries })).catch(() => undefined)
	if (waitMs > 0) throw waitingFor(waitMs)
	const { wrappedKey } = row
	if (!wrappedKey) throw new Problem('pin-gone')
	let count = (tries?.count ?? 0) + 1
	// a full disk must not lock the person out
	const counted = changeEnrolment(device, (each) => {
		count = (each.tries?.count ?? 0) + 1
		return { ...each, tries: { count, last: now } }
	}).catch(() => undefined)
	const takeBack = ({ tries: _, ...each }: EnrolmentRow): EnrolmentRow => ({
		...each,
		...(tries ? { tries } : {}),
	})
	try {
		const result = await work({ ...row, wrappedKey })
		// not awaited: at worst a right PIN still counts as one failed attempt
		const clear = keepsTries(result) ? takeBack : ({ tries: _, ...each }: EnrolmentRow): EnrolmentRow => each
		void counted.then(() => changeEnrolment(device, clear)).catch(() => undefined)
		return result
	} catch (thrown) {
		await counted
		if (!(thrown instanceof Problem) || thrown.code !== 'pin-wrong') {
			// the failure was not a wrong PIN
			await changeEnrolment(device, takeBack).catch(() => undefined)
			throw thrown
		}
		if (count < maxTries || !row.spareKey) {
			const left = row.spareKey ? maxTries - count : 0
			throw left > 0 && count >= warnedFrom ? new Problem('pin-wrong-again', { left }, thrown) : thrown
		}
		await changeEnrolment(device, ({ wrappedKey: _, tries: __, ...each }) => each)
		throw new Problem('pin-gone', {}, thrown)
	}
}

const waitingFor = (ms: number): Problem =>
	ms < 60_000
		? new Problem('too-many-tries', { seconds: Math.ceil(ms / 1000) })
		: new Problem('pin-wait', { minutes: Math.ceil(ms / 60_000) })

/** @throws Problem of the disk */
export const changeEnrolment = (device: string, change: (row: EnrolmentRow) => EnrolmentRow): Promise<void> =>
	write(['enrolments'], async ({ enrolments }) => {
		const row = await enrolments.get(device)
		if (row) await enrolments.put(change(row))
	})

export const createSession = (row: EnrolmentRow, vault: Vault): VaultSession => ({
	device: row.device,
	project: row.project,
	person: row.person,
	vault,
	signingKey: row.signingKey,
})
