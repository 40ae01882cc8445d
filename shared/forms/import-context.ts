import type { ChoiceLists } from './import-choices.ts'
import type { Columns } from './import-columns.ts'
import type { AttachedTables } from './import-files.ts'
import type { ImportCode, ImportProblem } from './import-problems.ts'
import type { SheetRow } from './sheets.ts'

/** Says what is wrong in a row of the survey sheet, at the cell of that column. */
export type ReportProblem = (
	row: SheetRow,
	column: string,
	code: ImportCode,
	details?: Record<string, string>,
	severity?: ImportProblem['severity'],
) => void

/** What reading the survey sheet needs to know besides the row. */
export interface QuestionContext {
	readonly survey: Columns
	readonly lists: ChoiceLists
	/** Lists of the sheet `external_choices`. */
	readonly external: ChoiceLists
	readonly files: AttachedTables
	/** Lists that only tell the columns of a search. */
	readonly searched: Set<string>
	/** Nobody ever closes a round where the form is to be filled in. */
	readonly isWithoutRounds: boolean
	readonly report: ReportProblem
}

/** What a question, group or list can be called: as XML has it. */
export const isPossibleName = (name: string): boolean => /^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(name)

/** `{[key]: value}` unless there is no value. */
export const optional = <Key extends string>(key: Key, value: string | undefined): { [K in Key]?: string } =>
	value === undefined || value === '' ? {} : ({ [key]: value } as { [K in Key]?: string })
