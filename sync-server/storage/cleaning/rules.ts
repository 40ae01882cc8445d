import { alsoOf, inParts, queryInChunks } from '../engine/chunks.ts'
import { exportColumns } from '../exports/export-records.ts'
import { matchesFilter, maxCounted, type RecordFilter } from '../records/records.ts'
import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

type RuledRecordCondition = Parameters<typeof matchesFilter>[0]
export type RuleRow = Tables['rule']
export type ViolationRow = Tables['rule_violation']

/** A form, and whether its demonstration or its real records are meant: each have their own rules. */
export interface RuledKind {
	readonly form: string
	readonly demonstration: 0 | 1
}

/** Returns every revision of the rules of a form, newest first. */
export const rulesOf = (session: Session, { form, demonstration }: RuledKind): Promise<RuleRow[]> =>
	session.db
		.selectFrom('rule')
		.selectAll()
		.where('project', '=', session.project)
		.where('form', '=', form)
		.where('demonstration', '=', demonstration)
		.orderBy('n', 'desc')
		.orderBy('id')
		.execute()

/** Returns the kinds of records that have rules, also inactive ones. */
export const listRuledKinds = async (session: Session): Promise<RuledKind[]> =>
	session.db
		.selectFrom('rule')
		.select(['form', 'demonstration'])
		.distinct()
		.where('project', '=', session.project)
		.execute()

/** Returns every revision of all rules for demonstration or real records, newest first. */
export const everyRule = (session: Session, demonstration: RuledKind['demonstration']): Promise<RuleRow[]> =>
	session.db
		.selectFrom('rule')
		.selectAll()
		.where('project', '=', session.project)
		.where('demonstration', '=', demonstration)
		.orderBy('n', 'desc')
		.orderBy('id')
		.execute()

/** Returns the current revision of a rule. */
export const findRule = (session: Session, id: string): Promise<RuleRow | undefined> =>
	session.db
		.selectFrom('rule')
		.selectAll()
		.where('project', '=', session.project)
		.where('id', '=', id)
		.orderBy('n', 'desc')
		.executeTakeFirst()

export const insertRule = (session: Session, row: RuleRow) =>
	session.db.insertInto('rule').values(row).execute()

/** Columns that rules read. If they are equal, all rules have equal results. */
const ruleProgressColumns = [
	...(['id', 'form_version', 'status', 'void', 'started', 'answers'] as const),
] as const satisfies readonly (keyof Tables['record'])[]
export type RuleCandidateRow = Pick<Tables['record'], (typeof ruleProgressColumns)[number]>

/** Records after an id. `isNew`: only records that are new or have changed since they were checked. */
interface RecordsToCheck extends RuledKind {
	readonly after: string
	readonly isNew: boolean
	readonly limit: number
}

const toRecordsToCheck = (session: Session, { form, demonstration, after, isNew, limit }: RecordsToCheck) =>
	session.db
		.selectFrom('record')
		.where('project', '=', session.project)
		.where('form', '=', form)
		.where('demonstration', '=', demonstration)
		.where('id', '>', after)
		// a literal, so that the partial index on this condition is used
		.$if(isNew, (query) => query.where((eb) => eb('rules_checked', '=', eb.lit(0))))
		.limit(limit)

/** Returns the first of these records by id. */
export const listRuleCandidates = (session: Session, scope: RecordsToCheck): Promise<RuleCandidateRow[]> =>
	toRecordsToCheck(session, scope).select(ruleProgressColumns).orderBy('id').execute()

/** Counts these records up to `limit`. `until`: up to this id. */
export async function countRuleCandidates(
	session: Session,
	{ until, ...scope }: RecordsToCheck & { readonly until?: string },
): Promise<number> {
	const { total } = await session.db
		.selectFrom(
			toRecordsToCheck(session, scope)
				.$if(until !== undefined, (query) => query.where('id', '<=', until ?? ''))
				.select('id')
				.as('some'),
		)
		.select((eb) => eb.fn.countAll().as('total'))
		.executeTakeFirstOrThrow()
	return Number(total)
}

