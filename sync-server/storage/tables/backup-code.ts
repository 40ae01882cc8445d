import { defineTable } from './define-table.ts'

interface BackupCodeRow {
	person: string
	digest: string
}

/** Unused backup codes; only their digest is stored. */
export const backup_code = defineTable<BackupCodeRow>()({
	kind: 'truth',
	rights: { adds: true, changes: ['digest'], removes: true },
	backup: 500,
})
