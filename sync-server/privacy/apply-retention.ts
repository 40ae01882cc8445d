import { partsAcrossVersions } from '#shared/export/parts-across-versions'
import { templateOf } from '#shared/forms/answers'
import { attachmentsNamedBy } from '#shared/forms/attachment-names'
import { dueAt, type RetentionPeriod } from '#shared/forms/retention-period'
import { byKey } from '#shared/kernel/by-key'
import { shortDigest } from '#shared/kernel/digest'
import {
	type RetentionStatement,
	statementId,
	statementToSign,
	writeStatement,
} from '#shared/privacy/erasure'
import type { Revision } from '#shared/revisions/revision'
import { closedAt, type Study } from '#shared/study/study'
import { appendAuditEntry } from '../audit-log/entries.ts'
import type { FormRepository } from '../forms/form-repository.ts'
import { findProgress, type Progress, saveProgress } from '../storage/background/projections.ts'
import { inParts } from '../storage/engine/chunks.ts'
import { authorOf } from '../storage/log/revisions.ts'
import {
	deleteAttachmentRows,
	deleteLateAttachments,
	findLastStatementId,
	insertErasure,
	listNotifiedScopes,
	runKey,
} from '../storage/privacy/erasures.ts'
import {
	dueBy,
	listUnscannedRecords,
	recordBatchSize,
	recordsOfForm,
	saveRetentionDueAt,
} from '../storage/privacy/retention.ts'
import { deleteCodings } from '../storage/records/codings.ts'
import type { Store, WriteSession } from '../storage/store.ts'
import type { RecordRow, RedactedCopy, StoredRevision } from '../storage/tables/row-types.ts'
import type { StudyRepository } from '../study/study-repository.ts'
import { decodeQuarantinedRevision, readStored } from '../sync/decode-revision.ts'
import { knownRecords } from '../sync/known-record.ts'
import { projectRecords } from '../sync/project-records.ts'
import type { Signer } from '../sync/signer.ts'
import { groupQuarantineByRecord, type QuarantinedBytes } from './record-contents.ts'
import { hasNoStateDigest, redact } from './redact-revision.ts'

/** Name of the due times of records, of which each form is a part; its version is the retention rules. */
const retentionProjectionName = 'retention'

export interface RetentionDeps {
	readonly store: Store
	readonly forms: FormRepository
	readonly signer: Signer
	readonly study: Pick<StudyRepository, 'current'>
	/** ms since 1970 */
	readonly now: () => number
}
/** Dependencies with the current rounds. */
type DueDeps = Omit<RetentionDeps, 'study'> & {
	readonly study: Pick<Study, 'rounds' | 'offsetMinutes'>
}
const forgettingNow = async (deps: RetentionDeps): Promise<DueDeps> => ({
	...deps,
	study: await deps.study.current(),
})

/** A question with limited retention. */
export interface RetainedQuestion {
	readonly form: string
	/** Template path. */
	readonly question: string
	readonly keep: RetentionPeriod
}

/** Lists the questions with limited retention, each as in the newest version that has it. */
export async function listRetainedQuestions(forms: FormRepository): Promise<RetainedQuestion[]> {
	const found: RetainedQuestion[] = []
	for (const { id } of await forms.current())
		for (const { template, question } of partsAcrossVersions(await forms.versions(id)).questions)
			if (question.keep) found.push({ form: id, question: template, keep: question.keep })
	return found
}

/** A value with the time at which it is due. */
export interface RetainedValue {
	readonly question: string
	readonly path: string
	readonly due: number | null
}

interface RecordRevisions {
	readonly id: string
	readonly revision: Revision
	readonly received: string
	readonly isRedacted: boolean
}

/**
 * Removes every value whose retention period has ended.
 *
 * RC1 No due value stays in any table: neither in revisions (also quarantined ones), nor in what was computed
 *     from them. Values that are not due stay.
 * RC2 All else of a revision stays: id, number, chain, author and its other answers.
 * RC3 Nothing that stays discloses an erased value: no digest of a state that contained it.
 * RC4 Attachments that an erased answer names are deleted, also those that arrive later.
 * RC5 Every device that received a revision, or wrote it, receives its redacted form.
 * RC6 Each run adds a signed line to the list of erasures: which questions and how many values, nothing of
 *     records.
 *
 * Returns the number of removed values.
 */
export async function applyRetention(given: RetentionDeps): Promise<number> {
	// A fixed time: values that become due during the run are left for the next one.
	const now = given.now()
	const deps = { ...(await forgettingNow(given)), now: () => now }
	const { store, forms } = deps
	const retained = await listRetainedQuestions(forms)
	let values = 0
	for (const form of new Set(retained.map((each) => each.form))) {
		const rules = rulesOf(retained, form)
		const held = await groupQuarantineByRecord(store.reading)
		const part = { name: retentionProjectionName, part: form, version: textOf(deps, rules) }
		for await (const { ids, cursor } of streamPagesToScan(deps, part, held))
			values += await store.write(async (session) => {
				const count = await scanPages(session, deps, form, rules, ids, held)
				if (cursor !== undefined) await saveProgress(session, { ...part, cursor })
				return count
			})
		await store.write((session) => saveProgress(session, { ...part, cursor: null }))
	}
	await store.write((session) => deleteLateAttachments(session))
	return values
}

