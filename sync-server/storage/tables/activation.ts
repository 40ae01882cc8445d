import { defineTable, type Time, type ZeroOrOne } from './define-table.ts'

interface ActivationRow {
	project: string
	person: string
	device: string | null
	active: ZeroOrOne
	/** Empty if the server itself did it, by a command. */
	changed_by: string
	at: Time
}

/** Activations and deactivations. `device` null: of the person, else of one phone. */
export const activation = defineTable<ActivationRow>()({
	kind: 'truth',
	rights: { adds: true },
	backup: 500,
})
