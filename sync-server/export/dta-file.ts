import { Block } from './byte-block.ts'
import { type StataCode, stataCodes, stataLabel, stataNames, stataNotes } from './stata-words.ts'
import {
	bytesIn,
	type Measured,
	measure,
	numberFor,
	rowsOf,
	shortened,
	type TableToMeasure,
	type Variable,
} from './variables.ts'

/*
 * Stata files of format 118 (Stata 14 and later), as StataCorp describes them ("help dta", https://www.stata.com/help.cgi?dta): little-endian, texts in UTF-8.
 */

/** Bytes of a text that stands in its line; longer ones (strL) follow behind all lines. */
const longestInLine = 2045
/** Bytes that names and labels have room for, with what ends them; the most of a note and of a label of a value. */
const [nameBytes, formatBytes, labelBytes, longestNote, longestValueLabel] = [129, 57, 321, 67_000, 32_000]
const types = { textBehind: 32_768, double: 65_526, whole: 65_528 } as const
const blockBytes = 1 << 16

/** `.`, and from there on `.a` to `.z`. */
const missingWhole = 2_147_483_621
const missingDouble = 2 ** 1023
const wholeOf = ({ value }: StataCode): number =>
	typeof value === 'number' ? value : missingWhole + value.charCodeAt(1) - 96

/** Stata counts from 1960. */
const daysTo1970 = 3653
const msTo1970 = daysTo1970 * 86_400_000

interface DtaVariable extends Variable {
	readonly name: string
	/** Empty where its values are not told by codes. */
	readonly codes: readonly StataCode[]
	readonly wholes: ReadonlyMap<string, number>
	/** As the format counts types: a text's is the number of its bytes. */
	readonly type: number
}

/** A table as a Stata file. It is read twice, and once more where texts are long: what they take has to be said before them. */
export async function* dtaFile(table: TableToMeasure): AsyncGenerator<Uint8Array> {
	const measured = await measure(table)
	const variables = dtaVariables(measured)
	const labels = valueLabelsOf(variables)
	const called = table.name.replace(/\.csv$/, '')
	const block = headOf(variables, { called, rows: measured.rows, labelsLength: labels.length })
	let row = 0
	for await (const texts of rowsOf(table.again())) {
		writeRow(block, texts, variables, ++row)
		if (block.length >= blockBytes) yield block.taken()
	}
	block.text('</data><strls>')
	const behind = [...variables.entries()].filter(([, { type }]) => type === types.textBehind)
	row = 0
	if (behind.length > 0)
		for await (const texts of rowsOf(table.again())) {
			row++
			for (const [i] of behind) writeTextBehind(block, texts[i] ?? '', i + 1, row)
			if (block.length >= blockBytes) yield block.taken()
		}
	block.text('</strls>')
	block.padded(labels.bytes(), labels.length)
	block.text('</stata_dta>')
	yield block.taken()
}

function dtaVariables({ variables }: Measured): DtaVariable[] {
	const names = stataNames(variables.map(({ column }) => column))
	return variables.map((variable, i) => {
		const codes = variable.isCoded ? stataCodes(variable.column.codes) : []
		const wholes = new Map(codes.map((each) => [each.code, wholeOf(each)]))
		return { ...variable, name: names[i] ?? '', codes, wholes, type: typeOf(variable) }
	})
}

function typeOf({ kind, isCoded, longest }: Variable): number {
	if (isCoded || kind === 'day') return types.whole
	if (kind !== 'text') return types.double
	return longest <= longestInLine ? longest : types.textBehind
}

/** All up to the first line. `labelsLength`: bytes of the labels of values, which stand behind all lines. */
function headOf(
	variables: readonly DtaVariable[],
	{ called, rows, labelsLength }: { called: string; rows: number; labelsLength: number },
): Block {
	const [head, label] = [new Block(), stataLabel(called)]
	head.text('<stata_dta><header><release>118</release><byteorder>LSF</byteorder><K>')
	head.short(variables.length)
	head.text('</K><N>')
	head.long(rows)
	head.text('</N><label>')
	head.short(bytesIn(label))
	head.text(label)
	// without a time: the same file whenever it is written
	head.text('</label><timestamp>\0</timestamp></header>')
	const parts: readonly [name: string, write: (into: Block) => void][] = [
		['variable_types', (into) => each(variables, ({ type }) => into.short(type))],
		['varnames', (into) => each(variables, ({ name }) => into.padded(utf8(name), nameBytes, 0))],
		['sortlist', (into) => into.padded(new Uint8Array(), 2 * (variables.length + 1), 0)],
		['formats', (into) => each(variables, (one) => into.padded(utf8(formatOf(one)), formatBytes, 0))],
		[
			'value_label_names',
			(into) =>
				each(variables, ({ name, codes }) => into.padded(utf8(codes.length > 0 ? name : ''), nameBytes, 0)),
		],
		[
			'variable_labels',
			(into) => each(variables, ({ column }) => into.padded(utf8(stataLabel(column.label)), labelBytes, 0)),
		],
		['characteristics', (into) => each(variables, (one) => writeNotes(into, one))],
	]
	const written = parts.map(([name, write]) => {
		const part = new Block()
		part.text(`<${name}>`)
		write(part)
		part.text(`</${name}>`)
		return part
	})
	const [mapAt, mapLength] = [head.length, '<map></map>'.length + 14 * 8]
	const places = [0, mapAt, mapAt + mapLength]
	const add = (length: number) => places.push((places.at(-1) ?? 0) + length)
	for (const { length } of written) add(length)
	add('<data></data>'.length + rows * variables.reduce((sum, { type }) => sum + widthOf(type), 0))
	add('<strls></strls>'.length + variables.reduce((sum, one) => sum + lengthBehind(one), 0))
	add(labelsLength)
	add('</stata_dta>'.length)
	head.text('<map>')
	for (const place of places) head.long(place)
	head.text('</map>')
	for (const part of written) head.padded(part.bytes(), part.length)
	head.text('<data>')
	return head
}

