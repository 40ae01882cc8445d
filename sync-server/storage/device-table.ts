import { type Kysely, sql } from 'kysely'
import type { Person } from '#shared/access/people'
import type { Role } from '#shared/access/roles'
import type { DeviceInventory } from '#shared/sync/holds'
import type { AccessPublicKeys } from '#shared/sync/request-proof'
import { queryInChunks } from './in-parts.ts'
import { asPerson } from './person-table.ts'
import type { Tables } from './tables.ts'

/** An enrolment with the person behind it. */
export interface Device {
	readonly id: string
	readonly person: string
	readonly personName: string
	readonly role: Role
	readonly kind: 'phone' | 'desk'
	/** What the phone calls itself; empty for a desk. */
	readonly label: string
	readonly publicKey: string | null
	readonly isActive: boolean
	readonly lastSeen: string | null
	/** A number of it stands on two revisions: every phone under it is to take an enrolment of its own. */
	readonly isCloned: boolean
	/** The enrolment in whose place it was taken; null also where the server was put back since, and does not know. */
	readonly replaces: string | null
	/** Which phone it is on, as that calls itself; a copy of it says the same. */
	readonly phone: string
	/** The feed was sent to it up to here; null where nobody noted that. */
	readonly feedCursor: number | null
	/** What its PIN opens: the key that signs what reads, and the one that replies are sealed to. Null for what has shown none yet. */
	readonly access: AccessPublicKeys | null
	/** The highest version of the protocol that it has spoken. */
	readonly protocol: number
}

const withPerson = (db: Kysely<Tables>, project: string) =>
	db
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
			'device.copied_at',
			'device.replaces',
			'device.phone',
			'device.heard as feedCursor',
			'device.access_key',
			'device.reply_key',
			'device.protocol',
		])
		.where('device.project', '=', project)

type DeviceRow = Awaited<ReturnType<ReturnType<typeof withPerson>['executeTakeFirstOrThrow']>>
const asDevice = ({
	revoked,
	active,
	role,
	copied_at,
	access_key,
	reply_key,
	...row
}: DeviceRow): Device => ({
	...row,
	access: access_key !== null && reply_key !== null ? { sign: access_key, seal: reply_key } : null,
	isCloned: copied_at !== null,
	role: role as Role,
	isActive: revoked === 0 && active === 1,
})

export async function findDevice(db: Kysely<Tables>, project: string, id: string): Promise<Device | null> {
	const row = await withPerson(db, project).where('device.id', '=', id).executeTakeFirst()
	return row ? asDevice(row) : null
}

export async function devicesById(
	db: Kysely<Tables>,
	project: string,
	ids: readonly string[],
): Promise<Map<string, Device>> {
	const rows = await queryInChunks(ids, (part) =>
		withPerson(db, project).where('device.id', 'in', part).execute(),
	)
	return new Map(rows.map((row) => [row.id, asDevice(row)]))
}

/** A phone was heard of; `app` and `holds` are null where it said nothing new of its app, or of what it holds. */
export async function recordContact(
	db: Kysely<Tables>,
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
	await db
		.updateTable('device')
		.set({
			last_seen: at,
			// what a phone says of itself; no database takes NUL in a text
			...(app === null ? {} : { app: app.replaceAll('\0', '') }),
			protocol: sql<number>`case when protocol < ${protocol} then ${protocol} else protocol end`,
			...(holds ? { holds: JSON.stringify(holds), holds_at: at } : {}),
		})
		.where('id', '=', id)
		.execute()
}

/** The first keys that a phone shows stay its keys. False where it has others. */
export async function saveAccessKeys(
	db: Kysely<Tables>,
	id: string,
	{ sign, seal }: AccessPublicKeys,
): Promise<boolean> {
	await db
		.updateTable('device')
		.set({ access_key: sign, reply_key: seal })
		.where('id', '=', id)
		.where('access_key', 'is', null)
		.execute()
	const { access_key, reply_key } = await db
		.selectFrom('device')
		.select(['access_key', 'reply_key'])
		.where('id', '=', id)
		.executeTakeFirstOrThrow()
	return access_key === sign && reply_key === seal
}

/** Notes a nonce of a phone; false where it was used before. Those that are older than `since` (ms) are forgotten: a request with one is refused for its age. */
export async function saveNonce(
	db: Kysely<Tables>,
	{ device, nonce, at, since }: { device: string; nonce: string; at: number; since: number },
): Promise<boolean> {
	const { numInsertedOrUpdatedRows = 0n } = await db
		.insertInto('request_nonce')
		.values({ device, nonce, at })
		.onConflict((conflict) => conflict.doNothing())
		.executeTakeFirst()
	await db.deleteFrom('request_nonce').where('device', '=', device).where('at', '<', since).execute()
	return numInsertedOrUpdatedRows > 0n
}

/** The feed was sent to a phone up to here. */
export async function saveFeedCursor(db: Kysely<Tables>, id: string, heard: number): Promise<void> {
	await db.updateTable('device').set({ heard }).where('id', '=', id).execute()
}

/** Switches one enrolment off or on again. */
export async function setRevoked(db: Kysely<Tables>, id: string, isRevoked: boolean): Promise<void> {
	await db
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
	/** Of another device of somebody who had one: who made the code. */
	readonly codeBy?: string | null
}

