import type { Expression, ExpressionBuilder, Selectable, SqlBool } from 'kysely'
import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

export type AuditRow = Selectable<Tables['audit_log']>

/** Number and chain of the last entry. */
export const auditHead = (session: Session) =>
	session.db
		.selectFrom('head')
		.select(['audit_n', 'audit_chain'])
		.where('project', '=', session.project)
		.executeTakeFirstOrThrow()

/** Appends an entry as the last one. The caller holds the project's write lock. */
export async function insertAuditRow(session: Session, row: AuditRow): Promise<void> {
	await session.db.insertInto('audit_log').values(row).execute()
	await session.db
		.updateTable('head')
		.set({ audit_n: row.n, audit_chain: row.chain })
		.where('project', '=', session.project)
		.execute()
}

/** Returns when each person last did one of these kinds of things, by person id. */
export async function lastEntries(session: Session, kinds: readonly string[]): Promise<Map<string, string>> {
	const rows = await session.db
		.selectFrom('audit_log')
		.select(['person', (eb) => eb.fn.max('at').as('last')])
		.where('project', '=', session.project)
		.where('kind', 'in', kinds)
		.where('person', 'is not', null)
		.groupBy('person')
		.execute()
	return new Map(rows.flatMap(({ person, last }) => (person === null ? [] : [[person, last] as const])))
}

/** Returns entries with numbers above `after`, oldest first. */
export const auditRowsAfter = (session: Session, after: number, limit: number): Promise<AuditRow[]> =>
	session.db
		.selectFrom('audit_log')
		.selectAll()
		.where('project', '=', session.project)
		.where('n', '>', after)
		.orderBy('n')
		.limit(limit)
		.execute()

interface RoleEntries {
	readonly role: string
	/** Kinds about keys, which count for the actor's role. */
	readonly keyKinds: readonly string[]
	readonly people: readonly string[]
	readonly formKinds: readonly string[]
	readonly forms: readonly string[]
	readonly before: number | undefined
	readonly limit: number
}

/** Returns entries about a role's keys, accounts and forms, newest first. */
export const auditRowsOfRole = (
	session: Session,
	{ role, keyKinds, people, formKinds, forms, before, limit }: RoleEntries,
): Promise<AuditRow[]> =>
	session.db
		.selectFrom('audit_log')
		.selectAll()
		.where('project', '=', session.project)
		.$if(before !== undefined, (query) => query.where('n', '<', before ?? 0))
		.where((eb) =>
			eb.or([
				eb.and([eb('kind', 'in', [...keyKinds]), eb('role', '=', role)]),
				...(people.length > 0 ? [eb('of', 'in', [...people])] : []),
				...(forms.length > 0 ? [eb.and([eb('kind', 'in', [...formKinds]), eb('of', 'in', [...forms])])] : []),
			]),
		)
		.orderBy('n', 'desc')
		.limit(limit)
		.execute()

/** Selection of entries; absent fields select all. */
export interface AuditRowFilter {
	/** Only entries below this number. */
	readonly before?: number | undefined
	readonly person?: string | undefined
	/** Kinds as they are stored. */
	readonly kinds?: readonly string[] | undefined
	readonly of?: string | undefined
	/** Times from (inclusive) and to (exclusive), ISO. */
	readonly between?: readonly [from: string, to: string] | undefined
	/** Only entries by these people, about no district or one of these. */
	readonly within?: { readonly people: readonly string[]; readonly districts: readonly string[] } | undefined
}

/** Returns entries, newest first. */
export const auditRows = (session: Session, filter: AuditRowFilter, limit: number): Promise<AuditRow[]> =>
	session.db
		.selectFrom('audit_log')
		.selectAll()
		.where('project', '=', session.project)
		.where((eb) => matches(eb, filter))
		.orderBy('n', 'desc')
		.limit(limit)
		.execute()

function matches(
	eb: ExpressionBuilder<Tables, 'audit_log'>,
	{ before, person, kinds, of, between, within }: AuditRowFilter,
): Expression<SqlBool> {
	const parts: Expression<SqlBool>[] = []
	if (before !== undefined) parts.push(eb('n', '<', before))
	if (person !== undefined) parts.push(eb('person', '=', person))
	if (kinds !== undefined) parts.push(eb('kind', 'in', [...kinds]))
	if (of !== undefined) parts.push(eb('of', '=', of))
	if (between !== undefined) parts.push(eb('at', '>=', between[0]), eb('at', '<', between[1]))
	if (within !== undefined)
		parts.push(
			eb('person', 'in', [...within.people]),
			eb.or([eb('district', 'is', null), eb('district', 'in', [...within.districts])]),
		)
	return eb.and(parts)
}
