import {
	type FileColumns,
	type FileRefusal,
	type SpreadsheetDamage,
	spreadsheetDamageKinds,
} from '#shared/cleaning/edit-file'
import { type Answer, type Answers, sameAnswer } from '#shared/forms/answers'
import { isCorrectable } from '#shared/forms/editable'
import type { FormPart, Question } from '#shared/forms/form-definition'
import { localize } from '#shared/forms/localized-text'
import { questionTypes } from '#shared/forms/question-types'
import { exportMarkerColumn } from '../export/metadata-columns.ts'
import type { FormVersion, KnownChoice } from '../export/parts-across-versions.ts'
import { pathInRow } from '../export/repeat-rows.ts'
import { type ExportColumn, type ExportTable, planTables, type TablePlan } from '../export/table-plan.ts'
import { buildCompanionHeader, labelEnding, offsetEnding, withOffset } from '../export/workbook-headers.ts'
import { compareWithExportedCell, listPossibleDays, plainCell } from './compare-cell.ts'

/** One way in which an export can have written its answers. */
export interface ExportEncoding {
	/** `codes`, or a language tag. */
	readonly values: string
	readonly plan: TablePlan
}

/** Codes first, then each language of the form. */
export type ExportEncodings = readonly [ExportEncoding, ...ExportEncoding[]]

export function listEncodings(versions: readonly FormVersion[]): ExportEncodings {
	const way = (values: string): ExportEncoding => ({
		values,
		plan: planTables(versions, { values, byteOrderMark: false, exactPlaces: true }),
	})
	const codes = way('codes')
	return [codes, ...codes.plan.languages.map(({ tag }) => way(tag))]
}

/** A table of an imported file. */
export interface ReturnedTable {
	/** Template of the repeat whose rows it has; null for records. */
	readonly repeat: string | null
	/** Index of the record id, the row id and the export marker in a row; -1 if missing. */
	readonly places: { readonly record: number; readonly row: number; readonly takenFrom: number }
	/** The columns of each question that are present. */
	readonly questions: readonly (readonly ColumnBack[])[]
}

interface ColumnBack {
	/** Index of the column, from 0. */
	readonly at: number
	/** Index of the offset of its times, in a workbook; -1 if missing. */
	readonly offsetAt: number
	/** The same column in each of the encodings. */
	readonly inWays: readonly ExportColumn[]
}

const isSealedColumn = ({ of }: ExportColumn): boolean =>
	of.definitions.some(({ sealedTo }) => sealedTo !== undefined)

/** Returns the table that matches a header; among repeats the one with the most columns in common. */
export function matchReturnedTable(header: readonly string[], ways: ExportEncodings): ReturnedTable {
	const names = header.map((name) => name.trim())
	const places = {
		record: names.indexOf('record_id'),
		row: names.indexOf('row_id'),
		takenFrom: names.indexOf(exportMarkerColumn.header),
	}
	const headersOf = (table: number) => {
		const { plain = [], columns = [] } = ways[0].plan.tables[table] ?? {}
		return new Set([...plain, ...columns].map(({ header: name }) => name))
	}
	const placeOf = new Map([...names.entries()].reverse().map(([at, name]) => [name, at]))
	const questionsOf = (table: number): ColumnBack[][] => {
		const questions = new Map<string, ColumnBack[]>()
		const headers = headersOf(table)
		for (const [i, { header: name, of }] of (ways[0].plan.tables[table] as ExportTable).columns.entries()) {
			const at = placeOf.get(name)
			const offsetAt = placeOf.get(buildCompanionHeader(name, offsetEnding, headers)) ?? -1
			const inWays = ways.flatMap(({ plan }) => plan.tables[table]?.columns[i] ?? [])
			if (at !== undefined)
				questions.set(of.template, [...(questions.get(of.template) ?? []), { at, offsetAt, inWays }])
		}
		return [...questions.values()]
	}
	const tables = ways[0].plan.tables
		.map(({ repeat }, i) => ({ repeat, places, questions: questionsOf(i) }))
		.filter(({ repeat }) => (repeat === null) === places.row < 0)
	const [first = { repeat: null, places, questions: [] }, ...others] = tables
	return others.reduce((best, next) => (next.questions.length > best.questions.length ? next : best), first)
}

