import type { Campaign } from '#shared/campaign/campaign'
import { knownParts } from '#shared/export/known-parts'
import { templateOf } from '#shared/forms/answers'
import { attachmentsNamedBy } from '#shared/forms/attachment-names'
import { dueAt, type Keep } from '#shared/forms/keep'
import {
	destructionToSign,
	type Forgetting,
	statementId,
	writeStatement,
} from '#shared/revisions/destruction'
import type { Revision } from '#shared/revisions/revision'
import { addLine } from '../access-log/log-lines.ts'
import type { CampaignShelf } from '../fieldwork/campaign-shelf.ts'
import type { FormShelf } from '../forms/form-shelf.ts'
import {
	addDestruction,
	forgetAttachments,
	forgetLateAttachments,
	lastDestruction,
	runKey,
	scopesTold,
} from '../storage/destruction-table.ts'
import { recordsById } from '../storage/record-queries.ts'
import type { RecordRow, RedactedCopy, Store, StoredRevision, WriteSession } from '../storage/store.ts'
import { knownRecords } from '../sync/known-record.ts'
import { readHeldBack, readStored } from '../sync/open-revision.ts'
import type { Signer } from '../sync/signer.ts'
import { understandRecords } from '../sync/understand-records.ts'
import { type HeldBackBytes, heldBackByRecord } from './everything-of.ts'
import { isWithoutSum, redact } from './redact.ts'

export interface ForgettingDeps {
	readonly store: Store
	readonly forms: FormShelf
	readonly signer: Signer
	readonly campaign: Pick<CampaignShelf, 'current'>
	/** ms since 1970 */
	readonly now: () => number
}
/** With the rounds as they are now. */
type DueDeps = Omit<ForgettingDeps, 'campaign'> & {
	readonly campaign: Pick<Campaign, 'rounds' | 'offsetMinutes'>
}
const forgettingNow = async (deps: ForgettingDeps): Promise<DueDeps> => ({
	...deps,
	campaign: await deps.campaign.current(),
})

/** One question that is kept for some time only. */
export interface KeptQuestion {
	readonly form: string
	/** Template. */
	readonly question: string
	readonly keep: Keep
}

/** Records in one writing: others wait meanwhile. */
const recordsAtATime = 100

/** What the forms say, each question as the newest version that has it. */
export async function keptQuestions(forms: FormShelf): Promise<KeptQuestion[]> {
	const found: KeptQuestion[] = []
	for (const { id } of await forms.current())
		for (const { template, question } of knownParts(await forms.versions(id)).questions)
			if (question.keep) found.push({ form: id, question: template, keep: question.keep })
	return found
}

/** A value that is there, and when its time is over. */
export interface Value {
	readonly question: string
	readonly path: string
	readonly due: number | null
}

interface Written {
	readonly id: string
	readonly revision: Revision
	readonly received: string
	readonly isRedacted: boolean
}

/**
 * Takes out of the store every value whose time is over, as its form says.
 *
 * RC1 Of what is due no value stays in any table: not in revisions, held back ones too, nor in what was made from them. What is
 *     not due stays.
 * RC2 Of a revision everything else stays: id, number, chain, who wrote it and what else it says.
 * RC3 What stays tells nothing of the value: no digest of a state that held it.
 * RC4 Files that such an answer names go, also one that comes later.
 * RC5 Whoever was told of a revision, or wrote it, is told what it is now.
 * RC6 Each writing leaves a signed line in the list of what was destroyed: which questions and how many values, nothing of records.
 *
 * Gives how many values went.
 */
export async function forgetDue(given: ForgettingDeps): Promise<number> {
	const deps = await forgettingNow(given)
	const { store, forms } = deps
	const kept = await keptQuestions(forms)
	let values = 0
	for (const form of new Set(kept.map((each) => each.form))) {
		const rules = rulesOf(kept, form)
		const held = await heldBackByRecord(store.reading, store.project)
		for await (const page of recordPages(store, form, held)) {
			const due = new Set<string>()
			for (const row of page)
				if (isDue(deps, rules, row, await store.revisionsOf(row.id), held.get(row.id) ?? [])) due.add(row.id)
			if (due.size > 0)
				values += await store.write((session) =>
					forget(
						session,
						deps,
						form,
						rules,
						page.filter(({ id }) => due.has(id)),
					),
				)
		}
	}
	await store.write(({ db }) => forgetLateAttachments(db, store.project))
	return values
}

