import { maxBehind, type RuleWording } from '#shared/cleaning/rules'
import { isFinished } from '#shared/coverage/coverage'
import { listCurrentAnswers } from '#shared/export/table-plan'
import { shortDigest } from '#shared/kernel/digest'
import { isStatus } from '#shared/revisions/record-state'
import { maxLag, type Projection, type ProjectionBatch } from '../background/projection.ts'
import { yieldToEventLoop } from '../export/select-answers.ts'
import { TooSlow } from '../forms/deadline.ts'
import type { FormRepository } from '../forms/form-repository.ts'
import { findProgress } from '../storage/background/projections.ts'
import {
	countRuleCandidates,
	findUncheckedRecords,
	listRuleCandidates,
	listRuledKinds,
	type RuleCandidateRow,
	type RuledKind,
	type RuleRow,
	rulesOf,
	saveViolations,
	stillSo,
	type ViolationRow,
} from '../storage/cleaning/rules.ts'
import type { Session } from '../storage/session.ts'
import type { Store } from '../storage/store.ts'
import { buildViolationKey, listAcceptedViolations, type RuleEvaluation } from './accepted-violations.ts'
import {
	compileFormWithRules,
	type FormWithRules,
	type FoundViolation,
	findViolations,
	type Rule,
	readFor,
} from './form-with-rules.ts'

/** Records of one step; other requests are processed in between. */
const recordBatchSize = 100
/** Records between two yields to the event loop, some ms. */
const recordsAtOnce = 10

export type RuleChecks = ReturnType<typeof createRuleChecks>

export interface UncheckedRecords {
	/** Number of records that remain to be checked, up to `maxBehind`. */
	readonly uncheckedRecords: number
	/** Ids of records that could not be checked. */
	readonly failed: readonly string[]
}

/** The active rules for a kind of records, and a text that changes with any of them. */
interface RulesOn {
	readonly rules: readonly Rule[]
	readonly stamp: string
}

interface RuleCheckOptions {
	readonly store: Pick<Store, 'reading' | 'project'>
	readonly forms: FormRepository
	readonly onFailure: (thrown: unknown) => void
}

interface RuleContext extends RuleCheckOptions {
	/** Records that could not be checked, by form. */
	readonly unreadable: Map<string, Set<string>>
	readonly ruledForms: ReturnType<typeof createRuledForms>
}

export const ruleProjectionName = 'rule-violations'

/**
 * Checks records against the rules of their forms: all records after a rule was saved, and afterwards those
 * that are new or changed. Each kind of records is a part of the projection; its version is the active rules.
 *
 * RU1 Any change of a record leads to another check: its row says that it was not checked since
 *     (`rules_checked`).
 * RU2 No answers are stored, only which rule is violated where.
 * RU3 It works in batches and continues after a stop where it was.
 * RU4 An accepted violation stays accepted until an answer that its rule reads has changed.
 * RU5 A record that cannot be checked delays no other. It is retried whenever the list is requested, and
 *     listed until it could be checked.
 * RU6 Rules of a user who sees the demonstration apply to its records only, all others to real records.
 *
 * `onFailure`: called once for a record that cannot be checked.
 */
export function createRuleChecks(options: RuleCheckOptions) {
	const { reading } = options.store
	const context: RuleContext = {
		...options,
		unreadable: new Map(),
		ruledForms: createRuledForms(options.forms),
	}
	const projection: Projection = {
		name: ruleProjectionName,
		parts: async (session) =>
			(await activeKinds(session)).map(({ kind, on }) => ({ part: keyOf(kind), version: on.stamp })),
		apply: (store, batch) => checkBatch(context, store, batch),
		async lag(session) {
			let lag = 0
			for (const { kind, on } of await activeKinds(session))
				lag += await countUnchecked(session, kind, on, maxLag)
			return Math.min(maxLag, lag)
		},
	}
	return {
		projection,
		/** Returns the records of a kind that are not checked. */
		async unchecked(kind: RuledKind): Promise<UncheckedRecords> {
			const on = rulesOn(await rulesOf(reading, kind))
			if (on.rules.length === 0) return { uncheckedRecords: 0, failed: [] }
			const failed = await findUncheckedRecords(reading, [...(context.unreadable.get(keyOf(kind)) ?? [])])
			const all = await countUnchecked(reading, kind, on, maxBehind + failed.length)
			return { uncheckedRecords: Math.max(0, Math.min(maxBehind, all - failed.length)), failed }
		},
		/** Returns the versions of a form compiled with the active rules. Null for an unknown version. */
		async ruled(kind: RuledKind): Promise<(version: number) => Promise<FormWithRules | null>> {
			const on = rulesOn(await rulesOf(reading, kind))
			return (version) => context.ruledForms(kind, version, on)
		},
	}
}

/** Checks some records. Returns the violations, and the records that failed. */
async function checkRecords(
	{ unreadable, ruledForms, onFailure }: RuleContext,
	kind: RuledKind,
	rows: readonly RuleCandidateRow[],
	on: RulesOn,
) {
	const found = new Map<string, RuleEvaluation>()
	const known = unreadable.get(keyOf(kind)) ?? new Set()
	unreadable.set(keyOf(kind), known)
	const failed: string[] = []
	let first: unknown
	for (const [i, row] of rows.entries()) {
		if (i % recordsAtOnce === 0) await yieldToEventLoop()
		try {
			const ruled = await ruledForms(kind, row.form_version, on)
			const violations = ruled ? findRowViolations(ruled, row) : []
			if (ruled && violations.length > 0)
				found.set(row.id, { ruled, violations, startedAt: Date.parse(row.started) })
			known.delete(row.id)
		} catch (thrown) {
			failed.push(row.id)
			if (!known.has(row.id)) first ??= thrown
			known.add(row.id)
		}
	}
	if (first !== undefined) onFailure(first)
	return { found, failed }
}

