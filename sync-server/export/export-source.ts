import type { Kysely } from 'kysely'
import { type BulkEditRevision, streamBulkEdits } from '../storage/correction-table.ts'
import {
	type ConflictSide,
	type ExportRow,
	lastNumber,
	streamConflicts,
	streamRecords,
} from '../storage/export-queries.ts'
import type { RecordFilter } from '../storage/record-queries.ts'
import type { Tables } from '../storage/tables.ts'

/** What the tables of an export are written from, always the same while it is written. */
export interface ExportSource {
	/** Number of the last thing that had come; null where what is read never stood. */
	lastNumber(): Promise<number | null>
	/** In the order in which they first arrived, or of their ids. */
	records(filter: RecordFilter, order?: 'arrived' | 'id'): AsyncIterable<ExportRow>
	conflicts(filter: RecordFilter): AsyncIterable<ConflictSide>
	/** Some at a time. */
	edits(filter: RecordFilter): AsyncIterable<readonly BulkEditRevision[]>
}

/** All as it is now. */
export const createCurrentSource = (db: Kysely<Tables>, project: string): ExportSource => ({
	lastNumber: () => lastNumber(db, project),
	records: (filter, order) => streamRecords(db, project, filter, order),
	conflicts: (filter) => streamConflicts(db, project, filter),
	edits: (filter) => streamBulkEdits(db, project, filter),
})
