import type { TableLine } from '#shared/export/csv-cells'
import type { ColumnTold, FileOfLines } from './export-tables.ts'
import { isMeasure, isPlainNumber } from './plain-number.ts'

/*
 * SPSS system files, as GNU PSPP describes them ("System File Format", PSPP Developers Guide): by its byte codes, texts in UTF-8, variables that are
 * longer than 255 bytes in several pieces, little-endian.
 */

/** Bytes of a text at most; of a name, a label and a label of a value. */
const [longestText, longestName, longestLabel, longestValueLabel] = [32_767, 64, 255, 120]
/** A piece of a long text has so many bytes, and stands for so many when pieces are counted. */
const [pieceBytes, pieceCounted] = [255, 252]
const missingNumber = -Number.MAX_VALUE
const blockBytes = 1 << 16
const cut = ' … (longer: see the CSV file)'
const utf8 = new TextEncoder()

/** What has to be known of a table before its first line is written. */
interface Measured {
	readonly cases: number
	readonly variables: readonly Variable[]
}

interface Variable {
	readonly name: string
	readonly short: string
	readonly column: ColumnTold
	readonly kind: 'number' | 'day' | 'text'
	/** Bytes; 0 for what is no text. */
	readonly width: number
}

/** A table as an SPSS file. It is read twice: how long texts are has to be said before them. */
export async function* savFile(file: FileOfLines): AsyncGenerator<Uint8Array> {
	if (!file.columns || !file.again) return
	const measured = await measure(file.again(), file.columns)
	yield dictionaryOf(measured)
	const coded = new Coded()
	let isHeader = true
	for await (const line of file.again()) {
		if (isHeader) isHeader = false
		else writeCase(coded, line, measured.variables)
		if (coded.length >= blockBytes) yield coded.taken()
	}
	coded.end()
	yield coded.taken()
}

async function measure(lines: AsyncIterable<TableLine>, columns: readonly ColumnTold[]): Promise<Measured> {
	let cases = -1
	const longest = columns.map(() => 1)
	const isNumeric = columns.map(() => true)
	const isDay = columns.map(() => true)
	for await (const { ids, cells } of lines) {
		cases++
		// the first line has the names
		if (cases === 0) continue
		for (const [i, text] of [...ids, ...cells].entries()) {
			if (text === '') continue
			if (!(columns[i]?.kind === 'measure' ? isMeasure(text) : isPlainNumber(text))) isNumeric[i] = false
			if (secondsOf(text) === null) isDay[i] = false
			longest[i] = Math.max(longest[i] ?? 1, bytesIn(text))
		}
	}
	const names = new Set<string>()
	const variables = columns.map((column, i): Variable => {
		const isNumberHere = (column.kind === 'number' || column.kind === 'measure') && isNumeric[i] === true
		const kind = isNumberHere ? 'number' : column.kind === 'day' && isDay[i] ? 'day' : 'text'
		const codes = column.codes.map(({ code }) => bytesIn(code))
		const width = kind === 'text' ? Math.min(longestText, Math.max(longest[i] ?? 1, ...codes)) : 0
		return { name: nameFor(column.header, names), short: `@${i + 1}`, column, kind, width }
	})
	return { cases: Math.max(0, cases), variables }
}

const bytesIn = (text: string): number => Buffer.byteLength(text)

const reserved = new Set('ALL AND BY EQ GE GT LE LT NE NOT OR TO WITH'.split(' '))
/** Letters, digits, points and lines, a letter first, and no other like it whatever its capitals. */
function nameFor(header: string, taken: Set<string>): string {
	const plain =
		header
			.replace(/[^A-Za-z0-9_.]/g, '_')
			.replace(/^[^A-Za-z]/, 'v$&')
			.replace(/\.+$/, '') || 'v'
	const base = reserved.has(plain.toUpperCase()) ? `${plain}_` : plain
	for (let number = 1; ; number++) {
		const ending = number === 1 ? '' : `_${number}`
		const name = base.slice(0, longestName - ending.length) + ending
		if (taken.has(name.toUpperCase())) continue
		taken.add(name.toUpperCase())
		return name
	}
}

const piecesOf = (width: number): number => (width <= pieceBytes ? 1 : Math.ceil(width / pieceCounted))
/** Bytes that a piece is declared with, and that it holds of its text. */
const declared = (width: number, piece: number): number =>
	piece < piecesOf(width) - 1 ? pieceBytes : width - pieceCounted * (piecesOf(width) - 1)
const held = (width: number, piece: number): number =>
	Math.max(0, Math.min(pieceBytes, width - pieceBytes * piece))
const eights = (bytes: number): number => Math.ceil(bytes / 8)
const unitsOf = ({ width }: Variable): number =>
	width === 0
		? 1
		: Array.from({ length: piecesOf(width) }, (_, piece) => eights(declared(width, piece))).reduce(
				(a, b) => a + b,
			)