/** Returns those of the given records that were not checked since they changed. */
export async function findUncheckedRecords(session: Session, ids: readonly string[]): Promise<string[]> {
	const rows = await queryInChunks(ids, (part) =>
		session.db
			.selectFrom('record')
			.select('id')
			.where('id', 'in', part)
			.where('rules_checked', '=', 0)
			.execute(),
	)
	return rows.map(({ id }) => id)
}

/** Returns the names of up to `limit` matching records. */
export const namesOf = (session: Session, filter: RecordFilter, limit: number) =>
	session.db
		.selectFrom('record')
		.select(['id', 'name'])
		.where((eb) => matchesFilter(eb, session.project, filter))
		.orderBy('name')
		.limit(limit)
		.execute()

/** Returns the rows that have not changed since they were read; the others are checked again. */
export async function stillSo(
	session: Session,
	rows: readonly RuleCandidateRow[],
): Promise<RuleCandidateRow[]> {
	const now = await queryInChunks(
		rows.map(({ id }) => id),
		(part) => session.db.selectFrom('record').select(ruleProgressColumns).where('id', 'in', part).execute(),
	)
	const byId = new Map(now.map((row) => [row.id, row]))
	return rows.filter((row) =>
		ruleProgressColumns.every((column) => byId.get(row.id)?.[column] === row[column]),
	)
}

/** Replaces the violations of the checked records. Records that could not be checked have none. */
export async function saveViolations(
	session: Session,
	{ checked, failed }: { readonly checked: readonly string[]; readonly failed: readonly string[] },
	violations: readonly ViolationRow[],
): Promise<void> {
	for (const [ids, rules_checked] of [
		[checked, 1],
		[failed, 0],
	] as const)
		for (const part of inParts(ids)) {
			await session.db.deleteFrom('rule_violation').where('record', 'in', part).execute()
			await session.db.updateTable('record').set({ rules_checked }).where('id', 'in', part).execute()
		}
	for (const part of inParts(violations)) await session.db.insertInto('rule_violation').values(part).execute()
}

/** Counts the open and the accepted violations of each rule, in matching records. */
export async function countViolations(
	session: Session,
	filter: RecordFilter,
): Promise<Map<string, { open: number; right: number }>> {
	const rows = await session.db
		.selectFrom('rule_violation')
		.innerJoin('record', 'record.id', 'rule_violation.record')
		.select(({ fn }) => [
			'rule_violation.rule',
			fn.countAll().as('places'),
			fn.sum('rule_violation.is_accepted').as('right'),
		])
		.where('rule_violation.project', '=', session.project)
		.where((eb) => matchesFilter(eb as unknown as RuledRecordCondition, session.project, filter))
		.groupBy('rule_violation.rule')
		.execute()
	return new Map(
		rows.map((row) => [row.rule, { open: Number(row.places) - Number(row.right), right: Number(row.right) }]),
	)
}

/** Counts open violations of enabled rules in matching records, up to a limit. */
export async function countUnresolvedViolations(
	session: Session,
	filter: RecordFilter,
	rules: readonly string[],
): Promise<{ total: number; isMore: boolean }> {
	if (rules.length === 0) return { total: 0, isMore: false }
	const { total } = await session.db
		.selectFrom((from) =>
			from
				.selectFrom('rule_violation')
				.innerJoin('record', 'record.id', 'rule_violation.record')
				.select((eb) => eb.lit(1).as('one'))
				.where('rule_violation.project', '=', session.project)
				.where('rule_violation.rule', 'in', rules)
				// a literal, so that the partial index on this condition is used
				.where((eb) => eb('rule_violation.is_accepted', '=', eb.lit(0)))
				.where((eb) => matchesFilter(eb as unknown as RuledRecordCondition, session.project, filter))
				.limit(maxCounted + 1)
				.as('some'),
		)
		.select((eb) => eb.fn.countAll().as('total'))
		.executeTakeFirstOrThrow()
	return { total: Math.min(maxCounted, Number(total)), isMore: Number(total) > maxCounted }
}

