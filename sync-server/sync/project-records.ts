import type { StoredAnswers } from '#shared/export/table-plan'
import type { Answer, Answers } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { evaluateRecord } from '#shared/forms/evaluate-record'
import { createGeomask, mayNamePlace } from '#shared/forms/geomask'
import { graphOf } from '#shared/revisions/graph'
import { undoesPath } from '#shared/revisions/metadata-paths'
import { type Conflict, getCurrentAnswers } from '#shared/revisions/record-state'
import { coverageForms, helplineForm, materialForm, recordFacts } from '#shared/study/record-attributes'
import { isDemonstrationRound } from '#shared/study/study'
import { dayOf } from '#shared/study/study-day'
import { eachWithin, longestEvaluationMs, TooSlow } from '../forms/deadline.ts'
import type { FormRepository } from '../forms/form-repository.ts'
import type { CallRow } from '../storage/helpline/calls.ts'
import type { InterviewRow } from '../storage/quality/interviews.ts'
import { flagsNotComputed } from '../storage/records/open-flags.ts'
import type { WriteSession } from '../storage/store.ts'
import type {
	BulkEditRevisionRow,
	ConflictChanges,
	OpenConflict,
	RecordRow,
} from '../storage/tables/row-types.ts'
import { firstFinished, isFinishing } from './first-finish.ts'
import {
	computeCorrectedMs,
	computeCorrectedTime,
	foldKnown,
	getBulkEditId,
	getImportId,
	getRecordHeader,
	isImported,
	type KnownRecord,
	type KnownRevision,
	nameOf,
} from './known-record.ts'
import { projectCall } from './project-call.ts'
import { projectInterview } from './project-interview.ts'

/** Time limits of evaluation, per record and in all; other requests wait meanwhile. */
const projectionMs = { eachMs: longestEvaluationMs, allMs: 1000 }

/**
 * Evaluates records from all their revisions and saves their rows. A record that cannot be evaluated keeps
 * its revisions and previous answers, with the error in `projection_error`; it never stops the others. Returns the
 * number of records whose rules took too long.
 */
export async function projectRecords(
	session: WriteSession,
	records: readonly KnownRecord[],
	forms: FormRepository,
): Promise<number> {
	const headers = records.flatMap((record) => {
		const header = getRecordHeader(record)
		return header ? [{ record, header }] : []
	})
	const owners = await session.findPeople([...new Set(headers.map(({ header }) => header.owner))])
	const before = await session.findOpenConflicts(headers.map(({ record }) => record.id))
	const rows: RecordRow[] = []
	const failed: RecordRow[] = []
	const changes: ConflictChanges[] = []
	const interviews: InterviewRow[] = []
	const withoutInterview: string[] = []
	const calls: CallRow[] = []
	const noCalls: string[] = []
	const bulkEdits = records.flatMap(listBulkEdits)
	const readings: { readonly record: KnownRecord; readonly form: CompiledForm | null }[] = []
	for (const { record, header } of headers)
		readings.push({ record, form: await forms.compiled(header.form, header.version) })
	// errors of the evaluation are caught, errors of the database are not: a full disk is no fault of a record
	const evaluated = eachWithin(readings, ({ record, form }) => projectRecord(record, form), projectionMs)
	let slow = 0
	for (const [i, { record, header }] of headers.entries()) {
		const plain = rowBefore(record, header, owners.get(header.owner)?.demonstration ?? false)
		const projected = evaluated[i] as (typeof evaluated)[number]
		if ('thrown' in projected) {
			failed.push({ ...plain, projection_error: nameOf(projected.thrown) })
			if (projected.thrown instanceof TooSlow) slow++
			continue
		}
		const { row, conflicts, late, interview, call } = projected.result
		const demonstration = plain.demonstration || row.demonstration ? 1 : 0
		rows.push({ ...plain, ...row, demonstration })
		if (interview) interviews.push({ ...interview, person: plain.owner, demonstration })
		else withoutInterview.push(record.id)
		if (call) calls.push({ ...call, operator: plain.owner, demonstration })
		else if (plain.form === helplineForm) noCalls.push(record.id)
		const open = before.filter((each) => each.record === record.id)
		if (open.length > 0 || conflicts.length > 0)
			changes.push(listConflictChanges(record, open, { conflicts, late }))
	}
	await session.saveRecords(rows)
	await session.saveProjectionErrors(failed)
	await session.saveConflicts(changes)
	await session.saveBulkEditLinks(bulkEdits)
	await session.saveInterviews(interviews, withoutInterview)
	await session.saveCalls(calls, noCalls)
	return slow
}

