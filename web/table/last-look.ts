import type { TableSpec } from '#shared/export/table-view'

/** What somebody looked at before they opened a record, to come back to. In memory only: a filter can hold an answer. */
export interface Look {
	readonly spec: TableSpec
	/** Columns; null for the first ones. */
	readonly chosen: readonly string[] | null
	/** Pixels from the top. */
	readonly top: number
}

let last: Look | null = null

export const lastLook = (): Look | null => last
export function keepLook(look: Look): void {
	last = look
}
/** Whoever signs in next begins anew. */
export function forgetLook(): void {
	last = null
}
