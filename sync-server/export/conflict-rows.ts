import type { CsvRow } from '#shared/export/csv-rows'
import type { TablePlan } from '#shared/export/table-plan'
import { questionTypes } from '#shared/forms/question-types'
import { isMetadataPath } from '#shared/revisions/metadata-paths'
import type { Revision } from '#shared/revisions/revision'
import type { ConflictSide } from '../storage/exports/export-records.ts'
import { readStored } from '../sync/decode-revision.ts'
import { computeCorrectedTime } from '../sync/known-record.ts'

export const conflictHeader = [
	'record_id',
	'kind',
	'question',
	'state',
	'said',
	'author',
	'role',
	'written',
	'reason',
]

/**
 * Writes a row for every side of every conflict, and for its resolution if there is one. A late revision gets
 * a row for each answer. Values that no file may disclose are left out.
 */
export async function* buildConflictRows(texts: AsyncIterable<ConflictText>): AsyncGenerator<CsvRow> {
	for await (const { side, revision, path, answerText, why } of texts) {
		const isDecision = side.revision === side.closedBy
		yield {
			ids: [side.record],
			cells: [
				side.kind,
				path,
				isDecision ? 'decision' : side.closedBy ? 'decided' : 'open',
				answerText,
				side.code,
				side.role,
				revision ? computeCorrectedTime(revision, side.received) : side.received,
				why,
			],
		}
	}
}

export interface ConflictText {
	readonly side: ConflictSide
	/** Null if the stored revision is damaged. */
	readonly revision: Revision | null
	readonly record: string
	readonly path: string
	/** The answer, as files may disclose it. */
	readonly answerText: string
	readonly why: string
}

/** Yields the answer and the reason of each side as text. */
export async function* streamConflictTexts(
	sides: AsyncIterable<ConflictSide>,
	plan: TablePlan,
): AsyncGenerator<ConflictText> {
	for await (const side of sides) {
		const revision = readOrNull(side.revision, side.bytes, side.redacted)
		for (const path of pathsOf(side, revision, plan)) {
			const answer = revision?.set[path] ?? null
			const disclosed =
				answer === null || path.startsWith('$')
					? answer
					: plan.canDisclose(path)
						? plan.coarsen(path, answer)
						: null
			const text = disclosed === null ? '' : asText(disclosed)
			yield { side, revision, record: side.record, path, answerText: text, why: revision?.why ?? '' }
		}
	}
}

const asText = questionTypes.text.write

function pathsOf({ kind, path }: ConflictSide, revision: Revision | null, plan: TablePlan): string[] {
	if (kind !== 'late') return [path]
	const touched = Object.keys(revision?.set ?? {}).filter(
		(each) => each !== '$status' && !isMetadataPath(each) && !plan.audit?.templates.includes(each),
	)
	return touched.length > 0 ? touched : [path]
}

/**
 * Parses a revision. Null if it is damaged in the store: the status of its record shows that, and its row has
 * no answer.
 */
function readOrNull(id: string, bytes: Uint8Array, redacted: string | null): Revision | null {
	try {
		return readStored(id, bytes, redacted)
	} catch {
		return null
	}
}
