import type { ColumnType } from 'kysely'
import { defineTable, type Time, type ZeroOrOne } from './define-table.ts'

interface PersonRow {
	id: string
	project: string
	name: string
	code: string
	role: string
	/** `all`, or a JSON list of district codes. */
	districts: string
	language: string
	password: string | null
	demonstration: ZeroOrOne
	active: ZeroOrOne
	created: Time
	/** Null if unknown. */
	sex: ColumnType<string | null, string | null | undefined, string | null>
	/** Name of the team. */
	team: ColumnType<string | null, string | null | undefined, string | null>
}

/** Users, with role, districts and team. */
export const person = defineTable<PersonRow>()({
	kind: 'truth',
	rights: { adds: true, changes: true },
	backup: 500,
})