/** Digest of all that determines due times, apart from the records. */
const textOf = ({ study: { rounds, offsetMinutes } }: DueDeps, rules: Rules): string => {
	const closed = rounds.flatMap(({ code, closed: day }) => (day === undefined ? [] : [[code, day]]))
	return shortDigest(JSON.stringify([[...rules], closed, offsetMinutes]))
}

/**
 * Yields the records of a form that need a scan: all of them if its retention rules have changed, from where
 * an interrupted scan has arrived. `cursor`: to be saved with the page.
 */
async function* streamPagesToScan(
	{ store: { reading }, now }: DueDeps,
	{ name, part: form, version }: Omit<Progress, 'cursor'>,
	held: QuarantinedRecord,
): AsyncGenerator<{ readonly ids: readonly string[]; readonly cursor?: string }> {
	const progress = await findProgress(reading, name, form)
	const cursor = progress?.version === version ? progress.cursor : ''
	if (cursor !== null)
		for await (const page of recordsOfForm(reading, form, cursor))
			yield { ids: page.map(({ id }) => id), cursor: page.at(-1)?.id ?? cursor }
	for await (const page of dueBy(reading, form, now())) yield { ids: page.map(({ id }) => id) }
	// No due time is stored for quarantined revisions, and a record with nothing but these is in no list.
	const formOf = new Map(
		(await listUnscannedRecords(reading, [...held.keys()])).map((row) => [row.id, row.form]),
	)
	const isOfForm = ([id, some]: [string, readonly QuarantinedBytes[]]) =>
		formOf.has(id)
			? formOf.get(id) === form
			: some.some((each) => decodeQuarantinedRevision(each.id, each.bytes, each.redacted)?.form.id === form)
	const ids = [...held].filter(isOfForm).map(([id]) => id)
	for (const part of inParts(ids, recordBatchSize)) yield { ids: part }
}

/** Removes due values from these records and stores their next due times, in one write transaction. */
async function scanPages(
	session: WriteSession,
	deps: DueDeps,
	form: string,
	rules: Rules,
	ids: readonly string[],
	held: QuarantinedRecord,
): Promise<number> {
	const rows = new Map((await listUnscannedRecords(session, ids)).map((row) => [row.id, row]))
	const stored = byKey(await session.revisionsOf(ids), ({ record }) => record)
	const next = new Map<string, number | null>()
	const due: RetentionRow[] = []
	for (const id of ids) {
		const row = rows.get(id) ?? { id, status: 'draft', round: null }
		const { readable } = written(stored.get(row.id) ?? [], held.get(row.id) ?? [])
		if (isDue(deps, rules, row, readable)) due.push(row)
		const later = valuesIn(deps, rules, row, readable)
			.flatMap(({ values }) => values)
			.flatMap(({ due: at }) => (at !== null && at > deps.now() ? [at] : []))
		next.set(row.id, later.length > 0 ? Math.min(...later) : null)
	}
	const values = due.length > 0 ? await forget(session, deps, form, rules, due) : 0
	await saveRetentionDueAt(session, next)
	return values
}

/** Finds the next due time by question. Null if none is known. */
export async function nextDue(
	given: RetentionDeps,
	retained: readonly RetainedQuestion[],
): Promise<ReadonlyMap<RetainedQuestion, { readonly next: number | null; readonly values: number }>> {
	const deps = await forgettingNow(given)
	const found = new Map<RetainedQuestion, { next: number | null; values: number }>()
	for (const each of retained) found.set(each, { next: null, values: 0 })
	for (const form of new Set(retained.map((each) => each.form))) {
		const rules = rulesOf(retained, form)
		for await (const page of recordsOfForm(deps.store.reading, form))
			for (const row of page)
				for (const { values } of valuesIn(
					deps,
					rules,
					row,
					written(await deps.store.revisionsOf(row.id), []).readable,
				))
					for (const { question, due } of values) {
						const rule = retained.find((each) => each.form === form && each.question === question)
						const before = rule && found.get(rule)
						if (!before) continue
						before.values++
						if (due !== null && (before.next === null || due < before.next)) before.next = due
					}
	}
	return found
}

type RetentionRow = Pick<RecordRow, 'id' | 'status' | 'round'>
type Rules = ReadonlyMap<string, RetentionPeriod>
const rulesOf = (retained: readonly RetainedQuestion[], form: string): Rules =>
	new Map(retained.filter((each) => each.form === form).map(({ question, keep }) => [question, keep]))

type QuarantinedRecord = ReadonlyMap<string, readonly QuarantinedBytes[]>

/** Parses the readable revisions; damaged ones are reported with their record. */
function written(stored: readonly StoredRevision[], held: readonly QuarantinedBytes[]) {
	const readable: RecordRevisions[] = []
	for (const { id, bytes, redacted, received } of stored)
		try {
			readable.push({
				id,
				received,
				isRedacted: redacted !== null,
				revision: readStored(id, bytes, redacted),
			})
		} catch {
			// Damaged revisions are reported with their record.
		}
	for (const { id, bytes, redacted, received } of held) {
		const revision = decodeQuarantinedRevision(id, bytes, redacted)
		if (revision) readable.push({ id, received, isRedacted: redacted !== null, revision })
	}
	return { readable }
}

