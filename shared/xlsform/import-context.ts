import type { ChoiceLists } from './import-choices.ts'
import type { Columns } from './import-columns.ts'
import type { AttachedTables } from './import-files.ts'
import type { ImportCode, ImportProblem } from './import-problems.ts'
import type { SheetRow } from './sheets.ts'

/** Reports a problem in a row of the survey sheet, at the cell of that column. */
export type ReportProblem = (
	row: SheetRow,
	column: string,
	code: ImportCode,
	details?: Record<string, string>,
	severity?: ImportProblem['severity'],
) => void

/** Context for reading a row of the survey sheet. */
export interface QuestionContext {
	readonly survey: Columns
	readonly lists: ChoiceLists
	/** Lists of the sheet `external_choices`. */
	readonly external: ChoiceLists
	readonly files: AttachedTables
	/** Lists that only name the columns of a search. */
	readonly searched: Set<string>
	/** True if rounds are never closed where the form is used. */
	readonly isWithoutRounds: boolean
	readonly report: ReportProblem
}

/** True if a question, group or list can have this name, as XML defines it. */
export const isPossibleName = (name: string): boolean => /^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(name)

/** `{[key]: value}` unless there is no value. */
export const optional = <Key extends string>(key: Key, value: string | undefined): { [K in Key]?: string } =>
	value === undefined || value === '' ? {} : ({ [key]: value } as { [K in Key]?: string })

/** Converts `yes`, `TRUE`, `1` and the like to an expression; undefined for no. */
export const truth = (cell: string): string | undefined =>
	cell === '' || /^(no|false|false\(\)|0)$/i.test(cell)
		? undefined
		: /^(yes|true|true\(\)|1|required)$/i.test(cell)
			? 'true()'
			: cell
