import type { Choice, TableRow } from '../forms/form-definition.ts'
import { listColumnNames } from '../forms/non-response-codes.ts'
import { choiceOf } from './import-choices.ts'
import { columnsOf } from './import-columns.ts'
import type { Sheet } from './sheets.ts'

/** Tables that were chosen together with a form, by file name. */
export interface AttachedTables {
	has(file: string): boolean
	/** Names of the tables (.csv) without extension. */
	readonly csvTables: readonly string[]
	/** Number of rows in the file, however they are used. */
	size(file: string): number
	/** Returns the rows as choices; the parameters `value` and `label` name the columns. */
	choices(file: string, parameters: Readonly<Record<string, string>> | undefined): readonly Choice[]
	/** Returns a table by its name without extension, as `pulldata` and `instance` call it. */
	table(name: string): TableRow[] | undefined
}

/** Default columns for the code and the label of a choice in a file of that kind, as XLSForm has it. */
export const usualColumns = (file: string) =>
	/\.geojson$/i.test(file) ? { value: 'id', label: 'title' } : { value: 'name', label: 'label' }

export function attachedTables(files: readonly Sheet[], defaultLanguage: string): AttachedTables {
	const found = (file: string) => files.find(({ name }) => name.toLowerCase() === file.toLowerCase())
	return {
		has: (file) => found(file) !== undefined,
		csvTables: files.filter(({ name }) => /\.csv$/i.test(name)).map(({ name }) => tableName(name)),
		size: (file) => found(file)?.rows.length ?? 0,
		choices(file, parameters) {
			const sheet = found(file)
			if (!sheet) return []
			const columns = columnsOf(sheet, defaultLanguage, listColumnNames)
			const { value, label } = { ...usualColumns(file), ...parameters }
			return sheet.rows
				.map((row) => choiceOf(columns, row, value.toLowerCase(), label.toLowerCase()))
				.filter(({ name }) => name !== '')
		},
		table(name) {
			const sheet = files.find((each) => tableName(each.name) === tableName(name))
			return sheet && rowsOf(sheet)
		},
	}
}

/** Name of a list that was made from a file, with the columns that were named for code and label. */
export const listOfFile = (
	file: string,
	{ value, label }: { readonly value?: string | undefined; readonly label?: string | undefined },
): string => (value || label ? `${file} ${value ?? ''} ${label ?? ''}`.trim() : file)

export const isTableFile = (name: string): boolean => /\.(csv|xml|geojson)$/i.test(name)

/** `fruits.csv` → fruits, which is how expressions call it. */
export const tableName = (file: string): string => file.replace(/\.(csv|xml|geojson)$/i, '')

const rowsOf = ({ header, rows }: Sheet): TableRow[] =>
	rows.map(({ cells }) =>
		Object.fromEntries(
			header.flatMap((column, i) => (column.trim() === '' ? [] : [[column.trim(), cells[i] ?? '']])),
		),
	)