function writeCase(coded: Coded, { ids, cells }: TableLine, variables: readonly Variable[]): void {
	const texts = [...ids, ...cells]
	for (const [i, variable] of variables.entries()) {
		const text = texts[i] ?? ''
		if (variable.kind !== 'text') {
			coded.number(text === '' ? null : variable.kind === 'day' ? secondsOf(text) : Number(text))
			continue
		}
		const bytes = utf8.encode(shortened(text, variable.width))
		for (let piece = 0; piece < piecesOf(variable.width); piece++) {
			const from = piece * pieceBytes
			const size = 8 * eights(declared(variable.width, piece))
			coded.text(bytes.subarray(from, from + held(variable.width, piece)), size)
		}
	}
}

/** Since 14 October 1582, as SPSS counts; null for what is no day. */
const secondsOf = (text: string): number | null => {
	const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
	return Number.isNaN(ms) ? null : ms / 1000 + 12_219_379_200
}

/** At most so many bytes, and no half of a letter. */
function shortened(text: string, bytes: number, ending = cut): string {
	if (bytesIn(text) <= bytes) return text
	const room = Math.max(0, bytes - bytesIn(ending))
	let whole = ''
	let length = 0
	for (const letter of text) {
		length += bytesIn(letter)
		if (length > room) break
		whole += letter
	}
	return whole + ending
}

function dictionaryOf({ cases, variables }: Measured): Uint8Array {
	const block = new Block()
	block.text('$FL2', 4)
	block.text('@(#) SPSS DATA FILE - Zila', 60)
	// layout, units of a case, byte codes, no weights, cases
	for (const whole of [2, variables.reduce((sum, each) => sum + unitsOf(each), 0), 1, 0, cases])
		block.whole(whole)
	block.double(codeBias)
	// the same file whenever it is written
	block.text('01 Jan 80', 9)
	block.text('00:00:00', 8)
	block.text('', 64 + 3)
	let pieces = 0
	for (const variable of variables) writeVariable(block, variable, () => `@P${++pieces}`)
	writeShortValueLabels(block, variables)
	// versions, machine, IEEE 754, byte codes, little-endian, UTF-8
	block.extension(3, 4, (into) => {
		for (const whole of [23, 0, 0, -1, 1, 1, 2, 65_001]) into.whole(whole)
	})
	block.extension(4, 8, (into) => {
		into.double(missingNumber)
		into.double(Number.MAX_VALUE)
		into.lowest()
	})
	block.extension(13, 1, (into) =>
		into.text(variables.map(({ short, name }) => `${short}=${name}`).join('\t')),
	)
	const long = variables.filter(({ width }) => width > pieceBytes)
	if (long.length > 0)
		block.extension(14, 1, (into) => {
			for (const { short, width } of long) into.text(`${short}=${String(width).padStart(5, '0')}\0\t`)
		})
	block.extension(20, 1, (into) => into.text('UTF-8'))
	const labelled = variables.filter(({ width, column }) => width > 8 && column.codes.length > 0)
	if (labelled.length > 0)
		block.extension(21, 1, (into) => {
			for (const variable of labelled) writeLongValueLabels(into, variable)
		})
	const missing = labelled.filter((variable) => missingOf(variable).length > 0)
	if (missing.length > 0)
		block.extension(22, 1, (into) => {
			for (const variable of missing) {
				into.counted(variable.name)
				into.byte(missingOf(variable).length)
				into.whole(8)
				for (const code of missingOf(variable)) into.text(code, 8)
			}
		})
	block.whole(999)
	block.whole(0)
	return block.bytes()
}

/** What is no answer: three values at most, of eight bytes. */
const missingOf = ({ column, width }: Variable): string[] =>
	width === 0
		? []
		: column.codes
				.flatMap(({ code, isNoAnswer }) => (isNoAnswer && bytesIn(code) <= 8 ? [code] : []))
				.slice(0, 3)

/** `nextPiece`: a name for each further piece of a text, by which nobody asks for it. */
function writeVariable(block: Block, variable: Variable, nextPiece: () => string): void {
	const { short, column, kind, width } = variable
	const format = (type: number, all: number, decimals: number) =>
		(type << 16) | (Math.min(all, 255) << 8) | decimals
	const [shown, label] = [
		kind === 'number' ? format(5, 12, 2) : format(39, 10, 0),
		utf8.encode(shortened(column.label, longestLabel, '…')),
	]
	const missing = width > 0 && width <= 8 ? missingOf(variable) : []
	for (let piece = 0; piece < (width === 0 ? 1 : piecesOf(width)); piece++) {
		const bytes = width === 0 ? 0 : declared(width, piece)
		const isFirst = piece === 0
		block.whole(2)
		block.whole(bytes)
		block.whole(isFirst && label.length > 0 ? 1 : 0)
		block.whole(isFirst ? missing.length : 0)
		for (let twice = 0; twice < 2; twice++) block.whole(width === 0 ? shown : format(1, bytes, 0))
		block.text(isFirst ? short : nextPiece(), 8)
		if (isFirst && label.length > 0) {
			block.whole(label.length)
			block.padded(label, 4 * Math.ceil(label.length / 4), 0)
		}
		if (isFirst) for (const code of missing) block.text(code, 8)
		for (let unit = 1; unit < eights(bytes); unit++) {
			for (const whole of [2, -1, 0, 0, 0, 0]) block.whole(whole)
			block.text('', 8)
		}
	}
}

