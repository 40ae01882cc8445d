import type { BulkEditListItem, BulkEditRecordsResponse } from '#shared/cleaning/bulk-edit'
import { rowsAbove } from '#shared/forms/answers'
import { rowNumbersOf } from '#shared/forms/row-numbers'
import { fromFilePath } from '#shared/revisions/metadata-paths'
import { getCurrentAnswers, type RecordState } from '#shared/revisions/record-state'
import type { FormRepository } from '../forms/form-repository.ts'
import { changesOf } from '../review/record-history.ts'
import { listBulkEditRevisions, listBulkEditSummaries } from '../storage/cleaning/bulk-edits.ts'
import { revisionsById, revisionsOf } from '../storage/log/revisions.ts'
import { findPeople } from '../storage/people/people.ts'
import type { RecordFilter } from '../storage/records/records.ts'
import type { Store } from '../storage/store.ts'
import { readStored } from '../sync/decode-revision.ts'
import { computeCorrectedTime, foldKnown, getRecordHeader, knownRecords } from '../sync/known-record.ts'

const onPage = 50

/** Lists the bulk edits of the records of a filter, or their imports; newest first. */
export async function listBulkEdits(
	store: Store,
	filter: RecordFilter,
	{ before, isImport = false }: { readonly before?: number | undefined; readonly isImport?: boolean },
): Promise<{ bulkEdits: BulkEditListItem[]; isMore: boolean }> {
	const sums = await listBulkEditSummaries(store.reading, filter, {
		before,
		isImport,
		limit: onPage + 1,
	})
	const page = sums.slice(0, onPage)
	const stored = await revisionsById(
		store.reading,
		page.map(({ revision }) => revision),
	)
	const people = await findPeople(store.reading, [...new Set(stored.map(({ author }) => author))])
	const byId = new Map(stored.map((row) => [row.id, row]))
	return {
		bulkEdits: page.flatMap(({ bulkEditId, revision: id, ...sum }) => {
			const row = byId.get(id)
			if (!row) return []
			const revision = readStored(row.id, row.bytes, row.redacted)
			const author = people.get(row.author)?.name ?? ''
			const isFromFile = Object.hasOwn(revision.set, fromFilePath)
			// The time of an imported revision is that of its interview, so the time of arrival is shown.
			const at = isImport ? row.received : computeCorrectedTime(revision, row.received)
			return [{ id: bulkEditId, ...sum, author, at, why: revision.why ?? '', isFromFile }]
		}),
		isMore: sums.length > onPage,
	}
}

/** Lists the changes of a bulk edit by record, in pages. */
export async function listBulkEditRecords(
	store: Store,
	forms: FormRepository,
	filter: RecordFilter,
	{ bulkEditId, after }: { readonly bulkEditId: string; readonly after: number },
): Promise<BulkEditRecordsResponse> {
	const rows = await listBulkEditRevisions(store.reading, filter, {
		bulkEditId,
		after,
		limit: onPage + 1,
	})
	const page = rows.slice(0, onPage)
	const ids = [...new Set(page.map(({ record }) => record))]
	const records = knownRecords(ids, await revisionsOf(store.reading, ids))
	const found: BulkEditRecordsResponse['records'] = []
	for (const { revision, record: id, seq, name, form: formId, form_version } of page) {
		const record = records.get(id)
		const header = record && getRecordHeader(record)
		const known = record?.revisions.find((each) => each.id === revision)
		if (!record || !header || !known) continue
		const form = await forms.compiled(header.form, header.version)
		const changes = changesOf(known, { revisions: record.revisions, form }).filter(
			({ path }) => !path.startsWith('$'),
		)
		const rows = placesOfRows(foldKnown(record.revisions, form), changes)
		found.push({ id, name, form: formId, formVersion: form_version, seq: Number(seq), changes, rows })
	}
	return { records: found, isMore: rows.length > onPage }
}

/** Position in its repeat of each row with a change, from 1. */
function placesOfRows(
	view: RecordState,
	changes: readonly { readonly path: string }[],
): Record<string, number> {
	const wanted = new Set(changes.flatMap(({ path }) => rowsAbove(path)))
	if (wanted.size === 0) return {}
	return Object.fromEntries([...rowNumbersOf(getCurrentAnswers(view))].filter(([row]) => wanted.has(row)))
}