export async function addPhone(
	db: Kysely<Tables>,
	project: string,
	{ publicKey, lastSeen, codeBy, ...phone }: NewPhone,
): Promise<void> {
	await db
		.insertInto('device')
		.values({
			...phone,
			code_by: codeBy ?? null,
			project,
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
 * The enrolment under which a person writes at the desk, made with `newId` where there is none, and the last of `countFailure`
 * numbers that are theirs from now on.
 */
export async function allocateDeskCounters(
	db: Kysely<Tables>,
	project: string,
	{ person, newId, count, at }: { person: string; newId: string; count: number; at: string },
): Promise<{ id: string; last: number }> {
	const desk = await db
		.selectFrom('device')
		.select(['id', 'n'])
		.where('person', '=', person)
		.where('kind', '=', 'desk')
		.executeTakeFirst()
	if (desk) {
		const last = desk.n + count
		await db.updateTable('device').set({ n: last, last_seen: at }).where('id', '=', desk.id).execute()
		return { id: desk.id, last }
	}
	await db
		.insertInto('device')
		.values({
			id: newId,
			project,
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

/** What a certificate says of an enrolment. */
interface CertifiedEnrolment {
	readonly device: string
	readonly kind: 'phone' | 'desk'
	readonly phone: string
	readonly label: string
	readonly publicKey: string | null
	readonly enrolled: string
}

export async function certifiedEnrolments(
	db: Kysely<Tables>,
	project: string,
	ids: readonly string[],
): Promise<(CertifiedEnrolment & { readonly person: Person })[]> {
	const devices = await queryInChunks(ids, (part) =>
		db.selectFrom('device').selectAll().where('project', '=', project).where('id', 'in', part).execute(),
	)
	const people = await queryInChunks([...new Set(devices.map(({ person }) => person))], (part) =>
		db.selectFrom('person').selectAll().where('id', 'in', part).execute(),
	)
	const personOf = new Map(people.map((row) => [row.id, asPerson(row)]))
	return devices.flatMap(({ id, person, kind, phone, label, public_key, enrolled }) => {
		const found = personOf.get(person)
		return found ? [{ device: id, kind, phone, label, publicKey: public_key, enrolled, person: found }] : []
	})
}

/** An enrolment as a certificate tells it. */
export async function addEnrolment(
	db: Kysely<Tables>,
	{ device, publicKey, project, ...enrolment }: CertifiedEnrolment & { project: string; person: string },
): Promise<void> {
	const { kind, phone, label, enrolled, person } = enrolment
	await db
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

/** What a desk wrote has come back: it does not give these numbers out again. */
export async function raiseNumbers(db: Kysely<Tables>, device: string, n: number): Promise<void> {
	await db.updateTable('device').set({ n }).where('id', '=', device).where('n', '<', n).execute()
}

/** Notes of an enrolment that one of these numbers stands on two revisions that count; no more than a bundle has. */
export async function markCloned(
	db: Kysely<Tables>,
	id: string,
	numbers: readonly number[],
	at: string,
): Promise<void> {
	const different = [...new Set(numbers)]
	const { rows } = await db
		.selectFrom('revision')
		.select((eb) => eb.fn.countAll().as('rows'))
		.where('device', '=', id)
		.where('n', 'in', different)
		.executeTakeFirstOrThrow()
	if (Number(rows) <= different.length) return
	await db
		.updateTable('device')
		.set({ copied_at: at })
		.where('id', '=', id)
		.where('copied_at', 'is', null)
		.execute()
}

/** The enrolment of that key which was taken in the place of another; undefined where there is none. */
export const replacementOf = (
	db: Kysely<Tables>,
	project: string,
	replaces: string,
	publicKey: string,
): Promise<{ id: string } | undefined> =>
	db
		.selectFrom('device')
		.select('id')
		.where('project', '=', project)
		.where('replaces', '=', replaces)
		.where('public_key', '=', publicKey)
		.executeTakeFirst()

/** The enrolments that phones took in place of this one. */
export async function replacementsOf(
	db: Kysely<Tables>,
	project: string,
	replaces: string,
): Promise<string[]> {
	const rows = await db
		.selectFrom('device')
		.select('id')
		.where('project', '=', project)
		.where('replaces', '=', replaces)
		.execute()
	return rows.map(({ id }) => id)
}

/** An enrolment, and all that were taken in its place or in theirs: phones that were copied from one. */
export async function withReplacements(db: Kysely<Tables>, project: string, id: string): Promise<string[]> {
	const found = new Set([id])
	for (const each of found) for (const next of await replacementsOf(db, project, each)) found.add(next)
	return [...found]
}

/** Whether a person ever had a phone, active or not. */
export const hasPhone = async (db: Kysely<Tables>, project: string, person: string): Promise<boolean> =>
	(await db
		.selectFrom('device')
		.select('id')
		.where('project', '=', project)
		.where('person', '=', person)
		.where('kind', '=', 'phone')
		.limit(1)
		.executeTakeFirst()) !== undefined

/**
 * Of these enrolments, those of another device of somebody who had one: who made the code. One that was taken in the place of another goes on
 * under the same code.
 */
export async function codeMakers(
	db: Kysely<Tables>,
	project: string,
	ids: readonly string[],
): Promise<Map<string, string>> {
	const makers = new Map<string, string>()
	// what each of those asked about now stands for
	let asked = new Map(ids.map((id) => [id, [id]]))
	const seen = new Set<string>()
	while (asked.size > 0) {
		const rows = await queryInChunks([...asked.keys()], (part) =>
			db
				.selectFrom('device')
				.select(['id', 'code_by', 'replaces'])
				.where('project', '=', project)
				.where('id', 'in', part)
				.execute(),
		)
		const next = new Map<string, string[]>()
		for (const { id, code_by, replaces } of rows) {
			seen.add(id)
			const standing = asked.get(id) ?? []
			if (code_by !== null) for (const each of standing) makers.set(each, code_by)
			else if (replaces !== null && !seen.has(replaces))
				next.set(replaces, [...(next.get(replaces) ?? []), ...standing])
		}
		asked = next
	}
	return makers
}