/** Checks one batch. Returns the start of the next one; null if nothing is left. */
async function checkBatch(
	context: RuleContext,
	store: Store,
	batch: ProjectionBatch,
): Promise<string | null> {
	const { reading, project } = store
	const kind = kindOf(batch.part)
	const on = rulesOn(await rulesOf(reading, kind))
	// The rules have changed since the run began: the next one checks by them.
	if (on.rules.length === 0 || on.stamp !== batch.version) return null
	const whole = batch.cursor
	const rows = await listRuleCandidates(reading, {
		...kind,
		after: whole ?? batch.after,
		isNew: whole === null,
		limit: recordBatchSize,
	})
	if (rows.length === 0 && whole === null) return null
	const { found, failed } = await checkRecords(context, kind, rows, on)
	const last = rows.length < recordBatchSize ? null : (rows.at(-1)?.id ?? null)
	await store.write(async (session) => {
		if (rulesOn(await rulesOf(session, kind)).stamp !== on.stamp) return
		const same = (await stillSo(session, rows)).map(({ id }) => id)
		const right = await listAcceptedViolations(session, found)
		await saveViolations(
			session,
			{
				checked: same.filter((id) => !failed.includes(id)),
				failed: same.filter((id) => failed.includes(id)),
			},
			same.flatMap((id) =>
				(found.get(id)?.violations ?? []).map((each) => toViolationRow(project, id, each, right)),
			),
		)
		if (whole !== null) await batch.save(session, last)
	})
	// After the full pass, continue with records that arrived meanwhile.
	return whole === null ? last : ''
}

/** Counts the records that wait for the active rules, up to `most`. */
async function countUnchecked(session: Session, kind: RuledKind, on: RulesOn, most: number): Promise<number> {
	const whole = await whereFrom(session, kind, on.stamp)
	const every = { ...kind, after: '', limit: most }
	const beyond =
		whole === null ? 0 : await countRuleCandidates(session, { ...every, after: whole, isNew: false })
	const changed = await countRuleCandidates(session, {
		...every,
		isNew: true,
		...(whole === null ? {} : { until: whole }),
	})
	return beyond + changed
}

/** Returns the kinds of records with active rules. */
async function activeKinds(session: Session): Promise<{ kind: RuledKind; on: RulesOn }[]> {
	const found: { kind: RuledKind; on: RulesOn }[] = []
	for (const kind of await listRuledKinds(session)) {
		const on = rulesOn(await rulesOf(session, kind))
		if (on.rules.length > 0) found.push({ kind, on })
	}
	return found
}

const keyOf = ({ form, demonstration }: RuledKind): string => `${demonstration} ${form}`
const kindOf = (part: string): RuledKind => ({
	demonstration: part.startsWith('1') ? 1 : 0,
	form: part.slice(2),
})

/** Start of the remaining full pass with these rules. Null if it is complete. */
async function whereFrom(session: Session, kind: RuledKind, stamp: string): Promise<string | null> {
	const progress = await findProgress(session, ruleProjectionName, keyOf(kind))
	return progress?.version === stamp ? progress.cursor : ''
}

/** Returns the current version of each rule. `rulesOf` lists them newest first. */
export function wordingsNow(rows: readonly RuleRow[]): RuleRow[] {
	const seen = new Set<string>()
	return rows.filter(({ id }) => !seen.has(id) && seen.add(id))
}

function rulesOn(rows: readonly RuleRow[]): RulesOn {
	const rules = wordingsNow(rows)
		.filter(({ is_on }) => is_on === 1)
		.map(({ id, wording }): Rule => {
			const { question, holds, into } = JSON.parse(wording) as RuleWording
			return { id, question, holds, into }
		})
	return { rules, stamp: shortDigest(JSON.stringify(rules)) }
}

/** Caches forms compiled with rules; one entry per version. */
function createRuledForms(forms: FormRepository) {
	const cache = new Map<string, { readonly stamp: string; readonly ruled: FormWithRules }>()
	return async (
		kind: RuledKind,
		version: number,
		{ rules, stamp }: RulesOn,
	): Promise<FormWithRules | null> => {
		const key = `${version} ${keyOf(kind)}`
		const known = cache.get(key)
		if (known?.stamp === stamp) return known.ruled
		const compiled = await forms.compiled(kind.form, version)
		if (!compiled) return null
		const ruled = compileFormWithRules(compiled.definition, rules)
		cache.set(key, { stamp, ruled })
		return ruled
	}
}

/** Finds the violations of a row; none if the record is unfinished or void. */
export function findRowViolations(
	ruled: FormWithRules,
	row: Pick<RuleCandidateRow, 'status' | 'void' | 'answers' | 'started'>,
): FoundViolation[] {
	if (row.void === 1 || !isStatus(row.status) || !isFinished(row.status)) return []
	try {
		return findViolations(ruled, readFor(ruled, listCurrentAnswers(row.answers), Date.parse(row.started)))
	} catch (thrown) {
		// One record must not block the check of the others.
		if (thrown instanceof TooSlow) return []
		throw thrown
	}
}

const toViolationRow = (
	project: string,
	record: string,
	{ rule, path }: FoundViolation,
	right: ReadonlySet<string>,
): ViolationRow => ({
	project,
	rule,
	record,
	path,
	is_accepted: right.has(buildViolationKey(record, { rule, path })) ? 1 : 0,
})
