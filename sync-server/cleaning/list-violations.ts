import { maxPreviewRecords } from '#shared/cleaning/bulk-edit'
import type {
	RuleListItem,
	RuleViolation,
	RuleViolationsResponse,
	RuleWording,
	TryRuleRequest,
	TryRuleResponse,
} from '#shared/cleaning/rules'
import { listCurrentAnswers } from '#shared/export/table-plan'
import type { Person } from '#shared/people/people'
import { yieldToEventLoop } from '../export/select-answers.ts'
import type { FormRepository } from '../forms/form-repository.ts'
import {
	countUnresolvedViolations,
	countViolations,
	decisionsOf,
	everyRule,
	findViolationRows,
	listRecordsWithViolations,
	type RuledKind,
	type RuleRow,
	recordsToShow,
	rulesOf,
} from '../storage/cleaning/rules.ts'
import { findPeople } from '../storage/people/people.ts'
import type { RecordFilter } from '../storage/records/records.ts'
import type { Session } from '../storage/session.ts'
import type { Store } from '../storage/store.ts'
import { buildViolationKey } from './accepted-violations.ts'
import { type FoundViolation, rowsOf } from './form-with-rules.ts'
import { type EditSelection, recordsOf } from './preview-bulk-edit.ts'
import { findRowViolations, wordingsNow } from './rule-projection.ts'
import type { RuleRunner } from './rule-runner.ts'
import { compileRuleVersions } from './save-rule.ts'

const recordsOnPage = 50
/** Records shown when a rule is tried. */
const recordsShown = 20

/** Kind of rules that a person sees: demonstration users have their own. */
export const kindFor = ({ demonstration }: Person, form: string): RuledKind => ({
	form,
	demonstration: demonstration ? 1 : 0,
})

/**
 * Lists the rules of a form that apply for a person, with the number of violations in the records of a
 * filter.
 */
export async function listRules(
	{ reading }: Store,
	person: Person,
	form: string,
	filter: RecordFilter,
): Promise<RuleListItem[]> {
	const rows = await rulesOf(reading, kindFor(person, form))
	const people = await findPeople(reading, [...new Set(rows.map((row) => row.person))])
	const counts = await countViolations(reading, filter)
	const worded = ({ wording, is_on, person: by, at }: RuleRow) => ({
		...(JSON.parse(wording) as RuleWording),
		isOn: is_on === 1,
		by: people.get(by)?.name ?? '',
		at,
	})
	return wordingsNow(rows).map((now) => ({
		id: now.id,
		n: Number(now.n),
		...worded(now),
		...((now.is_on === 1 && counts.get(now.id)) || { open: 0, right: 0 }),
		earlier: rows.filter(({ id, n }) => id === now.id && n !== now.n).map(worded),
	}))
}

/**
 * Counts open violations, as far as records were checked. New records are checked for a while first, and then
 * in the background.
 */
export async function countOpenViolations(
	{ reading }: Store,
	held: RuleRunner,
	person: Person,
	filter: RecordFilter,
): Promise<{ total: number; isMore: boolean }> {
	const { demonstration } = kindFor(person, '')
	const on = wordingsNow(await everyRule(reading, demonstration)).filter(({ is_on }) => is_on === 1)
	if (on.length > 0) await held.lookAWhile()
	const rules = on.map(({ id }) => id)
	return countUnresolvedViolations(reading, filter, rules)
}

interface ViolationsRequest {
	readonly form: string
	/** Restricts the list to one rule. */
	readonly rule?: string | undefined
	/** True for accepted violations instead of open ones. */
	readonly isRight: boolean
	/** `next` of the previous page. */
	readonly after: number
}

/**
 * Lists the violations in the records of a filter, by page. They reflect the current answers, also if a
 * record was not checked again yet.
 */
