import type { ColumnType } from 'kysely'
import { defineTable, type JsonText, type Time } from './define-table.ts'

interface FormVersionRow {
	project: string
	id: string
	version: number
	hash: string
	definition: JsonText
	published: Time
	published_by: string | null
	/**
	 * Approvals of a version that weakens the encryption of the one before: `[{role, name}]`; null if it does
	 * not.
	 */
	approval: ColumnType<JsonText | null, JsonText | null | undefined, JsonText | null>
}

/** Published versions of forms. A version is never changed. */
export const form_version = defineTable<FormVersionRow>()({
	kind: 'truth',
	rights: { adds: true },
	backup: 20,
})
