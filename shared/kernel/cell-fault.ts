/** An error in one cell of a CSV file. The file is rejected until it is corrected. */
export interface CellFault<Column extends string = string> {
	/** Row of the file, from 1; the header is 1. */
	readonly at: number
	readonly column: Column
	/** Content of the cell; in the header '' for a missing column. */
	readonly found: string
	/** Values that the cell can have, or their range; `≠ x` for a value of an earlier row, `—` for an empty cell. */
	readonly possible: string
	/** True if `possible` is one of many valid values. */
	readonly isExample?: true
}

/** Marks a fault whose `possible` is one of many valid values. */
export const withExample = <Column extends string>(fault: CellFault<Column>): CellFault<Column> => ({
	...fault,
	isExample: true,
})