export async function listViolations(
	{ reading }: Store,
	held: RuleRunner,
	person: Person,
	filter: RecordFilter,
	{ form, rule, isRight, after }: ViolationsRequest,
): Promise<RuleViolationsResponse> {
	const kind = kindFor(person, form)
	const rules = wordingsNow(await rulesOf(reading, kind))
		.filter((row) => row.is_on === 1 && (rule === undefined || row.id === rule))
		.map(({ id }) => id)
	const found = await listRecordsWithViolations(reading, filter, {
		rules,
		isRight,
		after,
		limit: recordsOnPage + 1,
	})
	const page = found.slice(0, recordsOnPage)
	const ids = page.map(({ id }) => id)
	const known = new Set(
		(await findViolationRows(reading, ids))
			.filter((each) => rules.includes(each.rule) && (each.is_accepted === 1) === isRight)
			.map((each) => buildViolationKey(each.record, each)),
	)
	const ruledIn = await held.ruled(kind)
	const violations = await placesShown(reading, ids, async (row) => {
		await yieldToEventLoop()
		const ruled = await ruledIn(row.form_version)
		return ruled
			? findRowViolations(ruled, row).filter((each) => known.has(buildViolationKey(row.id, each)))
			: []
	})
	return { violations, next: found.length > page.length ? (page.at(-1)?.first ?? null) : null }
}

type ShownRow = Awaited<ReturnType<typeof recordsToShow>>[number]

/** Builds the list entries of violations, record after record. */
async function placesShown(
	session: Session,
	ids: readonly string[],
	findViolationsIn: (row: ShownRow) => Promise<readonly FoundViolation[]>,
): Promise<RuleViolation[]> {
	const rows = new Map((await recordsToShow(session, ids)).map((row) => [row.id, row]))
	const decisions = new Map(
		(await decisionsOf(session, ids)).map((each) => [buildViolationKey(each.record, each), each]),
	)
	const shown: RuleViolation[] = []
	for (const id of ids) {
		const row = rows.get(id)
		if (!row) continue
		const violations = await findViolationsIn(row)
		const paths = violations.flatMap(({ path, reads }) => [path, ...reads.map((each) => each.path)])
		const numbers = rowsOf(listCurrentAnswers(row.answers), paths)
		for (const each of violations) {
			const decision = decisions.get(buildViolationKey(id, each))
			shown.push({
				...each,
				id,
				name: row.name,
				district: row.district,
				cluster: row.cluster,
				by: row.by,
				rows: numbers,
				right: decision ? { by: decision.by, at: decision.at, why: decision.why } : null,
			})
		}
	}
	return shown
}

/**
 * Runs a rule on the records of a filter without saving anything. Ends at the maximum number of records of a
 * preview.
 *
 * @throws Problem as `compileRuleVersions`
 */
export async function tryRule(
	selection: EditSelection & { readonly forms: FormRepository },
	tried: TryRuleRequest,
): Promise<TryRuleResponse> {
	const { store, forms } = selection
	const rule = { ...tried, id: '' }
	const versions = await compileRuleVersions(forms, tried.form, rule)
	const counts = { searchedRecords: 0, skipped: 0, records: 0 }
	const first = new Map<string, readonly FoundViolation[]>()
	let isMore = false
	await store.atOneMoment(async (moment) => {
		for await (const row of recordsOf(selection, moment)) {
			if (counts.records >= maxPreviewRecords) {
				isMore = true
				break
			}
			counts.searchedRecords++
			const ruled = versions.get(row.form_version)
			if (!ruled || ruled.sights.length === 0) {
				counts.skipped++
				continue
			}
			const violations = findRowViolations(ruled, { ...row, void: 0 })
			if (violations.length === 0) continue
			counts.records++
			if (first.size < recordsShown) first.set(row.id, violations)
		}
	})
	const violations = await placesShown(
		store.reading,
		[...first.keys()],
		async ({ id }) => first.get(id) ?? [],
	)
	return { ...counts, violations, isMore }
}
