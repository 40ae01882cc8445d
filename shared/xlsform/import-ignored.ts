import { type Columns, columnsOf, type FilledColumn } from './import-columns.ts'
import type { ImportCode, ImportProblem } from './import-problems.ts'
import {
	choiceColumns,
	ineffectiveColumns,
	ineffectiveSettings,
	isComment,
	settingColumns,
	sheetNames,
	surveyColumns,
} from './known-columns.ts'
import { cellName, type Sheet } from './sheets.ts'
import { suggestWord } from './suggest-word.ts'

type Report = (problem: ImportProblem) => void

/** Row of the header cells in the sheets that authors write. */
const headerLine = 1
/** More names are shortened to dots: a sheet with last year's data has fifty. */
const maxNamed = 12

/**
 * Reports everything in the sheets that is not read: columns, settings, rows of settings and sheets. Authors
 * expect an effect of what they write, and would otherwise find out in the field.
 */
export function reportIgnored(sheets: readonly Sheet[], defaultLanguage: string, report: Report): void {
	for (const sheet of sheets) {
		const columns = columnsOf(sheet, defaultLanguage)
		switch (sheet.name.trim().toLowerCase()) {
			case 'survey':
				reportSurvey(columns, report)
				break
			case 'choices':
			case 'external_choices':
				reportChoices(columns, sheets, report)
				break
			case 'settings':
				reportSettings(columns, report)
				break
			default:
				reportSheet(sheet, sheets, report)
		}
	}
}

function reportSurvey(columns: Columns, report: Report): void {
	for (const { column, place } of columns.filled) {
		const code = ineffectiveColumns[column]
		if (!code) continue
		for (const { line, cells } of columns.sheet.rows) {
			const found = (cells[place] ?? '').trim()
			if (found !== '')
				report({
					severity: 'warning',
					sheet: 'survey',
					cell: cellName(place, line),
					code,
					details: { found },
				})
		}
	}
	const unread = columns.filled.filter(
		({ column, header }) =>
			!surveyColumns.includes(column) && !ineffectiveColumns[column] && !isComment(header),
	)
	reportColumns({ columns, unread, known: surveyColumns, code: 'columns-ignored' }, report)
}

/**
 * Reports columns of choices that may be misspelt. Filters and expressions can read any column, so one that
 * they name is never reported.
 */
function reportChoices(columns: Columns, sheets: readonly Sheet[], report: Report): void {
	const written = sheets.flatMap(({ rows }) =>
		rows.flatMap(({ cells }) => cells.filter((cell) => /[=(]/.test(cell))),
	)
	const unread = columns.filled.filter(
		({ column, header }) =>
			!choiceColumns.includes(column) && !written.some((expression) => expression.includes(header)),
	)
	const misspelt = unread.filter(
		({ column }) => findIntendedColumn(column, choiceColumns, columns) !== undefined,
	)
	reportColumns({ columns, unread: misspelt, known: choiceColumns, code: 'columns-ignored' }, report)
	for (const { column, place } of columns.filled) {
		if (column !== 'big-image') continue
		for (const { line, cells } of columns.sheet.rows)
			if ((cells[place] ?? '').trim() !== '')
				report({
					severity: 'warning',
					sheet: columns.sheet.name,
					cell: cellName(place, line),
					code: 'column-big-image',
					details: { found: (cells[place] ?? '').trim() },
				})
	}
}

function reportSettings(columns: Columns, report: Report): void {
	const [first, ...others] = columns.sheet.rows
	const place = { severity: 'warning' as const, sheet: 'settings' }
	for (const { line } of others) report({ ...place, cell: `A${line}`, code: 'settings-row', details: {} })
	if (!first) return
	const unread: FilledColumn[] = []
	for (const each of columns.filled) {
		const value = (first.cells[each.place] ?? '').trim()
		const code = ineffectiveSettings[each.column]
		if (value === '' || settingColumns.includes(each.column)) continue
		if (!code) unread.push(each)
		else if (!isAsHere(each.column, value))
			report({
				...place,
				cell: cellName(each.place, first.line),
				code,
				details: { found: code === 'setting-sending' ? each.header : value },
			})
	}
	reportColumns(
		{
			columns,
			unread: unread.filter(({ header }) => !isComment(header)),
			known: settingColumns,
			code: 'settings-ignored',
		},
		report,
	)
}

/** True if the setting asks for what happens anyway. */
const isAsHere = (column: string, value: string): boolean =>
	column === 'style'
		? value.toLowerCase() === 'pages'
		: column.startsWith('auto_') && /^(yes|true|1)$/i.test(value)

interface UnreadColumns {
	readonly columns: Columns
	readonly unread: readonly FilledColumn[]
	readonly known: readonly string[]
	/** Code for all columns that are none of ours together. */
	readonly code: ImportCode
}

/** Reports each column that was probably meant to be another, and the rest together. */
function reportColumns({ columns, unread, known, code }: UnreadColumns, report: Report): void {
	const place = { severity: 'warning' as const, sheet: columns.sheet.name.trim().toLowerCase() }
	const others: FilledColumn[] = []
	for (const each of unread) {
		const close = findIntendedColumn(each.column, known, columns)
		if (close === undefined) others.push(each)
		else
			report({
				...place,
				cell: cellName(each.place, headerLine),
				code: 'column-unknown',
				details: { found: each.header },
				close,
			})
	}
	const [first] = others
	if (!first) return
	const names = [...new Set(others.map(({ header, place: at }) => header || cellName(at, headerLine)))]
	const found = [...names.slice(0, maxNamed), ...(names.length > maxNamed ? ['…'] : [])].join(', ')
	report({ ...place, cell: cellName(first.place, headerLine), code, details: { found } })
}

/** Returns a known column that the sheet lacks and that the name is close to. */
const findIntendedColumn = (
	column: string,
	known: readonly string[],
	{ has }: Columns,
): string | undefined => {
	const close = suggestWord(column.replace(/[\s_-]+/g, '_'), known)
	// a name of another length is rather the author's own: save_form is not save_to
	const isMisspelt = close !== undefined && Math.abs(close.length - column.length) <= 1 && !has(close)
	return isMisspelt ? close : undefined
}

/** Reports a sheet whose name is close to one that is missing, or that only other apps read. */
function reportSheet({ name, rows }: Sheet, sheets: readonly Sheet[], report: Report): void {
	const plain = name.trim().toLowerCase()
	const names = sheets.map((each) => each.name.trim().toLowerCase())
	const close = suggestWord(plain, sheetNames)
	const isMissing = close !== undefined && !names.includes(close)
	if (rows.length === 0 || !(isMissing || plain === 'osm') || sheetNames.includes(plain)) return
	report({
		severity: 'warning',
		sheet: name,
		cell: '',
		code: 'sheet-unknown',
		details: { found: name },
		...(isMissing ? { close } : {}),
	})
}
