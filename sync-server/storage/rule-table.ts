import type { Kysely } from 'kysely'
import { exportColumns } from './export-queries.ts'
import { alsoOf, inParts, queryInChunks } from './in-parts.ts'
import { matchesFilter, mostCounted, type RecordFilter } from './record-queries.ts'
import type { Tables } from './tables.ts'

type RuledRecordCondition = Parameters<typeof matchesFilter>[0]
export type RuleRow = Tables['rule']
export type BreakRow = Tables['rule_break']

/** A form, and whether its made-up records are meant or the real ones: each have rules of their own. */
export interface RuledKind {
	readonly form: string
	readonly demonstration: 0 | 1
}

/** Every wording of the rules of a form, newest first. */
export const rulesOf = (
	db: Kysely<Tables>,
	project: string,
	{ form, demonstration }: RuledKind,
): Promise<RuleRow[]> =>
	db
		.selectFrom('rule')
		.selectAll()
		.where('project', '=', project)
		.where('form', '=', form)
		.where('demonstration', '=', demonstration)
		.orderBy('n', 'desc')
		.orderBy('id')
		.execute()

/** Every wording of all rules for made-up records, or for real ones, newest first. */
export const everyRule = (
	db: Kysely<Tables>,
	project: string,
	demonstration: RuledKind['demonstration'],
): Promise<RuleRow[]> =>
	db
		.selectFrom('rule')
		.selectAll()
		.where('project', '=', project)
		.where('demonstration', '=', demonstration)
		.orderBy('n', 'desc')
		.orderBy('id')
		.execute()

/** The wording of a rule that counts. */
export const findRule = (db: Kysely<Tables>, project: string, id: string): Promise<RuleRow | undefined> =>
	db
		.selectFrom('rule')
		.selectAll()
		.where('project', '=', project)
		.where('id', '=', id)
		.orderBy('n', 'desc')
		.executeTakeFirst()

export const insertRule = (db: Kysely<Tables>, row: RuleRow) => db.insertInto('rule').values(row).execute()

/** By which rules the records of a form are looked through, and how far; undefined before anybody looked. */
export const findRuleProgress = (db: Kysely<Tables>, project: string, { form, demonstration }: RuledKind) =>
	db
		.selectFrom('rules_looked')
		.select(['rules', 'after'])
		.where('project', '=', project)
		.where('form', '=', form)
		.where('demonstration', '=', demonstration)
		.executeTakeFirst()

export async function saveRuleProgress(db: Kysely<Tables>, row: Tables['rules_looked']): Promise<void> {
	await db
		.insertInto('rules_looked')
		.values(row)
		.onConflict((conflict) =>
			conflict
				.columns(['project', 'form', 'demonstration'])
				.doUpdateSet({ rules: row.rules, after: row.after }),
		)
		.execute()
}

/** All that a rule needs of a record; what of it is the same is the same for every rule. */
const ruleProgressColumns = [
	...(['id', 'form_version', 'status', 'void', 'started', 'view'] as const),
] as const satisfies readonly (keyof Tables['record'])[]
export type RuleCandidateRow = Pick<Tables['record'], (typeof ruleProgressColumns)[number]>

/** Records beyond an id. `isNew`: of these only what is new, or was made new since rules were held against it. */
interface RecordsToCheck extends RuledKind {
	readonly after: string
	readonly isNew: boolean
	readonly limit: number
}

const toRecordsToCheck = (
	db: Kysely<Tables>,
	project: string,
	{ form, demonstration, after, isNew, limit }: RecordsToCheck,
) =>
	db
		.selectFrom('record')
		.where('project', '=', project)
		.where('form', '=', form)
		.where('demonstration', '=', demonstration)
		.where('id', '>', after)
		// as it is written in the index of these few
		.$if(isNew, (query) => query.where((eb) => eb('ruled', '=', eb.lit(0))))
		.limit(limit)

/** The first of them by their ids. */
export const listRuleCandidates = (
	db: Kysely<Tables>,
	project: string,
	asked: RecordsToCheck,
): Promise<RuleCandidateRow[]> =>
	toRecordsToCheck(db, project, asked).select(ruleProgressColumns).orderBy('id').execute()

