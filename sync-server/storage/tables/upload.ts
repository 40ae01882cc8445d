import { defineTable, type Time } from './define-table.ts'

interface UploadRow {
	id: string
	project: string
	record: string
	begun: Time
	device: string
	size: number
}

/** Unfinished uploads of attachments; their own bytes do not say whose they are. */
export const upload = defineTable<UploadRow>()({
	kind: 'temporary',
	rights: { adds: true, removes: true },
	erasure: { record: 'record', by: 'own' },
	backup: 500,
})