interface ViolationFilter {
	readonly rules: readonly string[]
	readonly isRight: boolean
	/** `first_seq` of the last record of the page before. */
	readonly after: number
	readonly limit: number
}

/** Returns the first matching records, by arrival, that violate any of the rules. */
export async function listRecordsWithViolations(
	session: Session,
	filter: RecordFilter,
	{ rules, isRight, after, limit }: ViolationFilter,
): Promise<{ id: string; first: number }[]> {
	if (rules.length === 0) return []
	const rows = await session.db
		.selectFrom('rule_violation')
		.innerJoin('record', 'record.id', 'rule_violation.record')
		.select(['record.id', 'record.first_seq'])
		.distinct()
		.where('rule_violation.project', '=', session.project)
		.where('rule_violation.rule', 'in', rules)
		.where('rule_violation.is_accepted', '=', isRight ? 1 : 0)
		.where('record.first_seq', '>', after)
		.where((eb) => matchesFilter(eb as unknown as RuledRecordCondition, session.project, filter))
		.orderBy('record.first_seq')
		.orderBy('record.id')
		.limit(limit)
		.execute()
	return rows.map(({ id, first_seq }) => ({ id, first: Number(first_seq) }))
}

/** Returns records with the columns that a list of violations shows. */
export const recordsToShow = (session: Session, ids: readonly string[]) =>
	queryInChunks(ids, (part) =>
		session.db
			.selectFrom('record')
			.leftJoin('person', 'person.id', 'record.owner')
			.select([
				...exportColumns,
				'record.name',
				'record.void',
				(eb) => eb.fn.coalesce('person.name', eb.val('')).as('by'),
			])
			.where(alsoOf(session.project, 'record.project'))
			.where('record.id', 'in', part)
			.execute(),
	)

export const findViolationRows = (session: Session, ids: readonly string[]): Promise<ViolationRow[]> =>
	queryInChunks(ids, (part) =>
		session.db
			.selectFrom('rule_violation')
			.selectAll()
			.where(alsoOf(session.project))
			.where('record', 'in', part)
			.execute(),
	)

/** Returns the decisions about violations of these records, with the names of their authors. */
export const decisionsOf = (session: Session, ids: readonly string[]) =>
	queryInChunks(ids, (part) =>
		session.db
			.selectFrom('rule_acceptance')
			.leftJoin('person', 'person.id', 'rule_acceptance.person')
			.selectAll('rule_acceptance')
			.select((eb) => eb.fn.coalesce('person.name', eb.val('')).as('by'))
			.where(alsoOf(session.project, 'rule_acceptance.project'))
			.where('rule_acceptance.record', 'in', part)
			.execute(),
	)

/** Accepts a violation as correct; null: reopens it. */
export async function resolveViolation(
	session: Session,
	place: Pick<ViolationRow, 'project' | 'rule' | 'record' | 'path'>,
	right: Pick<Tables['rule_acceptance'], 'heads' | 'why' | 'person' | 'at'> | null,
): Promise<void> {
	const { project, rule, record, path } = place
	if (right)
		await session.db
			.insertInto('rule_acceptance')
			.values({ project, rule, record, path, ...right })
			.onConflict((conflict) => conflict.columns(['project', 'record', 'rule', 'path']).doUpdateSet(right))
			.execute()
	else
		await session.db
			.deleteFrom('rule_acceptance')
			.where('project', '=', project)
			.where('record', '=', record)
			.where('rule', '=', rule)
			.where('path', '=', path)
			.execute()
	await session.db
		.updateTable('rule_violation')
		.set({ is_accepted: right ? 1 : 0 })
		.where('project', '=', project)
		.where('rule', '=', rule)
		.where('record', '=', record)
		.where('path', '=', path)
		.execute()
}
