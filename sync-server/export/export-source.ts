import { type BulkEditRevision, streamBulkEdits } from '../storage/cleaning/bulk-edits.ts'
import {
	type ConflictSide,
	type ExportRow,
	lastNumber,
	streamConflicts,
	streamRecords,
} from '../storage/exports/export-records.ts'
import type { RecordFilter } from '../storage/records/records.ts'
import type { Session } from '../storage/session.ts'

/** Data of an export, unchanged while the export is written. */
export interface ExportSource {
	/** Last sequence number; null if the source never existed as a stored state. */
	lastNumber(): Promise<number | null>
	/** Yields records in order of first arrival, or by id. */
	records(filter: RecordFilter, order?: 'arrived' | 'id'): AsyncIterable<ExportRow>
	conflicts(filter: RecordFilter): AsyncIterable<ConflictSide>
	/** Yields bulk edits in pages. */
	edits(filter: RecordFilter): AsyncIterable<readonly BulkEditRevision[]>
}

/** Reads the current state. */
export const createCurrentSource = (session: Session): ExportSource => ({
	lastNumber: () => lastNumber(session),
	records: (filter, order) => streamRecords(session, filter, order),
	conflicts: (filter) => streamConflicts(session, filter),
	edits: (filter) => streamBulkEdits(session, filter),
})
