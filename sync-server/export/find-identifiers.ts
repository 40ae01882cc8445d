import type { CsvRow } from '#shared/export/csv-rows'
import type { FormVersion } from '#shared/export/parts-across-versions'
import { planTables, type TablePlan } from '#shared/export/table-plan'
import { type Answer, rowOf, templateOf } from '#shared/forms/answers'
import { detectIdentifier, type IdentifierKind, isFreeText } from '#shared/forms/detect-identifier'
import { nodesOf } from '#shared/forms/form-nodes'
import type { ExportRow } from '../storage/exports/export-records.ts'
import type { ConflictText } from './conflict-rows.ts'
import type { EditText } from './edit-rows.ts'
import { type JoiningForm, listJoinedNotes } from './merged-transcripts.ts'
import { answersOf, withYields } from './select-answers.ts'

export const identifyingHeader = ['record_id', 'row_id', 'question', 'where', 'what']

/** A text in an export that looks like personal identification. */
export interface IdentifierFinding {
	readonly record: string
	readonly path: string
	/** Location of the text: an answer, a side of a conflict, a value in an edit, or a reason. */
	readonly where: 'answer' | 'disagreement' | 'correction' | 'reason'
	readonly what: IdentifierKind
}

/** Free-text questions among those that the files disclose. */
export const freeTexts = (versions: readonly FormVersion[], plan: TablePlan): ReadonlySet<string> =>
	new Set(
		versions.flatMap(({ definition }) =>
			nodesOf(definition).flatMap(({ part, template }) =>
				part.kind === 'question' && isFreeText(part) && plan.canDisclose(template) ? [template] : [],
			),
		),
	)

/** Finds identity card numbers and telephone numbers in the free-text answers (rules R21, R29). */
export async function* findIdentifiersInAnswers(
	records: AsyncIterable<ExportRow>,
	free: ReadonlySet<string>,
	plan: TablePlan,
): AsyncGenerator<IdentifierFinding> {
	for await (const row of withYields(records))
		yield* findIdentifiersInRecord(row.id, answersOf(row, plan), free)
}

/** Finds identifiers in the second notes of transcripts, whose text is in the file of the transcript. */
export async function* findIdentifiersInNotes(
	transcripts: {
		readonly versions: readonly FormVersion[]
		readonly plan: TablePlan
		readonly records: () => AsyncIterable<ExportRow>
	},
	secondNotes: readonly JoiningForm[],
): AsyncGenerator<IdentifierFinding> {
	if (secondNotes.length === 0) return
	const joined = await listJoinedNotes(
		transcripts.versions,
		transcripts.plan,
		transcripts.records,
		secondNotes,
	)
	for (const { versions, records } of secondNotes) {
		const its = planTables(versions, { values: 'codes', byteOrderMark: false })
		const free = freeTexts(versions, its)
		for await (const row of withYields(records()))
			if (joined.has(row.id)) yield* findIdentifiersInRecord(row.id, answersOf(row, its), free)
	}
}

/** Finds identifiers in the answers of one record. */
export function* findIdentifiersInRecord(
	record: string,
	answers: Iterable<readonly [path: string, answer: Answer]>,
	free: ReadonlySet<string>,
): Generator<IdentifierFinding> {
	for (const [path, answer] of answers) {
		const what = typeof answer === 'string' && free.has(templateOf(path)) ? detectIdentifier(answer) : null
		if (what) yield { record, path, where: 'answer', what }
	}
}

/** Finds identifiers in the value and the reason of a side of a conflict. */
export function findIdentifiersInConflicts(
	{ record, path, answerText, why }: ConflictText,
	free: ReadonlySet<string>,
): IdentifierFinding[] {
	// A path that is not a question of the form holds typed text, such as the reason why a record is void.
	const inAnswer = free.has(templateOf(path)) || path.startsWith('$') ? detectIdentifier(answerText) : null
	const inReason = detectIdentifier(why)
	return [
		...(inAnswer ? [{ record, path, where: 'disagreement' as const, what: inAnswer }] : []),
		...(inReason ? [{ record, path, where: 'reason' as const, what: inReason }] : []),
	]
}

/** Finds identifiers in the values and the reason of an edit. */
export function findIdentifiersInEdits(
	{ record, path, before, after, why }: EditText,
	free: ReadonlySet<string>,
): IdentifierFinding[] {
	const inAnswer = free.has(templateOf(path)) ? (detectIdentifier(before) ?? detectIdentifier(after)) : null
	const inReason = detectIdentifier(why)
	return [
		...(inAnswer ? [{ record, path, where: 'correction' as const, what: inAnswer }] : []),
		...(inReason ? [{ record, path, where: 'reason' as const, what: inReason }] : []),
	]
}

/** Writes the location of each finding, not the text. */
export async function* buildIdentifierRows(
	texts: AsyncIterable<IdentifierFinding> | Iterable<IdentifierFinding>,
): AsyncGenerator<CsvRow> {
	for await (const { record, path, where, what } of texts)
		yield { ids: [record, rowOf(path).replace(/^.*@/, '')], cells: [templateOf(path), where, what] }
}
