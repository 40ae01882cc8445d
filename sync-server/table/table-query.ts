import type { TablePlan } from '#shared/export/table-plan'
import type { TableSpec } from '#shared/table/table-view'
import type { RecordFilter } from '../storage/records/records.ts'
import type { DataTable } from './data-tables.ts'

/** A column by which rows are sorted. */
export interface SortKey {
	readonly column: string
	readonly isDescending: boolean
	/** Position of rows without a value in the column. */
	readonly blanks: 'first' | 'last'
}

/** A query of a table by a user. */
export interface TableQuery {
	/** Id of the user. */
	readonly person: string
	/** The district is in `filter`. */
	readonly spec: Omit<TableSpec, 'district'>
	/** Several sort keys, which replace the one in `spec`. */
	readonly order?: readonly SortKey[]
	readonly filter: RecordFilter & { readonly form: string }
	/** All versions of the form; the plan of their tables is `plan`. */
	readonly versions: readonly number[]
	readonly plan: TablePlan
	readonly table: DataTable
}
