import type { TablePlan } from '#shared/export/table-plan'
import type { TableSpec } from '#shared/export/table-view'
import type { RecordFilter } from '../storage/record-queries.ts'
import type { LiveTable } from './live-tables.ts'

/** A column by which lines are sorted. */
export interface SortKey {
	readonly column: string
	readonly isDescending: boolean
	/** Where lines stand in which it says nothing. */
	readonly blanks: 'first' | 'last'
}

/** What is looked at, by whom. */
export interface TableQuery {
	/** Id of the person. */
	readonly person: string
	readonly spec: TableSpec
	/** Several columns to sort by, in the place of the one that `spec` names. */
	readonly order?: readonly SortKey[]
	readonly filter: RecordFilter & { readonly form: string }
	/** All versions of the form, and how their tables tell them. */
	readonly versions: readonly number[]
	readonly plan: TablePlan
	readonly table: LiveTable
}
