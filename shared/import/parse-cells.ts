import { plainCell } from '#shared/cleaning/compare-cell'
import { dateTimeText } from '#shared/expressions/dates'
import { type Answer, longestAnswer } from '#shared/forms/answers'
import { latinDigits } from '#shared/forms/digits'
import type { Choice, Question } from '#shared/forms/form-definition'
import { questionTypes } from '#shared/forms/question-types'
import { sealedPrefix } from '#shared/forms/sealed-answer-text'
import type { ColumnMapping, Mapping } from './mapping.ts'
import { choiceCalled, ticksIn } from './match-choice.ts'
import { dayIn, isEitherDay, momentIn } from './parse-dates.ts'

export type CellErrorCode =
	| 'not-read'
	| 'not-a-choice'
	| 'day-not-read'
	| 'spreadsheet-fault'
	| 'letters-lost'
/** Answer of a file to one question; null for none. */
export type CellsRead =
	| { readonly answer: Answer | null }
	| { readonly why: CellErrorCode; readonly column: string }

/** A column with its text in a line. */
export interface SourceCell {
	readonly column: string
	readonly text: string
}

interface CellQuestion {
	readonly question: Question
	readonly choices: readonly Choice[]
	readonly mapping: ColumnMapping
	readonly how: Pick<Mapping, 'blanks' | 'days'>
	/** Minutes east of UTC. */
	readonly offsetMinutes: number
}

const fault = /^#(N\/A|DIV\/0!|NAME\?|NULL!|NUM!|REF!|VALUE!|#+)$/
const yes = /^(1(\.0+)?|true|yes|y|x|ok|ہاں|جی|selected)$/i
const no = /^(0(\.0+)?|false|no|n|نہیں|)$/i

/**
 * Reads the answer of a line to a question from the cells of its columns, as a person would have given it in
 * the form.
 */
export function readCells(question: CellQuestion, cellOf: (column: string) => string): CellsRead {
	const { mapping, how } = question
	const blanks = new Set(['', ...how.blanks.map(plainCell)])
	const read = (column: string): SourceCell => {
		const text = plainCell(cellOf(column))
		return { column, text: blanks.has(text) ? '' : text }
	}
	if (mapping.always !== undefined) return readOne(question, { column: '', text: plainCell(mapping.always) })
	if (mapping.ticks)
		return readTicks(Object.entries(mapping.ticks).map(([code, column]) => [code, read(column)]))
	const cells = mapping.columns.map(read)
	const [first] = cells
	if (!first) return { answer: null }
	if (cells.length === 1) return readOne(question, first)
	// a location in columns of its own has neither height nor error, if these are missing
	const parts = cells.map(({ text }, i) => (text === '' && i >= 2 ? '0' : text.replace(',', '.')))
	return parts.slice(0, 2).every((part) => part === '')
		? { answer: null }
		: readOne(question, { ...first, text: parts.join(' ') })
}

function readTicks(ticks: readonly (readonly [code: string, cell: SourceCell])[]): CellsRead {
	const odd = ticks.find(([, { text }]) => !yes.test(text) && !no.test(text))
	if (odd) return { why: 'not-read', column: odd[1].column }
	const ticked = ticks.filter(([, { text }]) => yes.test(text)).map(([code]) => code)
	return { answer: ticked.length > 0 ? ticked : null }
}

/** Finds an error in a text, whatever it answers; null for none. */
export function findCellError(text: string): CellErrorCode | null {
	if (fault.test(text)) return 'spreadsheet-fault'
	// no open answer from a file may pass for one that a phone has sealed
	return text.includes('\ufffd') || text.startsWith(sealedPrefix) ? 'letters-lost' : null
}

function readOne(
	{ question, choices, mapping, how, offsetMinutes }: CellQuestion,
	{ column, text }: SourceCell,
): CellsRead {
	const { type } = question
	if (text === '') return { answer: null }
	const why = findCellError(text)
	if (why !== null) return { why, column }
	const codeOf = (written: string): string | null | undefined =>
		mapping.values && Object.hasOwn(mapping.values, written)
			? mapping.values[written]
			: (choiceCalled(written, choices) ?? undefined)
	if (type === 'select-one') {
		const code = codeOf(text)
		return code === undefined ? { why: 'not-a-choice', column } : { answer: code }
	}
	if (type === 'select-many' || type === 'rank') {
		const codes = ticksIn(text, choices, mapping.values).map(codeOf)
		if (codes.includes(undefined)) return { why: 'not-a-choice', column }
		const ticked = [...new Set(codes.filter((code) => typeof code === 'string'))]
		if (ticked.length === 0) return { answer: null }
		return { answer: type === 'rank' ? ticked.join(' ') : ticked }
	}
	if (type === 'date') {
		const day = dayIn(text, how.days, offsetMinutes)
		return day === null ? { why: 'day-not-read', column } : { answer: day }
	}
	if (type === 'datetime' || question.atEnd) {
		const moment = momentIn(text, how.days, offsetMinutes)
		return moment === null ? { why: 'day-not-read', column } : { answer: dateTimeText(moment, offsetMinutes) }
	}
	if (type === 'acknowledge') {
		if (no.test(text)) return { answer: null }
		return yes.test(text) ? { answer: 'OK' } : { why: 'not-read', column }
	}
	if (isUnclear(type, latinDigits(text))) return { why: 'not-read', column }
	const reading = questionTypes[type].read(asTyped(type, text))
	return reading.kind === 'answer' ? { answer: reading.value } : { why: 'not-read', column }
}

/** True if a number can be one of thousands, or one with decimals: `25,000`. */
function isUnclear(type: Question['type'], digits: string): boolean {
	if (type === 'integer') return /^[+-]?\d{1,3}([.,]\d{3})+$/.test(digits)
	return (type === 'decimal' || type === 'range') && /,\d{3}$/.test(digits)
}

/**
 * Returns a number as a person would type it: without the decimals that a spreadsheet adds, and with a point.
 */
function asTyped(type: Question['type'], text: string): string {
	const digits = latinDigits(text)
	if (type === 'integer') return digits.replace(/[.,]0+$/, '')
	if (type === 'decimal' || type === 'range') return digits.replace(/^([+-]?\d+),(\d+)$/, '$1.$2')
	if (type === 'time') return digits.replace(/^(\d):/, '0$1:').replace(/^1899-12-3[01]T/, '')
	return text.slice(0, longestAnswer + 1)
}

/** True if days in these cells depend on whether day or month comes first. */
export const areEitherDay = (cells: readonly string[]): boolean => cells.map(plainCell).some(isEitherDay)