/** Returns the use of each column of a header. */
export function usesOf(header: readonly string[], ways: ExportEncodings): FileColumns['uses'] {
	const { repeat, questions } = matchReturnedTable(header, ways)
	const { plain = [], columns = [] } = ways[0].plan.tables.find((table) => table.repeat === repeat) ?? {}
	const all = questions.flat()
	const known = new Map(all.map(({ at, inWays }) => [at, inWays[0]]))
	const offsets = new Set(all.map(({ offsetAt }) => offsetAt))
	const headers = new Set([...plain, ...columns].map((each) => each.header))
	// additional columns of a workbook, which cannot be edited
	const companionHeaders = new Set(
		[...headers].flatMap((each) =>
			[offsetEnding, labelEnding].map((ending) => buildCompanionHeader(each, ending, headers)),
		),
	)
	return header.map((name, i) => {
		if (offsets.has(i)) return 'read'
		const column = known.get(i)
		if (column) return isSealedColumn(column) ? 'sealed' : 'read'
		// a repeated name is another column
		const isFirst = header.indexOf(name) === i
		const isOwn = plain.some((each) => each.header === name.trim()) || companionHeaders.has(name.trim())
		return isFirst && isOwn ? 'plain' : 'unknown'
	})
}

/** A row with the answers of its record at the time of the export. */
export interface ReturnedRow {
	readonly cells: readonly string[]
	/** Path of its row; '' for a record. */
	readonly row: string
	/** Answers in the file at that time: with exact locations, and with masked ones. */
	readonly exportedAnswers: readonly [Answers, Answers]
}

const readReturnedCells = (column: ExportColumn, { row, exportedAnswers }: ReturnedRow): string[] => {
	const path = pathOf(column, row)
	return exportedAnswers.map((answers) => column.cell(answers.get(path)))
}
const pathOf = ({ of }: ExportColumn, row: string): string =>
	row === '' ? of.template : pathInRow(of.template, row)

/**
 * Returns the encoding of these rows: the one in which the fewest cells differ; null if all have the same
 * number.
 */
export function detectEncoding(
	{ questions }: ReturnedTable,
	ways: ExportEncodings,
	lines: readonly ReturnedRow[],
): number | null {
	const coded = questions
		.flat()
		.filter(({ inWays: [first] }) => first?.choice === null && first.of.choices.length > 0)
	const differing = ways.map((_, way) => {
		let count = 0
		for (const line of lines)
			for (const { at, inWays } of coded) {
				const column = inWays[way] as ExportColumn
				const text = column.cell(line.exportedAnswers[0].get(pathOf(column, line.row)))
				if (plainCell(text) !== plainCell(line.cells[at] ?? '')) count++
			}
		return count
	})
	const fewest = Math.min(...differing)
	return differing.every((count) => count === fewest) ? null : differing.indexOf(fewest)
}

interface ReturnedCellRemark {
	readonly why: FileRefusal | SpreadsheetDamage
	readonly column: string
}
export interface ReturnedRowChanges {
	readonly changes: readonly {
		readonly path: string
		readonly column: string
		readonly after: Answer | null
	}[]
	readonly remarks: readonly ReturnedCellRemark[]
}

/**
 * Returns the changes in a row since the export. `partAt`: the question at a path, in the form version under
 * which its record is read now.
 */
export function compareReturnedRow(
	table: ReturnedTable,
	way: { readonly place: number; readonly values: string },
	line: ReturnedRow,
	partAt: (path: string) => FormPart | undefined,
): ReturnedRowChanges {
	const changes: ReturnedRowChanges['changes'][number][] = []
	const remarks: ReturnedCellRemark[] = []
	for (const columns of table.questions) {
		const changed = columns.flatMap(({ at, offsetAt, inWays }) => {
			const column = inWays[way.place] as ExportColumn
			const cell = withOffset(line.cells[at] ?? '', line.cells[offsetAt] ?? '')
			// true for nearly all cells of a file
			if (column.cell(line.exportedAnswers[0].get(pathOf(column, line.row))) === cell) return []
			const found = new Set(
				readReturnedCells(column, line).map((text) => compareWithExportedCell(cell, text)),
			)
			if (found.has('same') || isSealedColumn(column)) return []
			const mangled = spreadsheetDamageKinds.find((each) => found.has(each))
			if (mangled === undefined) return [{ column, cell: plainCell(cell) }]
			// a number in another notation is the same number
			if (mangled !== 'number' || !isNumeric(column.of.question))
				remarks.push({ why: mangled, column: column.header })
			return []
		})
		const [first] = changed
		if (!first) continue
		const path = pathOf(first.column, line.row)
		const before = line.exportedAnswers[0].get(path) ?? null
		const read = readChanged(changed, before, partAt(path), way.values)
		if ('why' in read)
			for (const { column } of changed) remarks.push({ why: read.why, column: column.header })
		else if (!sameAnswer(read.after, before))
			changes.push({ path, column: first.column.header, after: read.after })
	}
	return { changes, remarks }
}

