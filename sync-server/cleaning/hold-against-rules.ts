import type { Kysely } from 'kysely'
import { isFinished } from '#shared/campaign/coverage'
import { listCurrentAnswers } from '#shared/export/table-plan'
import { shortDigest } from '#shared/kernel/digest'
import { mostBehind, type RuleWording } from '#shared/revisions/rules'
import { isStatus } from '#shared/revisions/view'
import { yieldToEventLoop } from '../export/export-answers.ts'
import { TooSlow } from '../forms/deadline.ts'
import type { FormRepository } from '../forms/form-shelf.ts'
import {
	type BreakRow,
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
} from '../storage/rule-table.ts'
import type { Store } from '../storage/store.ts'
import type { Tables } from '../storage/tables.ts'
import { buildViolationKey, listAcceptedViolations, type RuleEvaluation } from './right-places.ts'
import {
	type Break,
	compileFormWithRules,
	type FormWithRules,
	findViolations,
	type Rule,
	readFor,
} from './ruled-form.ts'

/** Records of one step: others write and are answered in between. */
const recordsAtATime = 100
/** Records read without a turn for others, some ms. */
const recordsAtOnce = 10
/** Whoever asks for the list waits so long for what is new; then it goes on without them. */
const longestWaitMs = 800

export type RuleRunner = ReturnType<typeof startRuleRunner>

interface Caught {
	/** Records that are left to look at, up to `mostBehind`. */
	readonly behind: number
	/** Ids of those that could not be looked at. */
	readonly failed: readonly string[]
}

/** The rules of some records that are on, and a text that is another one where one of them is. */
interface RulesOn {
	readonly rules: readonly Rule[]
	readonly stamp: string
}

