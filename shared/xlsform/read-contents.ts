import type { FormDefinition } from '../forms/form-definition.ts'
import { listColumnNames } from '../forms/non-response-codes.ts'
import type { FormSettings } from './form-settings.ts'
import { type Body, importBody } from './import-body.ts'
import { type ChoiceLists, type ChoiceSheet, readChoices, settleRepeated } from './import-choices.ts'
import { type Columns, columnsOf } from './import-columns.ts'
import type { ReportProblem } from './import-context.ts'
import { importEntities } from './import-entities.ts'
import { type AttachedTables, attachedTables, isTableFile } from './import-files.ts'
import { reportIgnored } from './import-ignored.ts'
import type { ImportCode, ImportProblem, ReportImportProblem } from './import-problems.ts'
import { importTables } from './import-tables.ts'
import { cellName, type Sheet } from './sheets.ts'

interface Workbook {
	readonly sheets: readonly Sheet[]
	/** Tables that were chosen with the form. */
	readonly files: readonly Sheet[]
	readonly survey: Sheet
	readonly settings: FormSettings
	readonly isWithoutRounds: boolean
}

/** The contents of all sheets but the settings. */
export interface FormContents {
	/** The survey sheet. */
	readonly columns: Columns
	readonly found: Body
	readonly lists: ChoiceLists
	/** Lists that the definition keeps. */
	readonly used: ReadonlySet<string>
	readonly cellOfChoice: ChoiceSheet['cellOf']
	readonly tables: NonNullable<FormDefinition['tables']>
	readonly entities: NonNullable<FormDefinition['entities']>
}

export const findSheet = (sheets: readonly Sheet[], name: string): Sheet | undefined =>
	sheets.find((sheet) => sheet.name.trim().toLowerCase() === name)
export const emptySheet = (name: string): Sheet => ({ name, header: [], rows: [] })

/** A problem of the survey sheet as a whole. */
export const surveyProblem = (
	code: ImportCode,
	details: Record<string, string>,
	severity: ImportProblem['severity'] = 'error',
): ImportProblem => ({ severity, sheet: 'survey', cell: '', code, details })

/** Reads the sheets of a form, and the tables that come with it. */
export function readContents(workbook: Workbook, report: ReportImportProblem): FormContents {
	const { sheets, survey, settings, isWithoutRounds } = workbook
	const { defaultLanguage } = settings
	const columns = columnsOf(survey, defaultLanguage)
	for (const column of ['type', 'name'])
		if (!columns.has(column)) report(surveyProblem('column-missing', { column }))
	for (const sheet of sheets) reportClashes(columnsOf(sheet, defaultLanguage), report)
	reportIgnored(sheets, defaultLanguage, report)
	const readChoiceSheet = (name: string): ChoiceSheet =>
		readChoices(columnsOf(findSheet(sheets, name) ?? emptySheet(name), defaultLanguage), report)
	const choices = readChoiceSheet('choices')
	const { lists } = choices
	const attached = readTables(workbook, report)
	const reportInSurvey: ReportProblem = (row, column, code, details = {}, severity = 'error') =>
		report({ severity, sheet: 'survey', cell: columns.cell(row, column), code, details })
	const found = importBody({
		survey: columns,
		lists,
		external: readChoiceSheet('external_choices').lists,
		files: attached,
		searched: new Set(),
		isWithoutRounds,
		report: reportInSurvey,
	})
	const { body, origins } = found
	// lists with a filter have the same code under several parents
	if (!/^(yes|true|1)$/i.test(settings.text('allow_choice_duplicates'))) settleRepeated(choices, body, report)
	const entitySheet = findSheet(sheets, 'entities')
	const entities = importEntities({
		sheet: entitySheet ? columnsOf(entitySheet, defaultLanguage) : null,
		body,
		survey: columns,
		rowOf: (template) => origins.get(template),
		report,
	})
	const { lists: used, tables } = importTables({
		survey,
		found,
		lists,
		entities,
		attached,
		report: reportInSurvey,
	})
	return { columns, found, lists, used, cellOfChoice: choices.cellOf, tables, entities }
}

function readTables({ sheets, files, settings }: Workbook, report: ReportImportProblem): AttachedTables {
	const { defaultLanguage } = settings
	// a workbook can contain its tables as sheets named like files
	const tableFiles = [...files, ...sheets.filter(({ name }) => isTableFile(name))]
	for (const file of tableFiles) reportTwice(columnsOf(file, defaultLanguage, listColumnNames), report)
	return attachedTables(tableFiles, defaultLanguage)
}

/** Reports headers of the same column: one of them would be read, and the other silently not. */
function reportClashes({ sheet, clashes, repeated }: Columns, report: ReportImportProblem): void {
	if (!['survey', 'choices', 'external_choices', 'entities'].includes(sheet.name)) return
	for (const place of repeated)
		report({
			severity: 'warning',
			sheet: sheet.name,
			cell: cellName(place, 1),
			code: 'column-again',
			details: { found: sheet.header[place]?.trim() ?? '' },
		})
	reportTwice({ sheet, clashes }, report)
}

/** Reports a column that is there under two names. */
function reportTwice(
	{ sheet, clashes }: Pick<Columns, 'sheet' | 'clashes'>,
	report: ReportImportProblem,
): void {
	for (const [first, second] of clashes)
		report({
			severity: 'error',
			sheet: sheet.name,
			cell: '',
			code: 'column-twice',
			details: { first, second },
		})
}
