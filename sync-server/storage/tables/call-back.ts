import { defineTable, type Time } from './define-table.ts'

interface CallBackRow {
	record: string
	project: string
	taken_by: string | null
	done_by: string | null
	at: Time
}

/** State of a promised call-back: who accepted it, who completed it, and the time of the last change. */
export const call_back = defineTable<CallBackRow>()({
	kind: 'truth',
	rights: { adds: true, changes: true, removes: true },
	erasure: { record: 'record', by: 'rows' },
	backup: 500,
})