/** Returns the values with limited retention in each revision. */
function valuesIn(
	{ study }: Pick<DueDeps, 'study'>,
	rules: Rules,
	{ status, round }: RetentionRow,
	revisions: readonly RecordRevisions[],
): { readonly of: RecordRevisions; readonly values: RetainedValue[] }[] {
	const approvals = revisions
		.filter(({ revision }) => revision.set.$status === 'approved')
		.map(({ received }) => Date.parse(received))
	const approved = status === 'approved' && approvals.length > 0 ? Math.max(...approvals) : null
	const closed = closedAt(study, round)
	return revisions.map((of) => ({
		of,
		values: Object.entries(of.revision.set).flatMap(([path, answer]): RetainedValue[] => {
			const question = templateOf(path)
			const keep = rules.get(question)
			if (!keep || answer === null) return []
			const due = dueAt(keep, { arrived: Date.parse(of.received), approved, round: closed })
			return [{ question, path, due }]
		}),
	}))
}

/** True if a record has a value that is due, or a digest of a state with one. */
function isDue(
	deps: DueDeps,
	rules: Rules,
	row: RetentionRow,
	readable: readonly RecordRevisions[],
): boolean {
	const now = deps.now()
	if (
		readable.some(({ isRedacted }) => isRedacted) &&
		readable.some(({ revision }) => !hasNoStateDigest(revision))
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
	rows: readonly RetentionRow[],
): Promise<number> {
	const held = await groupQuarantineByRecord(session)
	const counts = new Map<string, number>()
	const copies: RedactedCopy[] = []
	const records: string[] = []
	let files = 0
	for (const row of rows) {
		const stored = await session.revisionsOf([row.id])
		const heldBack = held.get(row.id) ?? []
		const { readable } = written(stored, heldBack)
		if (!isDue(deps, rules, row, readable)) continue
		records.push(row.id)
		const remaining: unknown[] = []
		const erased: unknown[] = []
		const paths = new Set<string>()
		for (const { of, values } of valuesIn(deps, rules, row, readable)) {
			const due = values.filter((value) => value.due !== null && value.due <= deps.now())
			const erasedPaths = new Set(due.map(({ path }) => path))
			for (const path of erasedPaths) paths.add(path)
			for (const [path, answer] of Object.entries(of.revision.set))
				(erasedPaths.has(path) ? erased : remaining).push(answer)
			for (const { question } of due) counts.set(question, (counts.get(question) ?? 0) + 1)
			if (due.length > 0 || !hasNoStateDigest(of.revision))
				copies.push(redact(of.id, of.revision, [...erasedPaths]))
		}
		const names = new Set(attachmentsNamedBy(erased))
		for (const name of attachmentsNamedBy(remaining)) names.delete(name)
		files += await deleteAttachmentRows(session, row.id, [...names])
		await deleteCodings(session, row.id, [...paths])
	}
	if (copies.length === 0) return 0
	await notifyDevices(session, copies)
	await projectRecords(
		session,
		[...knownRecords(records, await session.revisionsOf(records)).values()],
		deps.forms,
	)
	const values = [...counts].map(([question, count]) => ({ form, question, count }))
	const many = values.reduce((sum, { count }) => sum + count, 0)
	if (many === 0) return 0
	await sign(session, deps, { values, files })
	await appendAuditEntry(
		session,
		{ person: null, browser: '' },
		{ kind: 'retention-applied', of: form, many },
	)
	return many
}

/** Implements RC5. */
async function notifyDevices(session: WriteSession, copies: readonly RedactedCopy[]): Promise<void> {
	const seqs = await session.redactRevisions(copies)
	const rows = new Map<string, string>()
	for (const { id } of copies) {
		const author = await authorOf(session, id)
		if (author !== undefined) rows.set(id, author)
	}
	for (const [id, author] of rows) {
		const scopes = await listNotifiedScopes(session, [id])
		const seq = seqs.get(id) ?? 0
		await session.announce(
			[...new Set([...scopes, `person:${author}`])].map((scope) => ({ scope, revision: id, seq })),
		)
	}
}

/** Implements RC6. */
async function sign(
	session: WriteSession,
	{ store: { project }, signer }: Pick<DueDeps, 'store' | 'signer'>,
	what: Pick<RetentionStatement, 'values' | 'files'>,
): Promise<void> {
	const { at } = session
	const before = (await findLastStatementId(session)) ?? ''
	const statement = writeStatement({ v: 1, project, at, ...what, before })
	const id = statementId(statement)
	const seq = (await session.allocateSequence([id])).get(id) ?? 0
	const signature = signer.sign(statementToSign(statement))
	const line = { seq, id, statement, signature, swept: 0 as const }
	await insertErasure(session, { ...line, record: runKey(id), district: null, demonstration: 0 })
}