const utf8 = (text: string): Uint8Array => Buffer.from(text)
const each = (variables: readonly DtaVariable[], write: (variable: DtaVariable) => void) =>
	variables.forEach(write)

const formatOf = ({ kind, codes, type }: DtaVariable): string => {
	if (kind === 'day') return '%td'
	if (kind === 'moment') return '%tc'
	if (codes.length > 0 || kind !== 'text') return '%12.0g'
	return type === types.textBehind ? '%9s' : `%-${Math.min(type, 40)}s`
}

const widthOf = (type: number): number =>
	type === types.whole ? 4 : type === types.double || type === types.textBehind ? 8 : type

/** What stands before a long text: `GSO`, which it is, that it is one, and its length; and the nought that ends it. */
const aroundTextBehind = 3 + 4 + 8 + 1 + 4 + 1
const lengthBehind = ({ type, filled, bytes }: DtaVariable): number =>
	type === types.textBehind ? filled * aroundTextBehind + bytes : 0

function writeNotes(into: Block, { name, codes, column }: DtaVariable): void {
	const notes = stataNotes(column, name, codes)
	const write = (called: string, text: string) => {
		const bytes = utf8(`${shortened(text, longestNote, '…')}\0`)
		into.text('<ch>')
		into.whole(2 * nameBytes + bytes.length)
		into.padded(utf8(name), nameBytes, 0)
		into.padded(utf8(called), nameBytes, 0)
		into.padded(bytes, bytes.length)
		into.text('</ch>')
	}
	if (notes.length > 0) write('note0', String(notes.length))
	for (const [i, note] of notes.entries()) write(`note${i + 1}`, note)
}

function writeRow(
	block: Block,
	texts: readonly string[],
	variables: readonly DtaVariable[],
	row: number,
): void {
	for (const [i, { type, wholes, kind }] of variables.entries()) {
		const text = texts[i] ?? ''
		if (type === types.whole)
			block.whole(text === '' ? missingWhole : (wholes.get(text) ?? numberFor({ kind }, text) + daysTo1970))
		else if (type === types.double)
			block.double(
				text === '' ? missingDouble : numberFor({ kind }, text) + (kind === 'moment' ? msTo1970 : 0),
			)
		// two bytes for the variable and six for the line
		else if (type === types.textBehind) block.long(text === '' ? 0 : BigInt(i + 1) + (BigInt(row) << 16n))
		else block.padded(utf8(text), type, 0)
	}
}

function writeTextBehind(block: Block, text: string, variable: number, row: number): void {
	if (text === '') return
	const bytes = utf8(`${text}\0`)
	block.text('GSO')
	block.whole(variable)
	block.long(row)
	// a text, and no bytes
	block.byte(130)
	block.whole(bytes.length)
	block.padded(bytes, bytes.length)
}

function valueLabelsOf(variables: readonly DtaVariable[]): Block {
	const all = new Block()
	all.text('<value_labels>')
	for (const { name, codes } of variables) {
		if (codes.length === 0) continue
		const sorted = codes
			.map((code) => ({
				whole: wholeOf(code),
				text: utf8(`${shortened(code.label, longestValueLabel, '…')}\0`),
			}))
			.sort((a, b) => a.whole - b.whole)
		const length = sorted.reduce((sum, { text }) => sum + text.length, 0)
		all.text('<lbl>')
		all.whole(8 + 8 * sorted.length + length)
		all.padded(utf8(name), nameBytes + 3, 0)
		all.whole(sorted.length)
		all.whole(length)
		let at = 0
		for (const { text } of sorted) {
			all.whole(at)
			at += text.length
		}
		for (const { whole } of sorted) all.whole(whole)
		for (const { text } of sorted) all.padded(text, text.length)
		all.text('</lbl>')
	}
	all.text('</value_labels>')
	return all
}
