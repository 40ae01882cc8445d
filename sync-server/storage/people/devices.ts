import { sql } from 'kysely'
import type { Person } from '#shared/people/people'
import type { Role } from '#shared/people/roles'
import type { DeviceInventory } from '#shared/sync/device-inventory'
import type { AccessPublicKeys } from '#shared/sync/request-proof'
import { queryInChunks } from '../engine/chunks.ts'
import type { Session } from '../session.ts'
import { asPerson } from './people.ts'

/** An enrolment with its person. */
export interface Device {
	readonly id: string
	readonly person: string
	readonly personName: string
	readonly role: Role
	readonly kind: 'phone' | 'desk'
	/** Label that the phone reports; empty for a desk. */
	readonly label: string
	readonly publicKey: string | null
	readonly isActive: boolean
	readonly lastSeen: string | null
	/**
	 * True if one of its device counters was used for two revisions: every phone with this enrolment has to
	 * replace it.
	 */
	readonly isCloned: boolean
	/** The enrolment that this one replaces. Null also if a restored server does not know it. */
	readonly replaces: string | null
	/** Id that the phone reports; a copy of the phone reports the same. */
	readonly phone: string
	/** Sequence number up to which the feed was sent; null if it was not recorded. */
	readonly feedCursor: number | null
	/**
	 * Public keys of the key pair that the PIN unlocks: one verifies read requests, the other encrypts
	 * responses. Null if the phone has sent none yet.
	 */
	readonly access: AccessPublicKeys | null
	/** Highest protocol version that it has used. */
	readonly protocol: number
}

const withPerson = (session: Session) =>
	session.db
		.selectFrom('device')
		.innerJoin('person', 'person.id', 'device.person')
		.select([
			'device.id',
			'device.person',
			'person.name as personName',
			'person.role',
			'device.kind',
			'device.label',
			'device.public_key as publicKey',
			'device.revoked',
			'person.active',
			'device.last_seen as lastSeen',
			'device.cloned_at',
			'device.replaces',
			'device.phone',
			'device.feed_cursor as feedCursor',
			'device.access_key',
			'device.reply_key',
			'device.protocol',
		])
		.where('device.project', '=', session.project)

type DeviceRow = Awaited<ReturnType<ReturnType<typeof withPerson>['executeTakeFirstOrThrow']>>
const asDevice = ({
	revoked,
	active,
	role,
	cloned_at,
	access_key,
	reply_key,
	...row
}: DeviceRow): Device => ({
	...row,
	access: access_key !== null && reply_key !== null ? { sign: access_key, seal: reply_key } : null,
	isCloned: cloned_at !== null,
	role: role as Role,
	isActive: revoked === 0 && active === 1,
})

export async function findDevice(session: Session, id: string): Promise<Device | null> {
	const row = await withPerson(session).where('device.id', '=', id).executeTakeFirst()
	return row ? asDevice(row) : null
}

export async function devicesById(session: Session, ids: readonly string[]): Promise<Map<string, Device>> {
	const rows = await queryInChunks(ids, (part) =>
		withPerson(session).where('device.id', 'in', part).execute(),
	)
	return new Map(rows.map((row) => [row.id, asDevice(row)]))
}

/** Records a contact of a phone. `app` and `holds`: null if they have not changed. */
export async function recordContact(
	session: Session,
	id: string,
	{
		app,
		protocol,
		holds,
		at,
	}: {
		readonly app: string | null
		readonly protocol: number
		readonly holds: DeviceInventory | null
		readonly at: string
	},
): Promise<void> {
	await session.db
		.updateTable('device')
		.set({
			last_seen: at,
			// text from the phone; no database accepts NUL in a text
			...(app === null ? {} : { app: app.replaceAll('\0', '') }),
			protocol: sql<number>`case when protocol < ${protocol} then ${protocol} else protocol end`,
			...(holds ? { inventory: JSON.stringify(holds), inventory_at: at } : {}),
		})
		.where('id', '=', id)
		.execute()
}

/** Stores the first access keys of a phone; later ones do not replace them. Returns the keys that it has. */
export async function saveAccessKeys(
	session: Session,
	id: string,
	{ sign, seal }: AccessPublicKeys,
): Promise<AccessPublicKeys> {
	await session.db
		.updateTable('device')
		.set({ access_key: sign, reply_key: seal })
		.where('id', '=', id)
		.where('access_key', 'is', null)
		.execute()
	const { access_key, reply_key } = await session.db
		.selectFrom('device')
		.select(['access_key', 'reply_key'])
		.where('id', '=', id)
		.executeTakeFirstOrThrow()
	return { sign: access_key ?? '', seal: reply_key ?? '' }
}

