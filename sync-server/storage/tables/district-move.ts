import { defineTable } from './define-table.ts'

interface DistrictMoveRow {
	project: string
	record: string
	district: string
	seq: number
}

/**
 * Districts from which records moved away, and at which number, so that clients with that district alone
 * receive the change.
 */
export const district_move = defineTable<DistrictMoveRow>()({
	kind: 'projection',
	rights: { adds: true, changes: ['seq'], removes: true },
	erasure: { record: 'record', by: 'rows' },
	backup: 500,
})
