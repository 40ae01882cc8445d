import type { TableLine } from '#shared/export/csv-cells'
import type { FormVersion } from '#shared/export/known-parts'
import { answersInFiles, type StoredAnswers, type TablePlan } from '#shared/export/table-plan'
import { rowOf, templateOf } from '#shared/forms/answers'
import { nodesOf } from '#shared/forms/form-nodes'
import { type Identifying, identifyingIn, isFreeText } from '#shared/forms/identifying'
import type { ExportRow } from '../storage/export-queries.ts'

export const identifyingHeader = ['record_id', 'row_id', 'question', 'what']

/** A text that goes into a file and looks as if it told who somebody is. */
interface IdentifyingText {
	readonly record: string
	readonly path: string
	readonly what: Identifying
}

/** The free texts among what the files tell that hold the number of an identity card or a telephone (rules R21, R29). */
export async function* identifyingTexts(
	records: AsyncIterable<ExportRow>,
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
	if (free.size === 0) return
	for await (const { id, view, form_version: version } of records)
		for (const [path, answer] of answersInFiles(JSON.parse(view) as StoredAnswers, version, plan)) {
			const what = typeof answer === 'string' && free.has(templateOf(path)) ? identifyingIn(answer) : null
			if (what) yield { record: id, path, what }
		}
}

/** Where they stand, and not what they say. */
export async function* identifyingLines(texts: AsyncIterable<IdentifyingText>): AsyncGenerator<TableLine> {
	for await (const { record, path, what } of texts)
		yield { ids: [record, rowOf(path).replace(/^.*@/, '')], cells: [templateOf(path), what] }
}
