import type { ColumnType } from 'kysely'
import type { FormAvailability } from '#shared/forms/form-definition'
import { defineTable, type Time } from './define-table.ts'

interface FormStateRow {
	project: string
	id: string
	state: FormAvailability
	since: Time
	set_by: string
	/** JSON of a `FormAssignment`; null if the form was never assigned. */
	assigned: ColumnType<string | null, string | null | undefined, string | null>
}

/**
 * State and assignment of forms that were ever changed; the others are open, for all users whose role fills
 * them in.
 */
export const form_state = defineTable<FormStateRow>()({
	kind: 'truth',
	rights: { adds: true, changes: true },
	backup: 500,
})
