import type { Choice, Question } from '../forms/form-definition.ts'
import type { QuestionContext } from './import-context.ts'
import { listOfFile } from './import-files.ts'
import type { SheetRow } from './sheets.ts'

/** Choice filter for each kind of search in a column. */
const tests: Readonly<Record<string, (column: string, wanted: string) => string>> = {
	contains: (column, wanted) => `contains(${column}, ${wanted})`,
	startswith: (column, wanted) => `starts-with(${column}, ${wanted})`,
	endswith: (column, wanted) => `ends-with(${column}, ${wanted})`,
	matches: (column, wanted) => `${column} = ${wanted}`,
}

/**
 * Converts the appearance `search('table', 'contains', 'column', ${wanted}, 'filter column', ${filter})`:
 * choices from an attached table. A row of the sheet `choices` names the columns for code and label; rows
 * whose code is a number stay as they are. The result is a list with a choice filter, so that no other code
 * has to handle searches. If an expression names the table, the list has the rows of all attached tables, and
 * the filter selects those of that one.
 */
export function importSearch(
	{ survey, lists, files, report }: QuestionContext,
	row: SheetRow,
	list: string,
): Pick<Question, 'list' | 'choiceFilter' | 'parameters' | 'appearance'> {
	const written = survey.text(row, 'appearance')
	const args = argumentsOf(written)
	const [first = '', ...conditions] = args ?? []
	if (first === '') {
		report(row, 'appearance', 'search-unreadable', { found: written })
		return { list }
	}
	const table = literal(first)
	const file = `${table}.csv`
	if (table === null && files.csvTables.length === 0)
		report(row, 'appearance', 'search-tables-missing', { found: first }, 'warning')
	if (table !== null && !files.has(file))
		report(row, 'appearance', 'file-missing', { found: file }, 'warning')
	const all = lists.get(list) ?? []
	const fixed = all.filter(({ name }) => /^-?\d+$/.test(name))
	const pattern = all.find((choice) => !fixed.includes(choice))
	const [value, label] = [pattern?.name ?? 'name', Object.values(pattern?.label ?? {})[0] ?? 'label']
	// the first of several columns that a search would show
	const columns = { value, label: label.split(',')[0]?.trim() ?? label }
	const found: readonly Choice[] = table === null ? ofAllTables(files, columns) : files.choices(file, columns)
	const isOfFile = table !== null && fixed.length === 0
	const named = isOfFile ? listOfFile(file, columns) : `${list} in ${table ?? 'tables'}`
	lists.set(named, [...fixed, ...found])
	const ofTable = table === null ? [`${tableColumn} = ${first}`] : []
	const filter = [...ofTable, filterOf(conditions)].filter((each) => each !== '').join(' and ')
	const own = survey.text(row, 'choice_filter')
	const filters = [filter, own].filter((each) => each !== '').map((each) => `(${each})`)
	const either =
		fixed.length > 0 && filter !== '' ? ` or ${fixed.map(({ name }) => `name = '${name}'`).join(' or ')}` : ''
	return {
		list: named,
		appearance: written
			.replace(/\bsearch\s*\(.*\)/i, '')
			.replace(/\s+/g, ' ')
			.trim(),
		...(isOfFile ? { parameters: columns } : {}),
		...(filters.length > 0 ? { choiceFilter: `${filters.join(' and ')}${either}` } : {}),
	}
}

/** Column with the name of the table that a row comes from, in a list made of several tables. */
const tableColumn = 'zila_table'

const ofAllTables = (files: QuestionContext['files'], columns: Readonly<Record<string, string>>): Choice[] =>
	files.csvTables.flatMap((table) =>
		files
			.choices(`${table}.csv`, columns)
			.map((choice) => ({ ...choice, columns: { ...choice.columns, [tableColumn]: table } })),
	)

/** `'contains', 'name', ${wanted}, 'district', ${district}` → one condition. */
function filterOf([kind, column, wanted, filterColumn, filter]: readonly string[]): string {
	const test = tests[(kind === undefined ? '' : (literal(kind) ?? '')).toLowerCase()]
	// a row matches if any of the columns does
	const columns = column ? (namesIn(column) ?? [column]) : []
	const either = test && wanted ? columns.map((each) => test(each, wanted)).join(' or ') : ''
	const parts = [
		...(either === '' ? [] : columns.length > 1 ? [`(${either})`] : [either]),
		...(filterColumn && filter ? [`${literal(filterColumn) ?? filterColumn} = ${filter}`] : []),
	]
	return parts.join(' and ')
}

/** `'name, label'` → name, label; null for an expression. */
const namesIn = (argument: string): string[] | null =>
	literal(argument)
		?.split(',')
		.map((each) => each.trim())
		.filter((each) => each !== '') ?? null

/** The text between quotes; null for anything else. */
const literal = (argument: string | undefined): string | null =>
	/^(['"‘’“”])(.*)['"‘’“”]$/.exec(argument?.trim() ?? '')?.[2] ?? null

/**
 * Splits the arguments of `search(…)` in an appearance at commas outside of quotes and brackets; null if it
 * never closes.
 */
function argumentsOf(appearance: string): string[] | null {
	const start = /search\s*\(/i.exec(appearance)
	if (!start) return null
	const found: string[] = ['']
	let [depth, quote] = [0, '']
	for (const letter of appearance.slice(start.index + start[0].length)) {
		if (quote !== '') quote = letter === quote ? '' : quote
		else if (letter === "'" || letter === '"') quote = letter
		else if (letter === '(' || letter === '[' || letter === '{') depth++
		else if (letter === ')' && depth === 0) return found.map((each) => each.trim())
		else if (letter === ')' || letter === ']' || letter === '}') depth--
		else if (letter === ',' && depth === 0) {
			found.push('')
			continue
		}
		found.push((found.pop() ?? '') + letter)
	}
	return null
}