/** Stores a nonce of a phone; false if it was used before. */
export async function saveNonce(
	session: Session,
	{ device, nonce, at }: { device: string; nonce: string; at: number },
): Promise<boolean> {
	const { numInsertedOrUpdatedRows = 0n } = await session.db
		.insertInto('request_nonce')
		.values({ device, nonce, at })
		.onConflict((conflict) => conflict.doNothing())
		.executeTakeFirst()
	return numInsertedOrUpdatedRows > 0n
}

/** Deletes the nonces of all phones that are older than `at`, ms since 1970. */
export async function deleteNoncesBefore(session: Session, at: number): Promise<void> {
	await session.db.deleteFrom('request_nonce').where('at', '<', at).execute()
}

/** Stores the sequence number up to which the feed was sent to a phone. */
export async function saveFeedCursor(session: Session, id: string, feed_cursor: number): Promise<void> {
	await session.db.updateTable('device').set({ feed_cursor }).where('id', '=', id).execute()
}

/** Deactivates or reactivates one enrolment. */
export async function setRevoked(session: Session, id: string, isRevoked: boolean): Promise<void> {
	await session.db
		.updateTable('device')
		.set({ revoked: isRevoked ? 1 : 0 })
		.where('id', '=', id)
		.execute()
}

export interface NewPhone {
	readonly id: string
	readonly person: string
	readonly phone: string
	readonly label: string
	readonly publicKey: string | null
	readonly enrolled: string
	readonly lastSeen: string | null
	readonly replaces?: string
	/** For an additional device of a person: the user who created the code. */
	readonly codeBy?: string | null
}

export async function addPhone(
	session: Session,
	{ publicKey, lastSeen, codeBy, ...phone }: NewPhone,
): Promise<void> {
	await session.db
		.insertInto('device')
		.values({
			...phone,
			code_by: codeBy ?? null,
			project: session.project,
			kind: 'phone',
			public_key: publicKey,
			n: 0,
			app: null,
			last_seen: lastSeen,
			revoked: 0,
		})
		.execute()
}

/**
 * Allocates `count` device counters for a person's desk enrolment, which is created with `newId` if there is
 * none. Returns its id and the last counter.
 */
export async function allocateDeskCounters(
	session: Session,
	{ person, newId, count, at }: { person: string; newId: string; count: number; at: string },
): Promise<{ id: string; last: number }> {
	const desk = await session.db
		.selectFrom('device')
		.select(['id', 'n'])
		.where('person', '=', person)
		.where('kind', '=', 'desk')
		.executeTakeFirst()
	if (desk) {
		const last = desk.n + count
		await session.db.updateTable('device').set({ n: last, last_seen: at }).where('id', '=', desk.id).execute()
		return { id: desk.id, last }
	}
	await session.db
		.insertInto('device')
		.values({
			id: newId,
			project: session.project,
			person,
			kind: 'desk',
			phone: '',
			label: '',
			public_key: null,
			n: count,
			app: null,
			enrolled: at,
			last_seen: at,
			revoked: 0,
		})
		.execute()
	return { id: newId, last: count }
}

/** The part of an enrolment that a certificate contains. */
interface CertifiedEnrolment {
	readonly device: string
	readonly kind: 'phone' | 'desk'
	readonly phone: string
	readonly label: string
	readonly publicKey: string | null
	readonly enrolled: string
}

export async function certifiedEnrolments(
	session: Session,
	ids: readonly string[],
): Promise<(CertifiedEnrolment & { readonly person: Person })[]> {
	const devices = await queryInChunks(ids, (part) =>
		session.db
			.selectFrom('device')
			.selectAll()
			.where('project', '=', session.project)
			.where('id', 'in', part)
			.execute(),
	)
	const people = await queryInChunks([...new Set(devices.map(({ person }) => person))], (part) =>
		session.db.selectFrom('person').selectAll().where('id', 'in', part).execute(),
	)
	const personOf = new Map(people.map((row) => [row.id, asPerson(row)]))
	return devices.flatMap(({ id, person, kind, phone, label, public_key, enrolled }) => {
		const found = personOf.get(person)
		return found ? [{ device: id, kind, phone, label, publicKey: public_key, enrolled, person: found }] : []
	})
}