/**
 * Returns the row that a record would have with the given revisions only, such as an earlier or a planned
 * state. Null without revisions.
 */
export function rowOf(record: KnownRecord, form: CompiledForm | null): RecordRow | null {
	const header = getRecordHeader(record)
	if (!header) return null
	const { row } = projectRecord(record, form)
	return { ...rowBefore(record, header, false), ...row, demonstration: row.demonstration ? 1 : 0 }
}

/** Returns the columns of a record that need no evaluation. */
function rowBefore(
	{ id, revisions }: KnownRecord,
	{ root, owner, form, version }: NonNullable<ReturnType<typeof getRecordHeader>>,
	isMadeUp: boolean,
): RecordRow {
	const last = revisions.at(-1) ?? root
	return {
		id,
		form,
		form_version: version,
		owner,
		demonstration: isMadeUp ? 1 : 0,
		name: '',
		round: null,
		district: null,
		cluster: null,
		outcome: null,
		disposition: null,
		finished_on: null,
		finished_seq: null,
		sex: null,
		status: 'draft',
		void: 0,
		open_conflicts: 0,
		open_flags:
			(form === coverageForms.household || form === materialForm) && !isImported({ revisions })
				? flagsNotComputed
				: 0,
		open_kinds: '',
		readers: '',
		answers: JSON.stringify({ answers: [], leftOver: [] } satisfies StoredAnswers),
		projection_error: null,
		first_seq: revisions[0]?.seq ?? root.seq,
		last_seq: last.seq,
		started: computeCorrectedTime(root.revision, root.received),
		changed: computeCorrectedTime(last.revision, last.received),
	}
}

/**
 * Returns the name of a record for lists and searches, which also users without exact locations read: a name
 * that a form builds from a location is built from its geomask cell.
 */
function listedName(
	form: CompiledForm,
	answers: Answers,
	{ name, started }: { readonly name: string; readonly started: number },
): string {
	if (!mayNamePlace(form.definition, name)) return name
	const mask = createGeomask([form.definition])
	const masked = [...answers].flatMap(([path, answer]): [string, Answer][] => {
		const shown = mask(path, answer)
		return shown === null ? [] : [[path, shown]]
	})
	return evaluateRecord(form, new Map(masked), started).name
}

/** @throws the errors of a damaged revision, the fold or the form's rules */
export function projectRecord(record: KnownRecord, form: CompiledForm | null) {
	if (record.damage !== null) throw Object.assign(new Error(), { name: record.damage })
	const view = foldKnown(record.revisions, form)
	const header = getRecordHeader(record)
	const currentAnswers = getCurrentAnswers(view)
	const started = header ? Date.parse(computeCorrectedTime(header.root.revision, header.root.received)) : 0
	const reading = form ? evaluateRecord(form, currentAnswers, started) : null
	const answers = reading ? new Map([...reading.relevant, ...reading.calculated]) : currentAnswers
	const facts = recordFacts(header?.form ?? '', answers)
	const stored: StoredAnswers = { answers: [...answers], leftOver: [...(reading?.leftOver ?? [])] }
	const row = {
		demonstration: isDemonstrationRound(facts.round),
		name: withoutNul(
			form && reading ? listedName(form, currentAnswers, { name: reading.name, started }) : '',
		),
		round: nullable(facts.round),
		district: nullable(facts.district),
		cluster: nullable(facts.cluster),
		outcome: facts.outcome,
		disposition: facts.disposition,
		...finishedColumns(record.revisions),
		...(header && facts.started !== null ? toStartTime(header.root, facts.started) : {}),
		sex: facts.sex,
		status: view.status,
		void: (view.void === null ? 0 : 1) as 0 | 1,
		open_conflicts: view.conflicts.length,
		readers: readersColumn(form?.definition.readers),
		answers: JSON.stringify(stored),
		projection_error: form ? null : 'form-unknown',
	}
	const outcome = { ...row, form: header?.form ?? '', startedAt: started }
	// imported interviews were not conducted here, so their quality is not checked
	const interview = isImported(record) ? null : projectInterview(record, outcome, answers, form)
	return {
		row,
		conflicts: view.conflicts,
		late: view.late,
		interview,
		call: projectCall(record, outcome, answers),
	}
}