/**
 * Holds records against the rules of their forms: all of them after a rule was written, and from then on what is new or was made new since.
 *
 * RU1 Whatever changes a record, it is looked at again: its row says that it was not since (`ruled`).
 * RU2 Nothing of an answer is kept, only where a rule is broken.
 * RU3 It goes on in steps, after a stop from where it was; two servers at once do the same twice and nothing wrong.
 * RU4 What is right as it is stays so until an answer that its rule looks at is another one.
 * RU5 A record that cannot be looked at holds up no other. It is tried again whenever the list is asked for, and named until it could be.
 * RU6 Rules of who shows the demonstration are for made-up records alone, and all others for real ones.
 *
 * `onFailure`: hears of a record that cannot be looked at once, and of whatever else went wrong.
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
	/** What somebody asked for since its run looked what there is. */
	const asked = new Set<string>()
	/** By form, records that could not be looked at. */
	const unreadable = new Map<string, Set<string>>()
	let isStopped = false
	const ruledForms = createRuledForms(forms)

	/** What is found in some records, and which could not be looked at. */
	async function look(kind: RuledKind, rows: readonly RuleCandidateRow[], on: RulesOn) {
		const found = new Map<string, RuleEvaluation>()
		const known = unreadable.get(keyOf(kind)) ?? new Set()
		unreadable.set(keyOf(kind), known)
		const failed: string[] = []
		let first: unknown
		for (const [i, row] of rows.entries()) {
			if (i % recordsAtOnce === 0) await yieldToEventLoop()
			try {
				const ruled = await ruledForms(kind, row.form_version, on)
				const breaks = ruled ? findRowViolations(ruled, row) : []
				if (ruled && breaks.length > 0)
					found.set(row.id, { ruled, breaks, startedAt: Date.parse(row.started) })
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
	/** Where the next step begins; null when there is nothing more to look at. */
	async function step(kind: RuledKind, from: string): Promise<string | null> {
		const on = rulesOn(await rulesOf(reading, project, kind))
		if (on.rules.length === 0) return null
		const whole = await whereFrom(reading, project, kind, on.stamp)
		const rows = await listRuleCandidates(reading, project, {
			...kind,
			after: whole ?? from,
			isNew: whole === null,
			limit: recordsAtATime,
		})
		if (rows.length === 0 && whole === null) return null
		const { found, failed } = await look(kind, rows, on)
		const last = rows.length < recordsAtATime ? null : (rows.at(-1)?.id ?? null)
		await store.write(async ({ db }) => {
			// another server, or a rule that was written meanwhile: what is found here is found by other rules
			if (rulesOn(await rulesOf(db, project, kind)).stamp !== on.stamp) return
			const same = (await stillSo(db, rows)).map(({ id }) => id)
			const right = await listAcceptedViolations(db, project, found)
			await saveViolations(
				db,
				{
					looked: same.filter((id) => !failed.includes(id)),
					failed: same.filter((id) => failed.includes(id)),
				},
				same.flatMap((id) => (found.get(id)?.breaks ?? []).map((each) => breakRow(project, id, each, right))),
			)
			if (whole !== null) await saveRuleProgress(db, { project, ...kind, rules: on.stamp, after: last })
		})
		// once all were looked at, those that came meanwhile
		return whole === null ? last : ''
	}
	async function run(kind: RuledKind): Promise<void> {
		do {
			asked.delete(keyOf(kind))
			let from: string | null = ''
			while (from !== null && !isStopped) {
				from = await step(kind, from)
				await yieldToEventLoop()
			}
			// what came while the last ones were looked at
		} while (asked.has(keyOf(kind)) && !isStopped)
	}
	/** Begins, or goes on until what is there now was looked at; never fails. */
	function begin(kind: RuledKind): Promise<void> {
		const key = keyOf(kind)
		asked.add(key)
		const known = running.get(key)
		if (known) return known
		const begun = run(kind)
			.catch((thrown: unknown) => {
				if (!isStopped) onFailure(thrown)
			})
			.finally(() => running.delete(key))
		running.set(key, begun)
		return begun
	}
	/** Looks at what is new for a while, and goes on in the background. */
	async function lookAWhile(kind: RuledKind): Promise<void> {
		const enough = new Promise<void>((resolve) => setTimeout(resolve, longestWaitMs).unref())
		await Promise.race([begin(kind), enough])
	}
	return {
		lookAWhile,
		/** Looks a while, and says what is left. */
		async catchUp(kind: RuledKind): Promise<Caught> {
			await lookAWhile(kind)
			const on = rulesOn(await rulesOf(reading, project, kind))
			if (on.rules.length === 0) return { behind: 0, failed: [] }
			const whole = await whereFrom(reading, project, kind, on.stamp)
			const failed = await findUncheckedRecords(reading, [...(unreadable.get(keyOf(kind)) ?? [])])
			const every = { ...kind, after: '', limit: mostBehind + failed.length }
			const beyond =
				whole === null
					? 0
					: await countRuleCandidates(reading, project, { ...every, after: whole, isNew: false })
			const changed = await countRuleCandidates(reading, project, {
				...every,
				isNew: true,
				...(whole === null ? {} : { until: whole }),
			})
			const behind = Math.max(0, Math.min(mostBehind, beyond + changed - failed.length))
			return { behind, failed }
		},
		/** Versions of a form with its rules that are on, as these are now; null where a version is not known. */
		async ruled(kind: RuledKind): Promise<(version: number) => Promise<FormWithRules | null>> {
			const on = rulesOn(await rulesOf(reading, project, kind))
			return (version) => ruledForms(kind, version, on)
		},
		async stop(): Promise<void> {
			isStopped = true
			await Promise.all(running.values())
		},
	}
}

const keyOf = ({ form, demonstration }: RuledKind): string => `${demonstration} ${form}`

/** From where on all records are looked through by these rules; null when they were. */
async function whereFrom(
	db: Kysely<Tables>,
	project: string,
	kind: RuledKind,
	stamp: string,
): Promise<string | null> {
	const looked = await findRuleProgress(db, project, kind)
	return looked?.rules === stamp ? looked.after : ''
}

/** The wordings that count, as `rulesOf` has them all: newest first. */
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

/** Forms with rules in them; of each version the last one is kept. */
function createRuledForms(forms: FormRepository) {
	const kept = new Map<string, { readonly stamp: string; readonly ruled: FormWithRules }>()
	return async (
		kind: RuledKind,
		version: number,
		{ rules, stamp }: RulesOn,
	): Promise<FormWithRules | null> => {
		const key = `${version} ${keyOf(kind)}`
		const known = kept.get(key)
		if (known?.stamp === stamp) return known.ruled
		const compiled = await forms.compiled(kind.form, version)
		if (!compiled) return null
		const ruled = compileFormWithRules(compiled.definition, rules)
		kept.set(key, { stamp, ruled })
		return ruled
	}
}

/** Nothing of a record that is not finished, or counts no more. */
export function findRowViolations(
	ruled: FormWithRules,
	row: Pick<RuleCandidateRow, 'status' | 'void' | 'view' | 'started'>,
): Break[] {
	if (row.void === 1 || !isStatus(row.status) || !isFinished(row.status)) return []
	try {
		return findViolations(ruled, readFor(ruled, listCurrentAnswers(row.view), Date.parse(row.started)))
	} catch (thrown) {
		// one record must not keep all the others from being looked at
		if (thrown instanceof TooSlow) return []
		throw thrown
	}
}

const breakRow = (
	project: string,
	record: string,
	{ rule, path }: Break,
	right: ReadonlySet<string>,
): BreakRow => ({
	project,
	rule,
	record,
	path,
	is_right: right.has(buildViolationKey(record, { rule, path })) ? 1 : 0,
})
