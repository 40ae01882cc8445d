import type { TableLine } from '#shared/export/csv-cells'
import type { FormVersion } from '#shared/export/known-parts'
import { answersInFiles, type StoredAnswers, type TablePlan } from '#shared/export/table-plan'
import { rowOf, templateOf } from '#shared/forms/answers'
import { nodesOf } from '#shared/forms/form-nodes'
import { type Identifying, identifyingIn, isFreeText } from '#shared/forms/identifying'
import type { DisagreementSide, ExportRow } from '../storage/export-queries.ts'
import { disagreementTexts } from './disagreement-lines.ts'

export const identifyingHeader = ['record_id', 'row_id', 'question', 'where', 'what']

/** Rows after which others have their turn: reading SQLite leaves nobody any. */
const rowsAtATime = 200

/** A text that goes into a file and looks as if it told who somebody is. */
interface IdentifyingText {
	readonly record: string
	readonly path: string
	/** In an answer, in what a side of a disagreement said, or in a reason. */
	readonly where: 'answer' | 'disagreement' | 'reason'
	readonly what: Identifying
}

interface Told {
	readonly records: AsyncIterable<ExportRow>
	readonly sides: AsyncIterable<DisagreementSide>
}

/** The free texts among what the files tell that hold the number of an identity card or a telephone (rules R21, R29). */
export async function* identifyingTexts(
	{ records, sides }: Told,
	versions: readonly FormVersion[],
	plan: TablePlan,
): AsyncGenerator<IdentifyingText> {
	const free = new Set(
		versions.flatMap(({ definition }) =>
			nodesOf(definition).flatMap(({ part, template }) =>
				part.kind === 'question' && isFreeText(part) && plan.mayTell(template) ? [template] : [],
			),
		),
	)
	let rows = 0
	for await (const { id, view, form_version: version } of records) {
		if (++rows % rowsAtATime === 0) await new Promise((later) => setImmediate(later))
		for (const [path, answer] of answersInFiles(JSON.parse(view) as StoredAnswers, version, plan)) {
			const what = typeof answer === 'string' && free.has(templateOf(path)) ? identifyingIn(answer) : null
			if (what) yield { record: id, path, where: 'answer', what }
		}
	}
	for await (const { record, path, said, why } of disagreementTexts(sides, plan)) {
		// what is no question of the form is a text that somebody typed, such as why a record is void
		const inSaid = free.has(templateOf(path)) || path.startsWith('$') ? identifyingIn(said) : null
		if (inSaid) yield { record, path, where: 'disagreement', what: inSaid }
		const inReason = identifyingIn(why)
		if (inReason) yield { record, path, where: 'reason', what: inReason }
	}
}

/** Where they stand, and not what they say. */
export async function* identifyingLines(texts: AsyncIterable<IdentifyingText>): AsyncGenerator<TableLine> {
	for await (const { record, path, where, what } of texts)
		yield { ids: [record, rowOf(path).replace(/^.*@/, '')], cells: [templateOf(path), where, what] }
}
