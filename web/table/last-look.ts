import type { TableSpec } from '#shared/export/table-view'

/** What somebody looked at before they opened a record, to come back to. In memory only: a filter can hold an answer. */
export interface TableViewState {
	readonly spec: TableSpec
	/** Columns; null for the first ones. */
	readonly chosen: readonly string[] | null
	/** Pixels from the top. */
	readonly top: number
}

let last: TableViewState | null = null

export const getLastTableView = (): TableViewState | null => last
export function saveTableView(look: TableViewState): void {
	last = look
}
/** Whoever signs in next begins anew. */
export function clearTableView(): void {
	last = null
}
