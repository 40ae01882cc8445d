import { setImmediate as yieldToEventLoop } from 'node:timers/promises'
import { byteOrderMark, formatCsvRow } from '#shared/export/csv-rows'
import {
	type AuditEntry,
	type AuditPage,
	type AuditQuery,
	auditFilterFields,
	auditKindNames,
	currentAuditKind,
	namesQuestion,
	storedAuditKinds,
} from '#shared/people/audit-log'
import { canSeePerson, type Person } from '#shared/people/people'
import { isRole } from '#shared/people/roles'
import { type AuditRow, type AuditRowFilter, auditRows, auditRowsOfRole } from '../storage/log/audit-log.ts'
import { phonesOfProject } from '../storage/people/device-queries.ts'
import { allPeople, asPerson } from '../storage/people/people.ts'
import type { Session } from '../storage/session.ts'
import type { Store } from '../storage/store.ts'

/** Entries below this number; absent: from the newest. */
export interface AuditLogFilter extends AuditQuery {
	readonly before?: number | undefined
	/** Offset of the study's time zone from UTC in minutes. */
	readonly offsetMinutes: number
}

/** Returns log entries that the user may see, newest first: about users and districts within their scope. */
export async function readLog(
	store: Store,
	reader: Person,
	filter: AuditLogFilter,
	limit: number,
): Promise<AuditPage> {
	return readPage(store, reader, await namesFor(store, reader), filter, limit)
}

/** Names for log entries: the users that the reader may see, and the owners of phones. */
async function namesFor({ reading }: Store, reader: Person) {
	const people = (await allPeople(reading))
		.map(asPerson)
		.filter((person) => canSeePerson(reader, person))
		.map(({ id, name, code }) => [id, { id, name, code }] as const)
	return { people: new Map(people), phones: await ownersOf(reading) }
}

/** Entries about a role: its keys, its accounts, and the forms that only it reads. */
const keyKinds = storedAuditKinds(['role-key-created', 'role-key-confirmed', 'role-key-rejected'])
const formKinds = storedAuditKinds(auditKindNames.filter((kind) => kind.startsWith('form-')))

/**
 * Returns the entries about the user's role, newest first, by whomever and in any district: access of others
 * to its keys, accounts or forms must be visible to its members. `forms`: forms that only the role reads, or
 * that encrypt answers to it.
 */
export async function readOwnRole(
	{ reading }: Store,
	{ role }: Pick<Person, 'role'>,
	forms: readonly string[],
	{ before, limit }: { readonly before: number | undefined; readonly limit: number },
): Promise<AuditPage> {
	const people = (await allPeople(reading)).map(asPerson)
	const ofRole = people.filter((person) => person.role === role).map(({ id }) => id)
	const rows = await auditRowsOfRole(reading, {
		role,
		keyKinds,
		people: ofRole,
		formKinds,
		forms,
		before,
		limit: limit + 1,
	})
	const names = new Map(people.map(({ id, name, code }) => [id, { id, name, code }]))
	return pageOf(rows, limit, { people: names, phones: new Map() })
}

async function readPage(
	{ reading }: Store,
	reader: Person,
	{ people, phones }: Awaited<ReturnType<typeof namesFor>>,
	filter: AuditLogFilter,
	limit: number,
): Promise<AuditPage> {
	const { districts } = reader
	const within = districts === 'all' ? undefined : { people: [...people.keys()], districts }
	const rows = await auditRows(reading, { ...rowFilterOf(filter), within }, limit + 1)
	return pageOf(rows, limit, { people, phones })
}

function pageOf(
	rows: readonly AuditRow[],
	limit: number,
	{ people, phones }: Awaited<ReturnType<typeof namesFor>>,
): AuditPage {
	const lines = rows.slice(0, limit).map((row): AuditEntry => {
		const { person, of, role, project: _, chain: __, fields, ...rest } = row
		const kind = currentAuditKind(row.kind)
		return {
			...rest,
			kind,
			by: people.get(person ?? '') ?? null,
			role: isRole(role) ? role : null,
			of,
			about: people.get(of ?? '') ?? people.get(phones.get(of ?? '') ?? '') ?? null,
			...(namesQuestion(kind)
				? { fields: [], question: fields }
				: { fields: auditFilterFields.filter((name) => fields.split(' ').includes(name)), question: null }),
		}
	})
	return { lines, more: rows.length > limit }
}

const rowFilterOf = ({ person, kind, day, id, before, offsetMinutes }: AuditLogFilter): AuditRowFilter => {
	const begins = day === undefined ? 0 : Date.parse(`${day}T00:00:00Z`) - offsetMinutes * 60_000
	return {
		before,
		person,
		kinds: kind === undefined ? undefined : storedAuditKinds([kind]),
		of: id,
		between:
			day === undefined
				? undefined
				: [new Date(begins).toISOString(), new Date(begins + 86_400_000).toISOString()],
	}
}

async function ownersOf(session: Session): Promise<Map<string, string>> {
	return new Map((await phonesOfProject(session)).map(({ device, id }) => [device, id]))
}

const header = [
	...['number', 'time_utc', 'person_id', 'person', 'name_code', 'role', 'act', 'id', 'of_person'],
	...['district', 'round', 'count', 'fields', 'browser'],
]
const lineBatchSize = 1000

/** Yields the entries as CSV, page by page. */
export async function* logAsFile(
	store: Store,
	reader: Person,
	filter: AuditLogFilter,
): AsyncGenerator<string, void, void> {
	yield byteOrderMark + formatCsvRow(header, [])
	const names = await namesFor(store, reader)
	for (let before = filter.before; ; ) {
		const { lines, more } = await readPage(store, reader, names, { ...filter, before }, lineBatchSize)
		// A page takes some milliseconds, in which no request is answered.
		await yieldToEventLoop()
		yield lines.map(tableLine).join('')
		if (!more) return
		before = lines.at(-1)?.n
	}
}

const tableLine = ({ n, at, by, about, many, ...line }: AuditEntry): string =>
	formatCsvRow(
		[String(n), at, by?.id ?? ''],
		[
			...[by?.name ?? '', by?.code ?? '', line.role ?? '', line.kind, line.of ?? '', about?.name ?? ''],
			...[line.district ?? '', line.round ?? '', many === null ? '' : String(many)],
			...[line.question ?? line.fields.join(' '), line.browser],
		],
	)