/** How many there are, counted up to a bound; `until`: up to this id. */
export async function countRuleCandidates(
	db: Kysely<Tables>,
	project: string,
	{ until, ...asked }: RecordsToCheck & { readonly until?: string },
): Promise<number> {
	const { total } = await db
		.selectFrom(
			toRecordsToCheck(db, project, asked)
				.$if(until !== undefined, (query) => query.where('id', '<=', until ?? ''))
				.select('id')
				.as('some'),
		)
		.select((eb) => eb.fn.countAll().as('total'))
		.executeTakeFirstOrThrow()
	return Number(total)
}

/** Those of some records that no rule was held against since they changed. */
export async function findUncheckedRecords(db: Kysely<Tables>, ids: readonly string[]): Promise<string[]> {
	const rows = await queryInChunks(ids, (part) =>
		db.selectFrom('record').select('id').where('id', 'in', part).where('ruled', '=', 0).execute(),
	)
	return rows.map(({ id }) => id)
}

/** Their names, of those that fit a filter; so many at most. */
export const namesOf = (db: Kysely<Tables>, project: string, filter: RecordFilter, limit: number) =>
	db
		.selectFrom('record')
		.select(['id', 'name'])
		.where((eb) => matchesFilter(eb, project, filter))
		.orderBy('name')
		.limit(limit)
		.execute()

/** Those of the rows that are still as they were read: what has changed meanwhile is looked at again. */
export async function stillSo(
	db: Kysely<Tables>,
	rows: readonly RuleCandidateRow[],
): Promise<RuleCandidateRow[]> {
	const now = await queryInChunks(
		rows.map(({ id }) => id),
		(part) => db.selectFrom('record').select(ruleProgressColumns).where('id', 'in', part).execute(),
	)
	const byId = new Map(now.map((row) => [row.id, row]))
	return rows.filter((row) =>
		ruleProgressColumns.every((column) => byId.get(row.id)?.[column] === row[column]),
	)
}

/** Puts the places at which records break rules in the place of those that were known of the records; of those that could not be looked at none are known. */
export async function saveViolations(
	db: Kysely<Tables>,
	{ looked, failed }: { readonly looked: readonly string[]; readonly failed: readonly string[] },
	breaks: readonly BreakRow[],
): Promise<void> {
	for (const [ids, ruled] of [
		[looked, 1],
		[failed, 0],
	] as const)
		for (const part of inParts(ids)) {
			await db.deleteFrom('rule_break').where('record', 'in', part).execute()
			await db.updateTable('record').set({ ruled }).where('id', 'in', part).execute()
		}
	for (const part of inParts(breaks)) await db.insertInto('rule_break').values(part).execute()
}

/** By rule, how many places are open and how many are right as they are, in the records of a filter. */
export async function countViolations(
	db: Kysely<Tables>,
	project: string,
	filter: RecordFilter,
): Promise<Map<string, { open: number; right: number }>> {
	const rows = await db
		.selectFrom('rule_break')
		.innerJoin('record', 'record.id', 'rule_break.record')
		.select(({ fn }) => [
			'rule_break.rule',
			fn.countAll().as('places'),
			fn.sum('rule_break.is_right').as('right'),
		])
		.where('rule_break.project', '=', project)
		.where((eb) => matchesFilter(eb as unknown as RuledRecordCondition, project, filter))
		.groupBy('rule_break.rule')
		.execute()
	return new Map(
		rows.map((row) => [row.rule, { open: Number(row.places) - Number(row.right), right: Number(row.right) }]),
	)
}

/** In the records of a filter, places that are open of rules that are on, counted up to a bound. */
export async function countUnresolvedViolations(
	db: Kysely<Tables>,
	project: string,
	filter: RecordFilter,
	rules: readonly string[],
): Promise<{ total: number; isMore: boolean }> {
	if (rules.length === 0) return { total: 0, isMore: false }
	const { total } = await db
		.selectFrom((from) =>
			from
				.selectFrom('rule_break')
				.innerJoin('record', 'record.id', 'rule_break.record')
				.select((eb) => eb.lit(1).as('one'))
				.where('rule_break.project', '=', project)
				.where('rule_break.rule', 'in', rules)
				// as it is written in the index of these
				.where((eb) => eb('rule_break.is_right', '=', eb.lit(0)))
				.where((eb) => matchesFilter(eb as unknown as RuledRecordCondition, project, filter))
				.limit(mostCounted + 1)
				.as('some'),
		)
		.select((eb) => eb.fn.countAll().as('total'))
		.executeTakeFirstOrThrow()
	return { total: Math.min(mostCounted, Number(total)), isMore: Number(total) > mostCounted }
}