/**
 * Returns the day of the first finishing in the study's time zone, and the sequence number of the
 * finishing that arrived first.
 */
function finishedColumns(
	revisions: readonly KnownRevision[],
): Pick<RecordRow, 'finished_on' | 'finished_seq'> {
	const first = firstFinished(revisions)
	if (first === null) return { finished_on: null, finished_seq: null }
	const finishing = revisions.filter(isFinishing)
	return { finished_on: dayOf(first.at), finished_seq: Math.min(...finishing.map(({ seq }) => seq)) }
}

const readersColumn = (readers: readonly string[] = []): string =>
	readers.length > 0 ? ` ${readers.join(' ')} ` : ''

/**
 * Returns the start time in the answers, corrected like other phone times; empty if there is none: the first
 * save counts then.
 */
function toStartTime({ revision }: KnownRevision, started: string): { started?: string } {
	const time = computeCorrectedMs(Date.parse(started), revision)
	return time === null ? {} : { started: new Date(time).toISOString() }
}

/**
 * Returns the changes of conflicts that were open. A conflict that is no longer open was resolved by the
 * first accepted revision that had seen all its sides and sets the disputed path; if there is none, another
 * conflict has superseded it.
 */
function listConflictChanges(
	{ id, revisions }: KnownRecord,
	before: readonly OpenConflict[],
	{ conflicts: open, late }: { readonly conflicts: readonly Conflict[]; readonly late: readonly string[] },
): ConflictChanges {
	const stillOpen = new Set(open.map((each) => each.id))
	const ended = before.filter((each) => !stillOpen.has(each.id))
	const decided = new Map<string, string>()
	const superseded: string[] = []
	if (ended.length > 0) {
		const graph = graphOf(new Map(revisions.map((known) => [known.id, toNode(known)])))
		for (const each of ended) {
			const decision = revisions.find(
				({ id: revision, revision: { set } }) =>
					!late.includes(revision) &&
					decides(set, each) &&
					each.revisions.every((side) => graph.ancestors.get(revision)?.has(side)),
			)
			if (decision) decided.set(each.id, decision.id)
			else superseded.push(each.id)
		}
	}
	return { record: id, open, decided, superseded }
}

/**
 * Returns all bulk edits and imports of a record, so that their links are restored when its rows are rebuilt.
 */
const listBulkEdits = ({ id: record, revisions }: KnownRecord): BulkEditRevisionRow[] =>
	revisions.flatMap((known) => {
		const importId = getImportId(known)
		const bulk_edit = importId ?? getBulkEditId(known)
		if (bulk_edit === null) return []
		const is_import = importId === null ? 0 : 1
		const undoneId = known.revision.set[undoesPath]
		const undoes = typeof undoneId === 'string' ? undoneId : null
		return [{ revision: known.id, record, bulk_edit, undoes, is_import, seq: known.seq }]
	})

const toNode = ({ id, revision }: KnownRevision) => ({ id, parents: revision.parents })

/** True if a revision sets what is disputed. */
function decides(set: Readonly<Record<string, unknown>>, { kind, path }: OpenConflict): boolean {
	// missing revisions cannot be decided about: they have to arrive
	if (kind === 'waiting') return false
	return Object.hasOwn(set, kind === 'late' ? '$status' : path)
}

/** Neither database accepts NUL in text; JSON escapes it, plain columns cannot. */
const withoutNul = (text: string): string => text.replaceAll('\0', '').slice(0, 300)
const nullable = (text: string | null): string | null => (text === null ? null : withoutNul(text))
