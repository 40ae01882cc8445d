import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { isFinished } from '#shared/campaign/coverage'
import type { StoredAnswers } from '#shared/export/table-plan'
import { shortDigest } from '#shared/kernel/digest'
import { mostBehind, type RuleWording } from '#shared/revisions/rules'
import { isStatus } from '#shared/revisions/view'
import type { FormShelf } from '../forms/form-shelf.ts'
import {
	type BreakRow,
	countToLookAt,
	howFarLooked,
	keepBreaks,
	type LookedRow,
	nextToLookAt,
	noteLooked,
	type RuleRow,
	rulesOf,
	stillSo,
} from '../storage/rule-table.ts'
import type { Store } from '../storage/store.ts'
import type { Tables } from '../storage/tables.ts'
import { type Found, placeKey, rightPlaces } from './right-places.ts'
import { type Break, breaksIn, type Rule, type RuledForm, readFor, ruledForm } from './ruled-form.ts'

/** Records of one step: others write and are answered in between. */
const recordsAtATime = 100
/** Records read without a turn for others, some ms. */
const recordsAtOnce = 10
/** Whoever asks for the list waits so long for what is new; then it goes on without them. */
const longestWaitMs = 800

export type HeldAgainstRules = ReturnType<typeof holdAgainstRules>

/** The rules of a form that are on, and a text that is another one where one of them is. */
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
 */
export function holdAgainstRules({
	store,
	forms,
	onFailure,
}: {
	readonly store: Store
	readonly forms: FormShelf
	readonly onFailure: (thrown: unknown) => void
}) {
	const { reading, project } = store
	const running = new Map<string, Promise<void>>()
	/** Forms that somebody asked for since their run looked what there is. */
	const asked = new Set<string>()
	let isStopped = false
	const ruledForms = createRuledForms(forms)

	/** False when there is nothing more to look at. */
	async function step(form: string): Promise<boolean> {
		const on = rulesOn(await rulesOf(reading, project, form))
		if (on.rules.length === 0) return false
		const after = await whereFrom(reading, project, form, on.stamp)
		const rows = await nextToLookAt(reading, project, form, { after, limit: recordsAtATime })
		const found = new Map<string, Found>()
		for (const [i, row] of rows.entries()) {
			if (i % recordsAtOnce === 0) await nextTurn()
			const ruled = await ruledForms(form, row.form_version, on)
			const breaks = ruled ? breaksOfRow(ruled, row) : []
			if (ruled && breaks.length > 0) found.set(row.id, { ruled, breaks, begun: Date.parse(row.started) })
		}
		const isLast = rows.length < recordsAtATime
		await store.write(async ({ db }) => {
			// another server, or a rule that was written meanwhile: what is found here is found by other rules
			if (rulesOn(await rulesOf(db, project, form)).stamp !== on.stamp) return
			const same = await stillSo(db, rows)
			const right = await rightPlaces(db, project, found)
			await keepBreaks(
				db,
				same.map(({ id }) => id),
				same.flatMap(({ id }) =>
					(found.get(id)?.breaks ?? []).map((each) => breakRow(project, id, each, right)),
				),
			)
			if (after !== null)
				await noteLooked(db, {
					...{ project, form, rules: on.stamp },
					after: isLast ? null : (rows.at(-1)?.id ?? null),
				})
		})
		return !isLast || after !== null
	}
	async function run(form: string): Promise<void> {
		do {
			asked.delete(form)
			while (!isStopped && (await step(form))) await nextTurn()
			// what came while the last ones were looked at
		} while (asked.has(form) && !isStopped)
	}
	/** Begins, or goes on until what is there now was looked at; never fails. */
	function begin(form: string): Promise<void> {
		asked.add(form)
		const known = running.get(form)
		if (known) return known
		const begun = run(form)
			.catch((thrown: unknown) => {
				if (!isStopped) onFailure(thrown)
			})
			.finally(() => running.delete(form))
		running.set(form, begun)
		return begun
	}
	return {
		/** Looks at what is new of a form for a while, and goes on in the background. Gives how many records are left to look at, up to `mostBehind`. */
		async catchUp(form: string): Promise<number> {
			const enough = new Promise<void>((resolve) => setTimeout(resolve, longestWaitMs).unref())
			await Promise.race([begin(form), enough])
			if (!running.has(form)) return 0
			const on = rulesOn(await rulesOf(reading, project, form))
			const after = await whereFrom(reading, project, form, on.stamp)
			const count = (from: string | null) =>
				countToLookAt(reading, project, form, { after: from, limit: mostBehind })
			return Math.min(mostBehind, (after === null ? 0 : await count(after)) + (await count(null)))
		},
		/** A version of a form with its rules that are on; null where the version is not known. */
		ruled: async (form: string, version: number) =>
			ruledForms(form, version, rulesOn(await rulesOf(reading, project, form))),
		async stop(): Promise<void> {
			isStopped = true
			await Promise.all(running.values())
		},
	}
}

/** From where on all records are looked through by these rules; null when they were. */
async function whereFrom(
	db: Kysely<Tables>,
	project: string,
	form: string,
	stamp: string,
): Promise<string | null> {
	const looked = await howFarLooked(db, project, form)
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
function createRuledForms(forms: FormShelf) {
	const kept = new Map<string, { readonly stamp: string; readonly ruled: RuledForm }>()
	return async (form: string, version: number, { rules, stamp }: RulesOn): Promise<RuledForm | null> => {
		const key = `${version} ${form}`
		const known = kept.get(key)
		if (known?.stamp === stamp) return known.ruled
		const compiled = await forms.compiled(form, version)
		if (!compiled) return null
		const ruled = ruledForm(compiled.definition, rules)
		kept.set(key, { stamp, ruled })
		return ruled
	}
}

/** Of what lies in the store, the answers that stand; also those that are no longer asked. */
export function standingIn({ view }: Pick<LookedRow, 'view'>) {
	const { answers, leftOver } = JSON.parse(view) as StoredAnswers
	return new Map([...answers, ...leftOver])
}

/** Nothing of a record that is not finished, or counts no more. */
export function breaksOfRow(
	ruled: RuledForm,
	row: Pick<LookedRow, 'status' | 'void' | 'view' | 'started'>,
): Break[] {
	if (row.void === 1 || !isStatus(row.status) || !isFinished(row.status)) return []
	return breaksIn(ruled, readFor(ruled, standingIn(row), Date.parse(row.started)))
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
	is_right: right.has(placeKey(record, { rule, path })) ? 1 : 0,
})
