import { defineTable, type Time } from './define-table.ts'

interface BackupRow {
	project: string
	seq: number
	chain: string
	finished: Time
}

/** Finished and verified backups: everything up to this number is in them. */
export const backup = defineTable<BackupRow>()({
	kind: 'truth',
	rights: { adds: true, changes: true },
	backup: 500,
})
