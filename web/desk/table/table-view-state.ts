import type { TableSpec } from '#shared/table/table-view'

/**
 * State of the table before a record was opened, to return to. In memory only: a filter can contain an
 * answer.
 */
export interface TableViewState {
	/** Round and district are chosen in the top bar. */
	readonly own: Omit<TableSpec, 'round' | 'district'>
	/** Shown columns; null for the default. */
	readonly chosen: readonly string[] | null
	/** Scroll offset in pixels. */
	readonly top: number
}

/** Kept over screens, until sign-out: search words must not be in the address. */
let last: TableViewState | null = null

export const getLastTableView = (): TableViewState | null => last
export function saveTableView(state: TableViewState): void {
	last = state
}
/** Clears the state when the account changes. */
export function clearTableView(): void {
	last = null
}