interface ViolationFilter {
	readonly rules: readonly string[]
	readonly isRight: boolean
	/** `first_seq` of the last record that is known. */
	readonly after: number
	readonly limit: number
}

/** The first records, in the order in which they came, that break any of some rules. */
export async function listRecordsWithViolations(
	db: Kysely<Tables>,
	project: string,
	filter: RecordFilter,
	{ rules, isRight, after, limit }: ViolationFilter,
): Promise<{ id: string; first: number }[]> {
	if (rules.length === 0) return []
	const rows = await db
		.selectFrom('rule_break')
		.innerJoin('record', 'record.id', 'rule_break.record')
		.select(['record.id', 'record.first_seq'])
		.distinct()
		.where('rule_break.project', '=', project)
		.where('rule_break.rule', 'in', rules)
		.where('rule_break.is_right', '=', isRight ? 1 : 0)
		.where('record.first_seq', '>', after)
		.where((eb) => matchesFilter(eb as unknown as RuledRecordCondition, project, filter))
		.orderBy('record.first_seq')
		.orderBy('record.id')
		.limit(limit)
		.execute()
	return rows.map(({ id, first_seq }) => ({ id, first: Number(first_seq) }))
}

/** Records as a list of places shows them. */
export const recordsToShow = (db: Kysely<Tables>, project: string, ids: readonly string[]) =>
	queryInChunks(ids, (part) =>
		db
			.selectFrom('record')
			.leftJoin('person', 'person.id', 'record.owner')
			.select([
				...exportColumns,
				'record.name',
				'record.void',
				(eb) => eb.fn.coalesce('person.name', eb.val('')).as('by'),
			])
			.where(alsoOf(project, 'record.project'))
			.where('record.id', 'in', part)
			.execute(),
	)

export const findViolationRows = (
	db: Kysely<Tables>,
	project: string,
	ids: readonly string[],
): Promise<BreakRow[]> =>
	queryInChunks(ids, (part) =>
		db.selectFrom('rule_break').selectAll().where(alsoOf(project)).where('record', 'in', part).execute(),
	)

/** What was said of places of these records, with the name of who said it. */
export const decisionsOf = (db: Kysely<Tables>, project: string, ids: readonly string[]) =>
	queryInChunks(ids, (part) =>
		db
			.selectFrom('rule_decision')
			.leftJoin('person', 'person.id', 'rule_decision.person')
			.selectAll('rule_decision')
			.select((eb) => eb.fn.coalesce('person.name', eb.val('')).as('by'))
			.where(alsoOf(project, 'rule_decision.project'))
			.where('rule_decision.record', 'in', part)
			.execute(),
	)

/** Says that a place is right as it is; null: that it is to be asked about again. */
export async function decideBreak(
	db: Kysely<Tables>,
	place: Pick<BreakRow, 'project' | 'rule' | 'record' | 'path'>,
	right: Pick<Tables['rule_decision'], 'heads' | 'why' | 'person' | 'at'> | null,
): Promise<void> {
	const { project, rule, record, path } = place
	if (right)
		await db
			.insertInto('rule_decision')
			.values({ project, rule, record, path, ...right })
			.onConflict((conflict) => conflict.columns(['project', 'record', 'rule', 'path']).doUpdateSet(right))
			.execute()
	else
		await db
			.deleteFrom('rule_decision')
			.where('project', '=', project)
			.where('record', '=', record)
			.where('rule', '=', rule)
			.where('path', '=', path)
			.execute()
	await db
		.updateTable('rule_break')
		.set({ is_right: right ? 1 : 0 })
		.where('project', '=', project)
		.where('rule', '=', rule)
		.where('record', '=', record)
		.where('path', '=', path)
		.execute()
}

/** Places, and why they were right, go with the record. */
export async function deleteViolations(db: Kysely<Tables>, project: string, record: string): Promise<void> {
	for (const table of ['rule_break', 'rule_decision'] as const)
		await db.deleteFrom(table).where('project', '=', project).where('record', '=', record).execute()
}
