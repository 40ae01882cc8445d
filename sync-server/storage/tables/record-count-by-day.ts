import { defineTable } from './define-table.ts'
import type { RecordCountRow } from './record-count-row.ts'

type RecordCountByDayRow = RecordCountRow & { day: string }

/** Counts of records by kind and by day of finishing. A cache of `record`, updated together with it. */
export const record_count_by_day = defineTable<RecordCountByDayRow>()({
	kind: 'projection',
	rights: { adds: true, changes: true, removes: true },
	backup: 500,
})