/** Inserts an enrolment from a certificate. */
export async function addEnrolment(
	session: Session,
	{ device, publicKey, project, ...enrolment }: CertifiedEnrolment & { project: string; person: string },
): Promise<void> {
	const { kind, phone, label, enrolled, person } = enrolment
	await session.db
		.insertInto('device')
		.values({
			id: device,
			project,
			person,
			kind,
			phone,
			label,
			enrolled,
			public_key: publicKey,
			n: 0,
			app: null,
			last_seen: null,
			revoked: 0,
		})
		.execute()
}

/**
 * Raises the counter of a desk whose revisions were recovered, so that their numbers are not assigned again.
 */
export async function raiseNumbers(session: Session, device: string, n: number): Promise<void> {
	await session.db.updateTable('device').set({ n }).where('id', '=', device).where('n', '<', n).execute()
}

/**
 * Marks an enrolment as cloned if one of these device counters is on two accepted revisions. At most as many
 * counters as a bundle has.
 */
export async function markCloned(
	session: Session,
	id: string,
	numbers: readonly number[],
	at: string,
): Promise<void> {
	const different = [...new Set(numbers)]
	const { rows } = await session.db
		.selectFrom('revision')
		.select((eb) => eb.fn.countAll().as('rows'))
		.where('device', '=', id)
		.where('n', 'in', different)
		.executeTakeFirstOrThrow()
	if (Number(rows) <= different.length) return
	await session.db
		.updateTable('device')
		.set({ cloned_at: at })
		.where('id', '=', id)
		.where('cloned_at', 'is', null)
		.execute()
}

/** Finds the enrolment with this key that replaced another; undefined if there is none. */
export const replacementOf = (
	session: Session,
	replaces: string,
	publicKey: string,
): Promise<{ id: string } | undefined> =>
	session.db
		.selectFrom('device')
		.select('id')
		.where('project', '=', session.project)
		.where('replaces', '=', replaces)
		.where('public_key', '=', publicKey)
		.executeTakeFirst()

/** Returns the enrolments that replaced this one. */
export async function replacementsOf(session: Session, replaces: string): Promise<string[]> {
	const rows = await session.db
		.selectFrom('device')
		.select('id')
		.where('project', '=', session.project)
		.where('replaces', '=', replaces)
		.execute()
	return rows.map(({ id }) => id)
}

/** Returns an enrolment with all of its replacements and theirs: phones that were copied from one. */
export async function withReplacements(session: Session, id: string): Promise<string[]> {
	const found = new Set([id])
	for (const each of found) for (const next of await replacementsOf(session, each)) found.add(next)
	return [...found]
}

/** True if the person ever had a phone, active or not. */
export const hasPhone = async (session: Session, person: string): Promise<boolean> =>
	(await session.db
		.selectFrom('device')
		.select('id')
		.where('project', '=', session.project)
		.where('person', '=', person)
		.where('kind', '=', 'phone')
		.limit(1)
		.executeTakeFirst()) !== undefined

/** True if a revision of this enrolment is stored with its signature. */
export const hasSigned = async (session: Session, device: string): Promise<boolean> =>
	(await session.db
		.selectFrom('revision')
		.select('id')
		.where('device', '=', device)
		.where('signature', 'is not', null)
		.limit(1)
		.executeTakeFirst()) !== undefined

/**
 * Returns the creators of the codes of additional devices, by enrolment. A replacement inherits the code of
 * the enrolment that it replaced.
 */
export async function codeMakers(session: Session, ids: readonly string[]): Promise<Map<string, string>> {
	const makers = new Map<string, string>()
	// requested enrolments by the enrolment that is looked up for them
	let pending = new Map(ids.map((id) => [id, [id]]))
	const seen = new Set<string>()
	while (pending.size > 0) {
		const rows = await queryInChunks([...pending.keys()], (part) =>
			session.db
				.selectFrom('device')
				.select(['id', 'code_by', 'replaces'])
				.where('project', '=', session.project)
				.where('id', 'in', part)
				.execute(),
		)
		const next = new Map<string, string[]>()
		for (const { id, code_by, replaces } of rows) {
			seen.add(id)
			const waiting = pending.get(id) ?? []
			if (code_by !== null) for (const each of waiting) makers.set(each, code_by)
			else if (replaces !== null && !seen.has(replaces))
				next.set(replaces, [...(next.get(replaces) ?? []), ...waiting])
		}
		pending = next
	}
	return makers
}
