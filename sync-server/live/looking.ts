import type { TablePlan } from '#shared/export/table-plan'
import type { TableSpec } from '#shared/export/table-view'
import type { RecordFilter } from '../storage/record-queries.ts'
import type { LiveTable } from './live-tables.ts'

/** What is looked at, by whom. */
export interface Looking {
	/** Id of the person. */
	readonly person: string
	readonly spec: TableSpec
	readonly filter: RecordFilter & { readonly form: string }
	/** All versions of the form, and how their tables tell them. */
	readonly versions: readonly number[]
	readonly plan: TablePlan
	readonly table: LiveTable
}
