import type { RecordQuery } from '#shared/review/record-list'

/** Selection of bulk edits in a list. */
export type BulkEditScope = Pick<RecordQuery, 'form' | 'round' | 'district'>
