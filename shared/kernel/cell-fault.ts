/**
 * `example`: `possible` is one of many valid values · `repeated`: an earlier row has the same value ·
 * `must-be-empty`: the cell has a value, and may have none
 */
export type CellFaultKind = 'example' | 'repeated' | 'must-be-empty'

/** An error in one cell of a CSV file. The file is rejected until it is corrected. */
export interface CellFault<Column extends string = string> {
	/** Row of the file, from 1; the header is 1. */
	readonly at: number
	readonly column: Column
	/** Content of the cell; in the header '' for a missing column. */
	readonly found: string
	/** Values that the cell can have, or their range; '' for a value that is repeated or not allowed. */
	readonly possible: string
	/** Absent if the value is not one of the possible ones. */
	readonly kind?: CellFaultKind | undefined
}