function writeShortValueLabels(block: Block, variables: readonly Variable[]): void {
	let place = 1
	for (const variable of variables) {
		const { column, width } = variable
		if (width > 0 && width <= 8 && column.codes.length > 0) {
			block.whole(3)
			block.whole(column.codes.length)
			for (const { code, label } of column.codes) {
				block.text(code, 8)
				const bytes = utf8.encode(shortened(label, longestValueLabel, '…'))
				block.byte(bytes.length)
				block.padded(bytes, 8 * Math.ceil((bytes.length + 1) / 8) - 1)
			}
			for (const whole of [4, 1, place]) block.whole(whole)
		}
		place += unitsOf(variable)
	}
}

function writeLongValueLabels(into: Block, { name, column, width }: Variable): void {
	into.counted(name)
	into.whole(width)
	into.whole(column.codes.length)
	for (const { code, label } of column.codes) {
		into.whole(width)
		into.text(code, width)
		into.counted(shortened(label, longestValueLabel, '…'))
	}
}

const codeBias = 100
const codes = { nothing: 0, end: 252, asItIs: 253, spaces: 254, missing: 255 } as const

/** Values by their byte codes: eight codes, then what they leave to be said in full. */
class Coded {
	readonly #done = new Block()
	#codes: number[] = []
	readonly #full = new Block()

	get length(): number {
		return this.#done.length
	}
	/** What is complete; only at the end it is all. */
	taken(): Uint8Array {
		const bytes = Uint8Array.from(this.#done.bytes())
		this.#done.clear()
		return bytes
	}
	/** Null: missing. */
	number(value: number | null): void {
		if (value === null) this.#add(codes.missing)
		else if (
			Number.isInteger(value) &&
			!Object.is(value, -0) &&
			value > -codeBias &&
			value + codeBias < codes.end
		)
			this.#add(value + codeBias)
		else this.#add(codes.asItIs, (full) => full.double(value))
	}
	/** `size`: bytes, filled up with spaces; a multiple of eight. */
	text(bytes: Uint8Array, size: number): void {
		for (let at = 0; at < size; at += 8) {
			const part = bytes.subarray(at, at + 8)
			if (part.every((byte) => byte === 32)) this.#add(codes.spaces)
			else this.#add(codes.asItIs, (full) => full.padded(part, 8))
		}
	}
	/** The number of cases says where it ends; what is left of the last eight codes says nothing. */
	end(): void {
		while (this.#codes.length > 0) this.#add(codes.nothing)
	}
	#add(code: number, write?: (full: Block) => void): void {
		this.#codes.push(code)
		write?.(this.#full)
		if (this.#codes.length < 8) return
		for (const each of this.#codes) this.#done.byte(each)
		this.#done.padded(this.#full.bytes(), this.#full.length)
		this.#codes = []
		this.#full.clear()
	}
}

/** Bytes one after the other. */
class Block {
	#bytes = Buffer.alloc(1024)
	#length = 0

	get length(): number {
		return this.#length
	}
	bytes(): Uint8Array {
		return this.#bytes.subarray(0, this.#length)
	}
	clear(): void {
		this.#length = 0
	}
	byte(value: number): void {
		const at = this.#room(1)
		this.#bytes.writeUInt8(value, at)
	}
	whole(value: number): void {
		const at = this.#room(4)
		this.#bytes.writeInt32LE(value, at)
	}
	double(value: number): void {
		const at = this.#room(8)
		this.#bytes.writeDoubleLE(value, at)
	}
	/** The second lowest number that there is. */
	lowest(): void {
		const at = this.#room(8)
		this.#bytes.writeBigUInt64LE(0xffeffffffffffffen, at)
	}
	/** `size`: bytes, filled up with spaces; as many as it has where none is given. */
	text(text: string, size?: number): void {
		const bytes = utf8.encode(text)
		this.padded(bytes, size ?? bytes.length)
	}
	/** With its number of bytes before it. */
	counted(text: string): void {
		this.whole(bytesIn(text))
		this.text(text)
	}
	padded(bytes: Uint8Array, size: number, filling = 32): void {
		const at = this.#room(size)
		this.#bytes.fill(filling, at, at + size)
		this.#bytes.set(bytes.subarray(0, size), at)
	}
	/** `size`: of one of its values. */
	extension(kind: number, size: number, write: (into: Block) => void): void {
		const inner = new Block()
		write(inner)
		for (const whole of [7, kind, size, inner.length / size]) this.whole(whole)
		this.padded(inner.bytes(), inner.length)
	}
	#room(size: number): number {
		const at = this.#length
		this.#length += size
		if (this.#length > this.#bytes.length) {
			const larger = Buffer.alloc(Math.max(2 * this.#bytes.length, this.#length))
			larger.set(this.#bytes.subarray(0, at))
			this.#bytes = larger
		}
		return at
	}
}
