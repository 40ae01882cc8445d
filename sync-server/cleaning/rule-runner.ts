import { maxBehind, type RuleWording } from '#shared/cleaning/rules'
import { isFinished } from '#shared/coverage/coverage'
import { listCurrentAnswers } from '#shared/export/table-plan'
import { shortDigest } from '#shared/kernel/digest'
import { isStatus } from '#shared/revisions/record-state'
import { yieldToEventLoop } from '../export/select-answers.ts'
import { TooSlow } from '../forms/deadline.ts'
import type { FormRepository } from '../forms/form-repository.ts'
import {
	countRuleCandidates,
	findRuleProgress,
	findUncheckedRecords,
	listRuleCandidates,
	type RuleCandidateRow,
	type RuledKind,
	type RuleRow,
	rulesOf,
	saveRuleProgress,
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
/**
 * Maximum time that a request for the list waits for new results; then the run continues in the background.
 */
const longestWaitMs = 800

export type RuleRunner = ReturnType<typeof startRuleRunner>

interface Caught {
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

/**
 * Checks records against the rules of their forms: all records after a rule was saved, and afterwards those
 * that are new or changed.
 *
 * RU1 Any change of a record leads to another check: its row says that it was not checked since (`ruled`).
 * RU2 No answers are stored, only which rule is violated where.
 * RU3 It works in steps and continues after a stop where it was. Two servers at once do the same work twice,
 *     with the same result.
 * RU4 An accepted violation stays accepted until an answer that its rule reads has changed.
 * RU5 A record that cannot be checked delays no other. It is retried whenever the list is requested, and
 *     listed until it could be checked.
 * RU6 Rules of a user who sees the demonstration apply to its records only, all others to real records.
 *
 * `onFailure`: called once for a record that cannot be checked, and for any other error.
 */
export function startRuleRunner({
	store,
	forms,
	onFailure,
}: {
	readonly store: Store
	readonly forms: FormRepository
	readonly onFailure: (thrown: unknown) => void
}) {
	const { reading, project } = store
	const running = new Map<string, Promise<void>>()
	/** Kinds that were requested again since their run listed its records. */
	const requested = new Set<string>()
	/** Records that could not be checked, by form. */
	const unreadable = new Map<string, Set<string>>()
	let isStopped = false
	const ruledForms = createRuledForms(forms)

	/** Checks some records. Returns the violations, and the records that failed. */
	async function checkRecords(kind: RuledKind, rows: readonly RuleCandidateRow[], on: RulesOn) {
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
	async function step(kind: RuledKind, from: string): Promise<string | null> {
		const on = rulesOn(await rulesOf(reading, kind))
		if (on.rules.length === 0) return null
		const whole = await whereFrom(reading, kind, on.stamp)
		const rows = await listRuleCandidates(reading, {
			...kind,
			after: whole ?? from,
			isNew: whole === null,
			limit: recordBatchSize,
		})
		if (rows.length === 0 && whole === null) return null
		const { found, failed } = await checkRecords(kind, rows, on)
		const last = rows.length < recordBatchSize ? null : (rows.at(-1)?.id ?? null)
		await store.write(async (session) => {
			// The rules changed during the check, here or on another server: the next run repeats it.
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
			if (whole !== null) await saveRuleProgress(session, { project, ...kind, rules: on.stamp, cursor: last })
		})
		// After the full pass, continue with records that arrived meanwhile.
		return whole === null ? last : ''
	}
	async function run(kind: RuledKind): Promise<void> {
		do {
			requested.delete(keyOf(kind))
			let from: string | null = ''
			while (from !== null && !isStopped) {
				from = await step(kind, from)
				await yieldToEventLoop()
			}
			// Repeats for records that arrived during the last step.
		} while (requested.has(keyOf(kind)) && !isStopped)
	}
	/** Starts a run, or extends the running one to the current records. Never rejects. */
	function begin(kind: RuledKind): Promise<void> {
		const key = keyOf(kind)
		requested.add(key)
		const known = running.get(key)
		if (known) return known
		const newRun = run(kind)
			.catch((thrown: unknown) => {
				if (!isStopped) onFailure(thrown)
			})
			.finally(() => running.delete(key))
		running.set(key, newRun)
		return newRun
	}
	/** Checks new records for a while, and continues in the background. */
	async function checkForAWhile(kind: RuledKind): Promise<void> {
		const enough = new Promise<void>((resolve) => setTimeout(resolve, longestWaitMs).unref())
		await Promise.race([begin(kind), enough])
	}
	return {
		lookAWhile: checkForAWhile,
		/** Checks for a while, and returns the rest. */
		async catchUp(kind: RuledKind): Promise<Caught> {
			await checkForAWhile(kind)
			const on = rulesOn(await rulesOf(reading, kind))
			if (on.rules.length === 0) return { uncheckedRecords: 0, failed: [] }
			const whole = await whereFrom(reading, kind, on.stamp)
			const failed = await findUncheckedRecords(reading, [...(unreadable.get(keyOf(kind)) ?? [])])
			const every = { ...kind, after: '', limit: maxBehind + failed.length }
			const beyond =
				whole === null ? 0 : await countRuleCandidates(reading, { ...every, after: whole, isNew: false })
			const changed = await countRuleCandidates(reading, {
				...every,
				isNew: true,
				...(whole === null ? {} : { until: whole }),
			})
			const uncheckedRecords = Math.max(0, Math.min(maxBehind, beyond + changed - failed.length))
			return { uncheckedRecords, failed }
		},
		/** Returns the versions of a form compiled with the active rules. Null for an unknown version. */
		async ruled(kind: RuledKind): Promise<(version: number) => Promise<FormWithRules | null>> {
			const on = rulesOn(await rulesOf(reading, kind))
			return (version) => ruledForms(kind, version, on)
		},
		async stop(): Promise<void> {
			isStopped = true
			await Promise.all(running.values())
		},
	}
}

const keyOf = ({ form, demonstration }: RuledKind): string => `${demonstration} ${form}`

/** Start of the remaining full pass with these rules. Null if it is complete. */
async function whereFrom(session: Session, kind: RuledKind, stamp: string): Promise<string | null> {
	const progress = await findRuleProgress(session, kind)
	return progress?.rules === stamp ? progress.cursor : ''
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
