import { Block } from './byte-block.ts'
import { type DtaVariable, dtaVariables, types, wholeOf } from './dta-variables.ts'
import { stataLabel } from './stata-words.ts'
import { bytesIn, measure, rowsOf, shortened, type TableToMeasure } from './variables.ts'

/*
 * Stata files of format 118 (Stata 14 and later), as StataCorp describes them ("help dta",
 * https://www.stata.com/help.cgi?dta): little-endian, texts in UTF-8.
 */

/** Bytes for names and labels, with their terminator; maximum bytes of a note and of a value label. */
const [nameBytes, formatBytes, labelBytes, longestNote, longestValueLabel] = [129, 57, 321, 67_000, 32_000]
const blockBytes = 1 << 16

/**
 * Writes a table as a Stata file. The table is read twice, and a third time if it has long texts, since their
 * sizes precede them in the file.
 */
export async function* dtaFile(table: TableToMeasure): AsyncGenerator<Uint8Array> {
	const measured = await measure(table)
	const variables = dtaVariables(measured)
	const labels = valueLabelsOf(variables)
	const called = table.name.replace(/\.csv$/, '')
	const block = headOf(variables, { called, rows: measured.rows, labelsLength: labels.length })
	let row = 0
	for await (const texts of rowsOf(table.reread())) {
		writeRow(block, texts, variables, ++row)
		if (block.length >= blockBytes) yield block.taken()
	}
	block.text('</data><strls>')
	const behind = [...variables.entries()].filter(([, { type }]) => type === types.textBehind)
	row = 0
	if (behind.length > 0)
		for await (const texts of rowsOf(table.reread())) {
			row++
			for (const [i, { at }] of behind) writeTextBehind(block, texts[at] ?? '', i + 1, row)
			if (block.length >= blockBytes) yield block.taken()
		}
	block.text('</strls>')
	block.padded(labels.bytes(), labels.length)
	block.text('</stata_dta>')
	yield block.taken()
}

/**
 * Writes everything before the first row. `labelsLength`: bytes of the value labels, which follow the rows.
 */
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
	// No timestamp, so that the file is identical whenever it is written.
	head.text('</label><timestamp>\0</timestamp></header>')
	const parts: readonly [name: string, write: (into: Block) => void][] = [
		['variable_types', (into) => each(variables, ({ type }) => into.short(type))],
		['varnames', (into) => each(variables, ({ name }) => into.padded(utf8(name), nameBytes, 0))],
		['sortlist', (into) => into.padded(new Uint8Array(), 2 * (variables.length + 1), 0)],
		['formats', (into) => each(variables, (one) => into.padded(utf8(one.format), formatBytes, 0))],
		[
			'value_label_names',
			(into) =>
				each(variables, ({ name, codes }) => into.padded(utf8(codes.length > 0 ? name : ''), nameBytes, 0)),
		],
		['variable_labels', (into) => each(variables, ({ label }) => into.padded(utf8(label), labelBytes, 0))],
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

const widthOf = (type: number): number =>
	type === types.whole ? 4 : type === types.double || type === types.textBehind ? 8 : type

/** Bytes around a long text: `GSO`, variable and row, type, length, and the terminating zero. */
const aroundTextBehind = 3 + 4 + 8 + 1 + 4 + 1
const lengthBehind = ({ type, filled, bytes }: DtaVariable): number =>
	type === types.textBehind ? filled * aroundTextBehind + bytes : 0

function writeNotes(into: Block, { name, notes }: DtaVariable): void {
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
	for (const [i, { at, type, numberOf }] of variables.entries()) {
		const text = texts[at] ?? ''
		if (type === types.whole) block.whole(numberOf(text))
		else if (type === types.double) block.double(numberOf(text))
		// Two bytes for the variable and six for the row.
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
	// Type 130: text, not binary.
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