/** When the next values are due, by question; null where none is, as far as is known now. */
export async function nextDue(
	given: ForgettingDeps,
	kept: readonly KeptQuestion[],
): Promise<ReadonlyMap<KeptQuestion, { readonly next: number | null; readonly values: number }>> {
	const deps = await forgettingNow(given)
	const found = new Map<KeptQuestion, { next: number | null; values: number }>()
	for (const each of kept) found.set(each, { next: null, values: 0 })
	for (const form of new Set(kept.map((each) => each.form))) {
		const rules = rulesOf(kept, form)
		for await (const page of listedPages(deps.store, form))
			for (const row of page)
				for (const { values } of valuesIn(
					deps,
					rules,
					row,
					written(await deps.store.revisionsOf(row.id), []).readable,
				))
					for (const { question, due } of values) {
						const rule = kept.find((each) => each.form === form && each.question === question)
						const before = rule && found.get(rule)
						if (!before) continue
						before.values++
						if (due !== null && (before.next === null || due < before.next)) before.next = due
					}
	}
	return found
}

type Row = Pick<RecordRow, 'id' | 'status' | 'round'>
type Rules = ReadonlyMap<string, Keep>
const rulesOf = (kept: readonly KeptQuestion[], form: string): Rules =>
	new Map(kept.filter((each) => each.form === form).map(({ question, keep }) => [question, keep]))

async function* recordPages(
	store: Store,
	form: string,
	held: ReadonlyMap<string, readonly HeldBackBytes[]>,
): AsyncGenerator<Row[]> {
	yield* listedPages(store, form)
	// a record of which nothing counts is in no list
	const ids = [...held].flatMap(([id, some]) =>
		some.some((each) => readHeldBack(each.id, each.bytes, each.redacted)?.form.id === form) ? [id] : [],
	)
	const listed = new Set((await recordsById(store.reading, store.project, ids)).map(({ id }) => id))
	const others = ids.filter((id) => !listed.has(id))
	if (others.length > 0) yield others.map((id) => ({ id, status: 'draft', round: null }))
}

async function* listedPages({ reading, project }: Store, form: string): AsyncGenerator<Row[]> {
	for (let after = ''; ; ) {
		const page = await reading
			.selectFrom('record')
			.select(['id', 'status', 'round'])
			.where('project', '=', project)
			.where('form', '=', form)
			.where('id', '>', after)
			.orderBy('id')
			.limit(recordsAtATime)
			.execute()
		if (page.length > 0) yield page
		const last = page.at(-1)
		if (!last || page.length < recordsAtATime) return
		after = last.id
		// reading SQLite leaves nobody else any turn
		await new Promise((later) => setImmediate(later))
	}
}

/** What can be read of it; the damaged says so at its record. */
function written(stored: readonly StoredRevision[], held: readonly HeldBackBytes[]) {
	const readable: Written[] = []
	for (const { id, bytes, redacted, received } of stored)
		try {
			readable.push({
				id,
				received,
				isRedacted: redacted !== null,
				revision: readStored(id, bytes, redacted),
			})
		} catch {
			// as above
		}
	for (const { id, bytes, redacted, received } of held) {
		const revision = readHeldBack(id, bytes, redacted)
		if (revision) readable.push({ id, received, isRedacted: redacted !== null, revision })
	}
	return { readable }
}

/** The values of each revision that are kept for some time only. */
function valuesIn(
	{ campaign }: Pick<DueDeps, 'campaign'>,
	rules: Rules,
	{ status, round }: Row,
	revisions: readonly Written[],
): { readonly of: Written; readonly values: Value[] }[] {
	const approvals = revisions
		.filter(({ revision }) => revision.set.$status === 'approved')
		.map(({ received }) => Date.parse(received))
	const approved = status === 'approved' && approvals.length > 0 ? Math.max(...approvals) : null
	const day = campaign.rounds.find(({ code }) => code === round)?.closed
	// the day has to be over, where the campaign is
	const closed = day === undefined ? null : Date.parse(day) + 86_400_000 - campaign.offsetMinutes * 60_000
	return revisions.map((of) => ({
		of,
		values: Object.entries(of.revision.set).flatMap(([path, answer]): Value[] => {
			const question = templateOf(path)
			const keep = rules.get(question)
			if (!keep || answer === null) return []
			const due = dueAt(keep, { arrived: Date.parse(of.received), approved, round: closed })
			return [{ question, path, due }]
		}),
	}))
}

