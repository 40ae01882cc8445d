import type { TablePlan } from '#shared/export/table-plan'
import { Problem } from '#shared/kernel/problem'
import type { LiveRow } from '../storage/live-queries.ts'
import { buildRows, type DataRow, type LiveTable, type LiveValue, nameFor } from './live-tables.ts'

/*
 * What OData calls $expand: the rows of repeats within the record, or the row, that they belong to. A record's rows come with the record itself, so that
 * what is read for a page stays what its records are.
 */

/** A line with the rows of its repeats, where these are asked for. */
export interface ODataRow {
	readonly [name: string]: LiveValue | readonly ODataRow[]
}

/** A repeat of what a table has a line for each of. */
export interface Navigation {
	/** As it stands in a line: the name of the repeat, or with a number where a column is called so. */
	readonly name: string
	readonly table: LiveTable
}

/** The repeats that stand in what a table has a line for each of, and in no other repeat between. */
export function navigationsOf(table: LiveTable, tables: readonly LiveTable[]): Navigation[] {
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

/** A repeat that is asked for with each line. */
export interface Expanded {
	readonly navigation: Navigation
	/** Names of columns; null for all. */
	readonly select: readonly string[] | null
	readonly expand: readonly Expanded[]
}

const wrong = () => new Problem('input-invalid', { field: '$expand' })

/** @throws Problem `input-invalid` for what is no repeat of the table, `not-offered` for another option within it */
export function readExpand(text: string, table: LiveTable, tables: readonly LiveTable[]): Expanded[] {
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

/** At a sign that stands in no brackets. */
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

/** Names of columns, the key always among them; null for all. @throws Problem `input-invalid` */
export function columnsSelected(select: string | undefined, { columns, key }: LiveTable): string[] | null {
	if (select === undefined || select.trim() === '*') return null
	const asked = new Set([key, ...select.split(',').map((name) => name.trim())])
	const known = columns.map(({ name }) => name).filter((name) => asked.has(name))
	if (known.length !== asked.size) throw new Problem('input-invalid', { field: '$select' })
	return known
}

interface ODataExpansion {
	readonly select: readonly string[] | null
	readonly expand: readonly Expanded[]
}

/** A line with the columns and the rows that are asked for. `row`: the record that it belongs to. */
export function toODataRow(
	line: DataRow,
	row: LiveRow,
	plan: TablePlan,
	{ select, expand }: ODataExpansion,
): ODataRow {
	const told: Record<string, LiveValue | readonly ODataRow[]> =
		select === null ? { ...line } : Object.fromEntries(select.map((name) => [name, line[name] ?? null]))
	for (const { navigation, ...within } of expand) {
		const { name, table } = navigation
		// of a record the rows that stand in no other row
		const around = line.row_id ?? null
		told[name] = buildRows(table, row, plan)
			.filter((each) => (each.parent_row_id ?? null) === around)
			.map((each) => toODataRow(each, row, plan, within))
	}
	return told
}

/** As a context says which columns and rows there are: `(age,people(years))`; '' for all columns and no rows. */
export function shapeOf({ select, expand }: ODataExpansion): string {
	const parts = [
		...(select ?? []),
		...expand.map(({ navigation, ...within }) => `${navigation.name}${shapeOf(within) || '()'}`),
	]
	return parts.length === 0 ? '' : `(${parts.join(',')})`
}