type Changed = readonly { readonly column: ExportColumn; readonly cell: string }[]
type ReadCell = { readonly after: Answer | null } | { readonly why: FileRefusal }

const isNumeric = ({ type }: Question): boolean => ['integer', 'decimal', 'range'].includes(type)
/** Texts that a spreadsheet shows if a formula failed, or a column was too narrow when it was copied. */
const fault =
	/^#(N\/A|DIV\/0!|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|BUSY!|UNKNOWN!|GETTING_DATA|EXTERNAL!|PYTHON!|#+)$/

function readChanged(
	changed: Changed,
	before: Answer | null,
	part: FormPart | undefined,
	values: string,
): ReadCell {
	if (part?.kind !== 'question' || !isCorrectable(part)) return { why: 'not-correctable' }
	if (part.type === 'geopoint') return { why: 'place' }
	if (changed.some(({ cell }) => fault.test(cell))) return { why: 'fault' }
	if (changed.some(({ cell }) => cell.includes('\ufffd'))) return { why: 'letters-lost' }
	const whole = changed.find(({ column }) => column.choice === null)
	const ticks = changed.filter(({ column }) => column.choice !== null)
	const wholeResult = whole ? readCell(whole.cell, part, whole.column.of.choices, values) : null
	if (ticks.length === 0 || (wholeResult && 'why' in wholeResult)) return wholeResult ?? { after: before }
	const ticked = readTicks(ticks, before)
	if ('why' in ticked || !wholeResult) return ticked
	return sameAnswer(wholeResult.after, ticked.after) ? ticked : { why: 'ticks-differ' }
}

/** Reads the columns of choices: 1 or 0. */
function readTicks(ticks: Changed, before: Answer | null): ReadCell {
	const after = new Set(typeof before === 'object' ? before : [])
	for (const { column, cell } of ticks) {
		const name = column.choice?.name ?? ''
		if (/^(1|true)$/i.test(cell)) after.add(name)
		else if (/^(0|false|)$/i.test(cell)) after.delete(name)
		else return { why: 'not-read' }
	}
	return { after: after.size === 0 ? null : [...after] }
}

function readCell(
	cell: string,
	{ type }: Question,
	choices: readonly KnownChoice[],
	values: string,
): ReadCell {
	if (cell === '') return { after: null }
	const isCodes = values === 'codes'
	if (type === 'select-one') {
		const code = codeOf(cell, choices, values)
		return code === null ? { why: 'not-a-choice' } : { after: code }
	}
	if (type === 'select-many' || type === 'rank') {
		const parts = cell.split(type === 'rank' ? (isCodes ? /\s+/ : /\s*>\s*/) : isCodes ? /[\s;]+/ : /\s*;\s*/)
		const codes = parts.filter((part) => part !== '').map((part) => codeOf(part, choices, values))
		if (codes.includes(null)) return { why: 'not-a-choice' }
		return { after: type === 'rank' ? codes.join(' ') : [...new Set(codes as string[])] }
	}
	if (type === 'date' && !/^\d{4}-\d{2}-\d{2}$/.test(cell) && listPossibleDays(cell).length > 0)
		return { why: 'day-unclear' }
	// a long number in exponential notation has lost its digits
	if (!isNumeric({ type } as Question) && /^\d([.,]\d+)?e\+\d+$/i.test(cell)) return { why: 'not-read' }
	const read = questionTypes[type].read(type === 'integer' ? cell.replace(/\.0+$/, '') : cell)
	return read.kind === 'answer' ? { after: read.value } : { why: 'not-read' }
}

/**
 * Returns the code of a choice that is written as its label, in the language of the file or else in any, or
 * as its code; null for none, or for several.
 */
function codeOf(written: string, choices: readonly KnownChoice[], values: string): string | null {
	const only = (found: readonly KnownChoice[]) => (found.length === 1 ? (found[0]?.name ?? null) : null)
	const byCode = only(choices.filter(({ name }) => name === written))
	const labelled = (tags: readonly string[]) =>
		only(choices.filter(({ label }) => tags.some((tag) => plainCell(localize(label, tag)) === written)))
	const byLabel = values === 'codes' ? null : labelled([values])
	const tags = [...new Set(choices.flatMap(({ label }) => Object.keys(label)))]
	return byLabel ?? byCode ?? labelled(tags)
}
