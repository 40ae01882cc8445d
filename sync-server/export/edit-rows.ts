import type { CsvRow } from '#shared/export/csv-rows'
import type { TablePlan } from '#shared/export/table-plan'
import type { Answer } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { questionTypes } from '#shared/forms/question-types'
import { changesOf } from '../review/record-history.ts'
import type { BulkEditRevision } from '../storage/cleaning/bulk-edits.ts'
import { revisionsOf } from '../storage/log/revisions.ts'
import type { Session } from '../storage/session.ts'
import { computeCorrectedTime, getRecordHeader, knownRecords } from '../sync/known-record.ts'

/** Released files are compared byte by byte, so these names stay as they were in the first release. */
export const editHeader = [
	...['record_id', 'correction', 'takes_back', 'question', 'before', 'after', 'author', 'time', 'reason'],
]

/** An answer that a bulk edit changed. */
export interface EditText {
	readonly row: BulkEditRevision
	readonly record: string
	readonly path: string
	/** The value before the edit, as files may disclose it. */
	readonly before: string
	readonly after: string
	/** Time at which the edit was written at the desk. ISO, UTC. */
	readonly time: string
	readonly why: string
}

/**
 * Yields all answers that bulk edits changed, in the order of the edits. Values that no file may disclose are
 * left out.
 */
export async function* streamEditTexts(
	session: Session,
	pages: AsyncIterable<readonly BulkEditRevision[]>,
	{ plan, formOf }: { readonly plan: TablePlan; readonly formOf: FindCompiledForm },
): AsyncGenerator<EditText> {
	const toDisclosedText = (path: string, answer: Answer | null): string => {
		const disclosed = answer !== null && plan.canDisclose(path) ? plan.coarsen(path, answer) : null
		return disclosed === null ? '' : questionTypes.text.write(disclosed)
	}
	for await (const page of pages) {
		const ids = [...new Set(page.map(({ record }) => record))]
		const records = knownRecords(ids, await revisionsOf(session, ids))
		for (const row of page) {
			const record = records.get(row.record)
			const known = record?.revisions.find(({ id }) => id === row.revision)
			const header = record && getRecordHeader(record)
			if (!record || !known || !header) continue
			const form = await formOf(header.version)
			for (const { path, before, after } of changesOf(known, { revisions: record.revisions, form })) {
				if (path.startsWith('$')) continue
				yield {
					row,
					record: row.record,
					path,
					before: toDisclosedText(path, before),
					after: toDisclosedText(path, after),
					time: computeCorrectedTime(known.revision, known.received),
					why: known.revision.why ?? '',
				}
			}
		}
	}
}

export type FindCompiledForm = (version: number) => Promise<CompiledForm | null>

export async function* buildEditRows(texts: AsyncIterable<EditText>): AsyncGenerator<CsvRow> {
	for await (const { row, record, path, before, after, time, why } of texts)
		yield {
			ids: [record, row.bulkEditId, row.undoes ?? ''],
			cells: [path, before, after, row.code, time, why],
		}
}
