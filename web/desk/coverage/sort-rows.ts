import { inOrderOf } from '../../ui/formats.ts'
import { type ColumnName, coverageColumns, weightOf } from './coverage-columns.ts'
import type { CoverageRow } from './district-coverage.ts'

/** Sort order in the address: a column, with `-` before it for descending. */
export interface Sort {
	readonly column: string
	readonly isDown: boolean
}

export const readSort = (text: string | null): Sort => {
	const column = (text ?? '').replace(/^-/, '')
	return Object.hasOwn(coverageColumns, column)
		? { column, isDown: text?.startsWith('-') ?? false }
		: { column: 'district', isDown: text === '-district' }
}

/** Returns the sort order after a press on the head of a column. */
export const nextSort = (now: Sort, column: string): string =>
	now.column === column && !now.isDown ? `-${column}` : column

export function sortRows(
	language: string,
	rows: readonly CoverageRow[],
	{ column, isDown }: Sort,
	today: string,
): CoverageRow[] {
	const byName = inOrderOf(language, rows, ({ name }) => name)
	const weigh = (row: CoverageRow) => weightOf(coverageColumns[column as ColumnName].cell(row.figures, today))
	const upwards = column === 'district' ? byName : byName.sort((a, b) => weigh(a) - weigh(b))
	return isDown ? upwards.reverse() : upwards
}