/** Whether something of a record has to go: a value, or the sum of a state that held one. */
function isDue(
	deps: DueDeps,
	rules: Rules,
	row: Row,
	stored: readonly StoredRevision[],
	held: readonly HeldBackBytes[],
): boolean {
	const { readable } = written(stored, held)
	const now = deps.now()
	if (
		readable.some(({ isRedacted }) => isRedacted) &&
		readable.some(({ revision }) => !isWithoutSum(revision))
	)
		return true
	return valuesIn(deps, rules, row, readable).some(({ values }) =>
		values.some(({ due }) => due !== null && due <= now),
	)
}

async function forget(
	session: WriteSession,
	deps: DueDeps,
	form: string,
	rules: Rules,
	rows: readonly Row[],
): Promise<number> {
	const { project } = deps.store
	const { db } = session
	const held = await heldBackByRecord(db, project)
	const counts = new Map<string, number>()
	const copies: RedactedCopy[] = []
	const records: string[] = []
	let files = 0
	for (const row of rows) {
		const stored = await session.revisionsOf([row.id])
		const heldBack = held.get(row.id) ?? []
		if (!isDue(deps, rules, row, stored, heldBack)) continue
		records.push(row.id)
		const kept: unknown[] = []
		const gone: unknown[] = []
		for (const { of, values } of valuesIn(deps, rules, row, written(stored, heldBack).readable)) {
			const due = values.filter((value) => value.due !== null && value.due <= deps.now())
			const isGone = new Set(due.map(({ path }) => path))
			for (const [path, answer] of Object.entries(of.revision.set))
				(isGone.has(path) ? gone : kept).push(answer)
			for (const { question } of due) counts.set(question, (counts.get(question) ?? 0) + 1)
			if (due.length > 0 || !isWithoutSum(of.revision)) copies.push(redact(of.id, of.revision, [...isGone]))
		}
		const names = new Set(attachmentsNamedBy(gone))
		for (const name of attachmentsNamedBy(kept)) names.delete(name)
		files += await forgetAttachments(db, project, row.id, [...names])
	}
	if (copies.length === 0) return 0
	await tell(session, project, copies)
	await understandRecords(
		session,
		[...knownRecords(records, await session.revisionsOf(records)).values()],
		deps.forms,
	)
	const values = [...counts].map(([question, count]) => ({ form, question, count }))
	const many = values.reduce((sum, { count }) => sum + count, 0)
	if (many === 0) return 0
	await sign(session, deps, { values, files })
	await addLine(session, project, { person: null, browser: '' }, { kind: 'values-forgotten', of: form, many })
	return many
}

/** RC5. */
async function tell(session: WriteSession, project: string, copies: readonly RedactedCopy[]): Promise<void> {
	const seqs = await session.redactRevisions(copies)
	const rows = new Map<string, string>()
	for (const { id } of copies)
		for (const { author } of await session.db
			.selectFrom('revision')
			.select('author')
			.where('id', '=', id)
			.execute())
			rows.set(id, author)
	for (const [id, author] of rows) {
		const scopes = await scopesTold(session.db, project, [id])
		const seq = seqs.get(id) ?? 0
		await session.announce(
			[...new Set([...scopes, `person:${author}`])].map((scope) => ({ scope, revision: id, seq })),
		)
	}
}

/** RC6. */
async function sign(
	session: WriteSession,
	{ store: { project }, signer }: Pick<DueDeps, 'store' | 'signer'>,
	what: Pick<Forgetting, 'values' | 'files'>,
): Promise<void> {
	const { db, at } = session
	const before = (await lastDestruction(db, project)) ?? ''
	const statement = writeStatement({ v: 1, project, at, ...what, before })
	const id = statementId(statement)
	const seq = (await session.numberWhatIsNone([id])).get(id) ?? 0
	const signature = signer.sign(destructionToSign(statement))
	const line = { seq, id, statement, signature, swept: 0 as const }
	await addDestruction(db, project, { ...line, record: runKey(id), district: null, demonstration: 0 })
}
