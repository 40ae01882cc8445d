import type { TablePlan } from '#shared/export/table-plan'
import { Problem } from '#shared/kernel/problem'
import type { DataRecord } from '../storage/exports/data-records.ts'
import { buildRows, type DataRow, type DataTable, type DataValue, nameFor } from './data-tables.ts'

/*
 * OData's $expand: the rows of repeats nested in their record or parent row. They are read with the record,
 * so a page reads the same records with or without them.
 */

/** A row, with the rows of the requested repeats. */
export interface ODataRow {
	readonly [name: string]: DataValue | readonly ODataRow[]
}

/** A repeat within the record or the row that a table has a row for. */
export interface Navigation {
	/** Name of the property: the name of the repeat, with a number if a column has that name. */
	readonly name: string
	readonly table: DataTable
}

/** Returns the repeats directly within a table's record or row, without those of nested repeats. */
export function navigationsOf(table: DataTable, tables: readonly DataTable[]): Navigation[] {
	const taken = new Set(table.columns.map(({ name }) => name))
	const start = table.table.repeat === null ? '' : `${table.table.repeat}/@/`
	return tables.flatMap((other) => {
		const { repeat } = other.table
		if (repeat === null || other === table || !repeat.startsWith(start)) return []
		const rest = repeat.slice(start.length)
		if (rest.includes('/@/')) return []
		return [{ name: nameFor(rest.slice(rest.lastIndexOf('/') + 1), taken), table: other }]
	})
}

/** A repeat that is requested with each row. */
export interface Expanded {
	readonly navigation: Navigation
	/** Names of columns; null for all. */
	readonly select: readonly string[] | null
	readonly expand: readonly Expanded[]
}

const wrong = () => new Problem('input-invalid', { field: '$expand' })

/**
 * @throws Problem `input-invalid` for a name that is no repeat of the table, `not-offered` for an unsupported
 * option
 */
export function readExpand(text: string, table: DataTable, tables: readonly DataTable[]): Expanded[] {
	const known = navigationsOf(table, tables)
	if (text.trim() === '*') return known.map((navigation) => ({ navigation, select: null, expand: [] }))
	const found = splitOutside(text, ',').map((item): Expanded => {
		const [, name, , options] = /^\s*(\w+)\s*(\(([\s\S]*)\))?\s*$/.exec(item) ?? []
		const navigation = known.find((each) => each.name === name)
		if (!navigation) throw wrong()
		let [select, expand]: [readonly string[] | null, readonly Expanded[]] = [null, []]
		for (const option of options === undefined ? [] : splitOutside(options, ';')) {
			const [, called = '', value = ''] = /^\s*(\$\w+)=([\s\S]*)$/.exec(option) ?? []
			if (called === '$select') select = columnsSelected(value, navigation.table)
			else if (called === '$expand') expand = readExpand(value, navigation.table, tables)
			else throw new Problem('not-offered', { what: `$expand(${called.slice(0, 40)})` })
		}
		return { navigation, select, expand }
	})
	if (new Set(found.map(({ navigation }) => navigation)).size !== found.length) throw wrong()
	return found
}

/** Splits at a sign outside brackets. */
function splitOutside(text: string, sign: string): string[] {
	const parts = ['']
	let depth = 0
	for (const letter of text) {
		if (letter === '(') depth++
		if (letter === ')') depth--
		if (depth < 0) throw wrong()
		if (letter === sign && depth === 0) parts.push('')
		else parts[parts.length - 1] += letter
	}
	if (depth !== 0) throw wrong()
	return parts
}

/** Returns the selected column names, always with the key; null for all. @throws Problem `input-invalid` */
export function columnsSelected(select: string | undefined, { columns, key }: DataTable): string[] | null {
	if (select === undefined || select.trim() === '*') return null
	const selected = new Set([key, ...select.split(',').map((name) => name.trim())])
	const known = columns.map(({ name }) => name).filter((name) => selected.has(name))
	if (known.length !== selected.size) throw new Problem('input-invalid', { field: '$select' })
	return known
}

interface ODataExpansion {
	readonly select: readonly string[] | null
	readonly expand: readonly Expanded[]
}

/** Builds a row with the requested columns and nested rows. `row`: the record that it belongs to. */
export function toODataRow(
	line: DataRow,
	row: DataRecord,
	plan: TablePlan,
	{ select, expand }: ODataExpansion,
): ODataRow {
	const output: Record<string, DataValue | readonly ODataRow[]> =
		select === null ? { ...line } : Object.fromEntries(select.map((name) => [name, line[name] ?? null]))
	for (const { navigation, ...within } of expand) {
		const { name, table } = navigation
		// for a record: the rows without a parent row
		const around = line.row_id ?? null
		output[name] = buildRows(table, row, plan)
			.filter((each) => (each.parent_row_id ?? null) === around)
			.map((each) => toODataRow(each, row, plan, within))
	}
	return output
}

/** Formats the shape for an OData context: `(age,people(years))`; '' for all columns without nested rows. */
export function shapeOf({ select, expand }: ODataExpansion): string {
	const parts = [
		...(select ?? []),
		...expand.map(({ navigation, ...within }) => `${navigation.name}${shapeOf(within) || '()'}`),
	]
	return parts.length === 0 ? '' : `(${parts.join(',')})`
}
