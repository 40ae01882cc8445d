import { exportMarkerColumn } from '#shared/export/metadata-columns'
import type { KnownQuestion } from '#shared/export/parts-across-versions'
import {
	buildTableRows,
	type ExportColumn,
	type ExportTable,
	type TablePlan,
} from '#shared/export/table-plan'
import type { Answers } from '#shared/forms/answers'
import { labelText } from '#shared/forms/label-text'
import type { DataColumn } from '#shared/integrations/odata-tables'
import { isSealingRole } from '#shared/people/roles'
import { recordCells } from '../export/export-tables.ts'
import { isMeasure, isPlainNumber } from '../export/plain-number.ts'
import { answersOf } from '../export/select-answers.ts'
import type { DataRecord } from '../storage/exports/data-records.ts'

/**
 * One table as API clients read it: the columns of export files, the sequence number of the record, and
 * values that do not fit their column.
 */
export interface DataTable {
	readonly name: string
	readonly table: ExportTable
	/** Name of the column that identifies a row. */
	readonly key: string
	readonly columns: readonly DataColumn[]
}
export type DataValue = string | number | null
export type DataRow = Readonly<Record<string, DataValue>>

const longestName = 120
/**
 * Column for values that do not fit the type of their own column, as JSON by file header: nothing is dropped
 * silently.
 */
const misfits = 'misfits'
const seq = 'seq'
/** Reserved words of OData filters, which no column may have as its name. */
const wordsOfFilters = [
	'and',
	'or',
	'not',
	'in',
	'null',
	'true',
	'false',
	'contains',
	'startswith',
	'endswith',
]

/** Returns the tables of a form, the records first. `language`: of the labels. */
export function dataTables(plan: TablePlan, language: string, values: string): DataTable[] {
	const taken = new Set<string>()
	return plan.tables.map((each) => {
		// the marker column belongs only to export files that can be imported again
		const table = { ...each, plain: each.plain.filter((column) => column !== exportMarkerColumn) }
		const names = new Set([seq, misfits, ...wordsOfFilters])
		const plain = table.plain.map(
			({ header, meaning }): DataColumn => ({
				name: nameFor(header, names),
				header,
				label: meaning,
				codes: [],
				own: true,
				sealedTo: null,
				type: plainTypes[header] ?? 'Edm.String',
			}),
		)
		const questionColumns = table.columns.map((column): DataColumn => {
			const { header } = column
			return {
				name: nameFor(header, names),
				header,
				type: typeOf(column),
				own: false,
				sealedTo: sealedTo(column),
				...describeLiveColumn(column, language, values),
			}
		})
		return {
			name: nameFor(table.file.replace(/\.csv$/, ''), taken),
			table,
			key: table.repeat === null ? 'record_id' : 'row_id',
			columns: [
				...plain,
				{
					name: seq,
					header: seq,
					label: numberMeans,
					codes: [],
					type: 'Edm.Int64',
					own: true,
					sealedTo: null,
				},
				...questionColumns,
				{
					name: misfits,
					header: misfits,
					label: misfitsMeans,
					codes: [],
					type: 'Edm.String',
					own: true,
					sealedTo: null,
				},
			],
		}
	})
}

const numberMeans = 'Number of the last thing that came to the record; whatever changes has a higher one'
const misfitsMeans = 'Values that their columns cannot hold, as JSON by their names in files'

const plainTypes: Readonly<Record<string, DataColumn['type']>> = {
	form_version: 'Edm.Int64',
	open_cases: 'Edm.Int64',
	row_number: 'Edm.Int64',
	started: 'Edm.DateTimeOffset',
	changed: 'Edm.DateTimeOffset',
}

const sealedTo = ({ of }: ExportColumn): DataColumn['sealedTo'] =>
	of.definitions.map((question) => question.sealedTo).find(isSealingRole) ?? null

function typeOf({ of, part, choice }: ExportColumn): DataColumn['type'] {
	if (choice) return 'Edm.Int64'
	// one column may hold values of versions with another type, or encrypted ones
	const types = new Set(of.definitions.map(({ type, sealedTo }) => (sealedTo ? 'text' : type)))
	const all = (...these: string[]) => [...types].every((type) => these.includes(type))
	if (all('integer')) return 'Edm.Int64'
	if (all('integer', 'decimal', 'range')) return 'Edm.Double'
	if (all('date')) return 'Edm.Date'
	if (all('geopoint') && part !== '_by_hand') return 'Edm.Double'
	return 'Edm.String'
}

