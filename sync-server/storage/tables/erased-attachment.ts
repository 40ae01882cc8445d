import { defineTable } from './define-table.ts'

interface ErasedAttachmentRow {
	project: string
	id: string
}

/** Attachments of erased values, by id: one that is uploaded later is deleted by the next run. */
export const erased_attachment = defineTable<ErasedAttachmentRow>()({
	kind: 'truth',
	rights: { adds: true },
	backup: 500,
})
