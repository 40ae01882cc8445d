import { type Answers, sameAnswer } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { withoutCallNumber } from '#shared/import/call-number'
import type { ImportPreview } from '#shared/import/import-api'
import { isDistrictInScope } from '#shared/people/roles'
import { undoesPath } from '#shared/revisions/metadata-paths'
import { getCurrentAnswers, type RecordState } from '#shared/revisions/record-state'
import { helplineForm, type RecordFacts, recordFacts } from '#shared/study/record-attributes'
import { revisionsOf } from '../storage/log/revisions.ts'
import { findErased } from '../storage/privacy/erasures.ts'
import type { Session } from '../storage/session.ts'
import {
	foldKnown,
	getImportId,
	getRecordHeader,
	type KnownRecord,
	knownRecords,
} from '../sync/known-record.ts'
import type { Prepared, PreparedRow } from './prepare-rows.ts'

type PreviewInput = ImportPreview['lines'][number]

/** Outcome of a row, and the existing record if there is one. */
export interface RowOutcome {
	readonly line: PreparedRow
	readonly outcome: PreviewInput['outcome']
	readonly record: KnownRecord
}

/**
 * Computes the outcomes of rows by their existing records. Nothing is disclosed or written of a record in
 * another district.
 */
export async function computeOutcomes(
	session: Session,
	prepared: Prepared,
	bringingIn: string | null,
): Promise<readonly RowOutcome[]> {
	const { form, round, districts, lines } = prepared
	const ids = lines.flatMap(({ isLeft, record, key }) =>
		isLeft ? [] : [record, ...(key === null ? [] : [key])],
	)
	const erased = await findErased(session, ids)
	const known = knownRecords(ids, await revisionsOf(session, ids))
	const recordCalled = (id: string) => known.get(id) ?? { id, revisions: [], damage: null }
	return lines.map((line): RowOutcome => {
		const record = recordCalled(line.record)
		if (line.isLeft) return { line, outcome: 'skipped', record }
		if ([line.record, line.key ?? ''].some((id) => erased.has(id))) return { line, outcome: 'erased', record }
		const own = toExistingRecord(record, form)
		const named = line.key === null ? null : toExistingRecord(recordCalled(line.key), form)
		const original = named?.isOfForm && (named.round ?? round) === round ? named : null
		const existing = original ?? own
		if (existing && !isDistrictInScope(districts, existing.district))
			return { line: { ...line, faults: [...line.faults, notYours] }, outcome: 'skipped', record }
		if (original) return { line, outcome: outcomeOfOriginal(original, line, form), record }
		return { line, outcome: outcomeOfExisting(record, own, form, line, bringingIn), record }
	})
}

const notYours = { column: '', question: '', why: 'district-not-yours' } as const

interface ExistingRecord extends Pick<RecordFacts, 'district' | 'round'> {
	readonly view: RecordState
	readonly answers: Answers
	readonly isOfForm: boolean
}

function toExistingRecord(record: KnownRecord, form: CompiledForm): ExistingRecord | null {
	const header = getRecordHeader(record)
	if (!header) return null
	const view = foldKnown(record.revisions, form)
	const answers = getCurrentAnswers(view)
	const { district, round } = recordFacts(header.form, answers)
	return { view, answers, district, round, isOfForm: header.form === form.definition.id }
}

/**
 * Outcome of a row that was exported from here, with its record in this round: encrypted and identifying
 * answers are not in such rows.
 */
function outcomeOfOriginal(
	{ view, answers }: ExistingRecord,
	line: PreparedRow,
	form: CompiledForm,
): PreviewInput['outcome'] {
	if (view.void !== null) return 'void'
	const isSame = [...compared(line.answers, form)].every(([path, answer]) =>
		sameAnswer(answers.get(path) ?? null, answer),
	)
	return isSame ? 'existing' : 'differs'
}

function outcomeOfExisting(
	{ revisions, damage }: KnownRecord,
	existing: ExistingRecord | null,
	form: CompiledForm,
	line: PreparedRow,
	bringingIn: string | null,
): PreviewInput['outcome'] {
	if (!existing) return damage === null ? 'new' : 'differs'
	const { view, isOfForm } = existing
	const last = revisions.findLast((known) => getImportId(known) !== null)
	// A repeated request, whose first response was lost.
	if (last && getImportId(last) === bringingIn) return 'new'
	if (!isOfForm) return 'differs'
	if (last && Object.hasOwn(last.revision.set, undoesPath)) {
		// A later decision is not overruled by a file.
		const isUntouched = view.void !== null && view.conflicts.length === 0 && revisions.at(-1) === last
		return isUntouched ? 'reimported' : 'differs'
	}
	if (view.void !== null) return 'void'
	const imported = revisions.filter(({ seq }) => seq <= (last?.seq ?? 0))
	const then = compared(getCurrentAnswers(foldKnown(imported, form)), form)
	const answers = compared(line.answers, form)
	const isSame =
		then.size === answers.size &&
		[...answers].every(([path, answer]) => sameAnswer(then.get(path) ?? null, answer))
	return isSame ? 'existing' : 'differs'
}

/** Answers to compare; calls without their telephone numbers. */
const compared = (answers: Answers, { definition }: CompiledForm): Answers =>
	definition.id === helplineForm ? withoutCallNumber(answers) : answers

/** Formats an outcome for the preview. */
export const toPreviewRow = ({
	line,
	outcome,
}: {
	readonly line: PreparedRow
	readonly outcome: PreviewInput['outcome']
}): PreviewInput => ({
	at: line.at,
	record: line.record,
	outcome,
	faults: [...line.faults],
	isOwnerUnknown: line.isOwnerUnknown,
})
