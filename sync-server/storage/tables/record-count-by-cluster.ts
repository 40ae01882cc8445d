import { defineTable } from './define-table.ts'
import type { RecordCountRow } from './record-count-row.ts'

type RecordCountByClusterRow = RecordCountRow & { cluster: string }

/** Counts of records by kind and by cluster. A cache of `record`, updated together with it. */
export const record_count_by_cluster = defineTable<RecordCountByClusterRow>()({
	kind: 'projection',
	rights: { adds: true, changes: true, removes: true },
	backup: 500,
})
