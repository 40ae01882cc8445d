import type { ZeroOrOne } from './define-table.ts'

/**
 * Counts of records of one kind. A value that a record does not have is '' here: no database allows null in a
 * key.
 */
export interface RecordCountRow {
	project: string
	demonstration: ZeroOrOne
	round: string
	district: string
	form: string
	sex: string
	status: string
	outcome: string
	disposition: string
	void: ZeroOrOne
	readers: string
	records: number
	/** Number of these with an open conflict. */
	disputed: number
	/** Number of open conflicts. */
	open_conflicts: number
}