function describeLiveColumn(
	{ of, choice, part }: ExportColumn,
	language: string,
	values: string,
): Pick<DataColumn, 'label' | 'codes'> {
	const label = labelText(of.question.label, language) || of.question.name
	if (choice) return { label: `${label}: ${labelText(choice.label, language)}`, codes: [] }
	const isCoded = hasCodes(of) && part === '' && values === 'codes'
	return {
		label,
		codes: isCoded
			? of.choices.map(({ name, label }) => ({ code: name, label: labelText(label, language) }))
			: [],
	}
}
const hasCodes = ({ question }: KnownQuestion): boolean =>
	question.type === 'select-one' || question.type === 'select-many' || question.type === 'rank'

/** Returns a unique name that is valid in OData. */
export function nameFor(header: string, taken: Set<string>): string {
	const plain = header.replace(/[^A-Za-z0-9_]/g, '_').replace(/^[^A-Za-z_]/, '_$&') || '_'
	for (let number = 1; ; number++) {
		const ending = number === 1 ? '' : `_${number}`
		const name = plain.slice(0, longestName - ending.length) + ending
		if (taken.has(name)) continue
		taken.add(name)
		return name
	}
}

/** Returns the question of a column; undefined for a column without one. */
export const questionOf = ({ table, columns }: DataTable, name: string): KnownQuestion | undefined =>
	table.columns[columns.findIndex((column) => column.name === name) - table.plain.length - 1]?.of

/**
 * Returns the table with some of its question columns, which costs less to read. Columns that every row has
 * stay.
 */
export function withColumns(live: DataTable, names: ReadonlySet<string>): DataTable {
	// values that do not fit are known only after all columns were read
	if (names.has(misfits)) return live
	const first = live.table.plain.length + 1
	const isNamed = live.table.columns.map((_, i) => names.has(live.columns[first + i]?.name ?? ''))
	return {
		...live,
		table: { ...live.table, columns: live.table.columns.filter((_, i) => isNamed[i]) },
		columns: live.columns.filter((_, i) => i < first || i >= first + isNamed.length || isNamed[i - first]),
	}
}

/** True if its rows need answers, not only the columns of the record's own row. */
export const needsAnswers = ({ table }: DataTable): boolean =>
	table.repeat !== null || table.columns.length > 0

const noAnswers: Answers = new Map()

/** Returns the rows of one record in a table, each with its cells in column order. */
export function dataCells(live: DataTable, row: DataRecord, plan: TablePlan): DataValue[][] {
	const { table, columns } = live
	const answers = needsAnswers(live) ? answersOf(row, plan) : noAnswers
	const ofRecord = table.repeat === null ? recordCells(row) : []
	return buildTableRows(table, row.id, answers).map(({ ids, cells }) => {
		const texts = [...ids, ...ofRecord, ...cells]
		texts.splice(table.plain.length, 0, String(row.last_seq))
		const unfit: Record<string, string> = {}
		let isUnfit = false
		return columns.map(({ name, header, type }, i): DataValue => {
			// it is the last column: all others are computed by then
			if (name === misfits) return isUnfit ? JSON.stringify(unfit) : null
			const text = texts[i] ?? ''
			const value = dataValue(text, type)
			if (value === null && text !== '') {
				unfit[header] = text
				isUnfit = true
			}
			return value
		})
	})
}

/** Returns the rows of one record in a table, each as an object by column name. */
export const buildRows = (live: DataTable, row: DataRecord, plan: TablePlan): DataRow[] =>
	dataCells(live, row, plan).map((cells) => {
		const line: Record<string, DataValue> = {}
		for (const [i, { name }] of live.columns.entries()) line[name] = cells[i] ?? null
		return line
	})

/** Parses a cell. Null for an empty cell, and for a text that the type cannot hold. */
function dataValue(text: string, type: DataColumn['type']): DataValue {
	if (text === '') return null
	switch (type) {
		case 'Edm.String':
			return text
		case 'Edm.Int64':
			return isPlainNumber(text) && Number.isSafeInteger(Number(text)) ? Number(text) : null
		case 'Edm.Double':
			return isPlainNumber(text) || isMeasure(text) ? Number(text) : null
		case 'Edm.Date':
			return /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : null
		case 'Edm.DateTimeOffset':
			return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/.test(text) ? text : null
	}
}
