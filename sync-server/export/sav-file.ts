import { Block } from './byte-block.ts'
import { type SpssCode, type SpssMissing, spssCodes, spssMissing } from './spss-words.ts'
import {
	bytesIn,
	type Measured,
	measure,
	type NameRules,
	namesFor,
	numberFor,
	rowsOf,
	shortened,
	type TableToMeasure,
	type ValueKind,
	type Variable,
} from './variables.ts'

/*
 * SPSS system files, as GNU PSPP describes them ("System File Format", PSPP Developers Guide): with byte-code
 * compression, texts in UTF-8, variables longer than 255 bytes in several segments, little-endian.
 */

/** Maximum bytes of a text, of a variable label and of a value label. */
const [longestText, longestLabel, longestValueLabel] = [32_767, 255, 120]
/** Bytes of a segment of a long text, and bytes by which segments are counted. */
const [pieceBytes, pieceCounted] = [255, 252]
const missingNumber = -Number.MAX_VALUE
/** Bits of the second-lowest double. */
const secondLowest = 0xffeffffffffffffen
const blockBytes = 1 << 16
const cut = ' … (longer: see the CSV file)'
const utf8 = new TextEncoder()

/** Maximum bytes of a name; names must not be reserved words. */
const nameRules: NameRules = {
	longest: 64,
	illegal: /[^A-Za-z0-9_.]/g,
	isReserved: (name) => /^(ALL|AND|BY|EQ|GE|GT|LE|LT|NE|NOT|OR|TO|WITH)$/i.test(name),
}

interface SavVariable extends Variable {
	readonly name: string
	readonly short: string
	/** Bytes; 0 for a number. */
	readonly width: number
	/** Numbers that replace the codes. Null if values are written as they are. */
	readonly codes: readonly SpssCode[] | null
	readonly numbers: ReadonlyMap<string, number>
}

/** Writes a table as an SPSS file, with codes as labelled numbers. */
export const savFile = (table: TableToMeasure): AsyncGenerator<Uint8Array> => savWith(table, true)
/** Writes a table as an SPSS file, with codes as texts, as in the other files. */
export const savTextFile = (table: TableToMeasure): AsyncGenerator<Uint8Array> => savWith(table, false)

/** The table is read twice: the lengths of texts precede the rows. */
async function* savWith(table: TableToMeasure, isNumeric: boolean): AsyncGenerator<Uint8Array> {
	const measured = await measure(table)
	const variables = savVariables(measured, isNumeric)
	yield dictionaryOf(variables, measured.rows, table.name.replace(/\.csv$/, ''))
	const coded = new Coded()
	for await (const texts of rowsOf(table.reread())) {
		writeCase(coded, texts, variables)
		if (coded.length >= blockBytes) yield coded.taken()
	}
	coded.end()
	yield coded.taken()
}

function savVariables({ variables }: Measured, isNumeric: boolean): SavVariable[] {
	const names = namesFor(
		variables.map(({ column }) => column.header),
		nameRules,
	)
	// Short names must not resemble long ones; readers of sets accept letters and digits only.
	const prefix = ['Z', 'X', 'Q', 'ZX'].find((each) => !names.some((name) => isLike(each, name))) ?? 'ZQ'
	return variables.map((variable, i) => {
		const codes = isNumeric && variable.isCoded ? spssCodes(variable.column.codes) : null
		const longest = Math.max(variable.longest, ...variable.column.codes.map(({ code }) => bytesIn(code)))
		const width = variable.kind === 'text' && codes === null ? Math.min(longestText, longest) : 0
		const numbers = new Map((codes ?? []).map(({ code, value }) => [code, value]))
		return { ...variable, name: names[i] ?? '', short: `${prefix}${i + 1}`, width, codes, numbers }
	})
}

const isLike = (prefix: string, name: string) => new RegExp(`^${prefix}\\d+$`, 'i').test(name)

const piecesOf = (width: number): number => (width <= pieceBytes ? 1 : Math.ceil(width / pieceCounted))
/** Bytes that a segment is declared with; `held` is the number of bytes of text in it. */
const declared = (width: number, piece: number): number =>
	piece < piecesOf(width) - 1 ? pieceBytes : width - pieceCounted * (piecesOf(width) - 1)
const held = (width: number, piece: number): number =>
	Math.max(0, Math.min(pieceBytes, width - pieceBytes * piece))
const eights = (bytes: number): number => Math.ceil(bytes / 8)
const unitsOf = ({ width }: SavVariable): number =>
	width === 0
		? 1
		: Array.from({ length: piecesOf(width) }, (_, piece) => eights(declared(width, piece))).reduce(
				(a, b) => a + b,
			)

function writeCase(coded: Coded, texts: readonly string[], variables: readonly SavVariable[]): void {
	for (const [i, variable] of variables.entries()) {
		const text = texts[i] ?? ''
		if (variable.codes) {
			coded.number(variable.numbers.get(text) ?? null)
			continue
		}
		if (variable.kind !== 'text') {
			coded.number(text === '' ? null : inSpss(variable.kind, numberFor(variable, text)))
			continue
		}
		const bytes = utf8.encode(shortened(text, variable.width, cut))
		for (let piece = 0; piece < piecesOf(variable.width); piece++) {
			const from = piece * pieceBytes
			const size = 8 * eights(declared(variable.width, piece))
			coded.text(bytes.subarray(from, from + held(variable.width, piece)), size)
		}
	}
}

/** SPSS counts seconds since 14 October 1582. */
const secondsTo1970 = 12_219_379_200
const inSpss = (kind: ValueKind, value: number): number =>
	kind === 'day' ? value * 86_400 + secondsTo1970 : kind === 'moment' ? value / 1000 + secondsTo1970 : value

function dictionaryOf(variables: readonly SavVariable[], cases: number, label: string): Uint8Array {
	const block = new Block()
	block.text('$FL2', 4)
	block.text('@(#) SPSS DATA FILE - Zila', 60)
	// Layout code, units per case, compression, no weights, number of cases.
	for (const whole of [2, variables.reduce((sum, each) => sum + unitsOf(each), 0), 1, 0, cases])
		block.whole(whole)
	block.double(codeBias)
	// A fixed date, so that the file is identical whenever it is written.
	block.text('01 Jan 80', 9)
	block.text('00:00:00', 8)
	block.text(shortened(label, 64, ''), 64 + 3)
	let pieces = 0
	for (const variable of variables) writeVariable(block, variable, () => `@P${++pieces}`)
	writeShortValueLabels(block, variables)
	// Version, machine, IEEE 754, compression, little-endian, UTF-8.
	extension(block, 3, 4, (into) => {
		for (const whole of [23, 0, 0, -1, 1, 1, 2, 65_001]) into.whole(whole)
	})
	extension(block, 4, 8, (into) => {
		into.double(missingNumber)
		into.double(Number.MAX_VALUE)
		into.long(secondLowest)
	})
	const sets = multipleResponseSets(variables)
	if (sets !== '') extension(block, 7, 1, (into) => into.text(sets))
	extension(block, 11, 4, (into) => {
		for (const variable of variables)
			for (let piece = 0; piece < (variable.width === 0 ? 1 : piecesOf(variable.width)); piece++)
				for (const whole of [measures[measureOf(variable)], 10, variable.width === 0 ? 1 : 0])
					into.whole(whole)
	})
	extension(block, 13, 1, (into) =>
		into.text(variables.map(({ short, name }) => `${short}=${name}`).join('\t')),
	)
	const long = variables.filter(({ width }) => width > pieceBytes)
	if (long.length > 0)
		extension(block, 14, 1, (into) => {
			for (const { short, width } of long) into.text(`${short}=${String(width).padStart(5, '0')}\0\t`)
		})
	extension(block, 20, 1, (into) => into.text('UTF-8'))
	const labelled = variables.filter(({ width, column }) => width > 8 && column.codes.length > 0)
	if (labelled.length > 0)
		extension(block, 21, 1, (into) => {
			for (const variable of labelled) writeLongValueLabels(into, variable)
		})
	const missing = labelled.filter((variable) => missingOf(variable).length > 0)
	if (missing.length > 0)
		extension(block, 22, 1, (into) => {
			for (const variable of missing) {
				counted(into, variable.name)
				into.byte(missingOf(variable).length)
				into.whole(8)
				for (const code of missingOf(variable)) into.text(code, 8)
			}
		})
	block.whole(999)
	block.whole(0)
	return block.bytes()
}

const measures = { nominal: 1, ordinal: 2, scale: 3 } as const
const measureOf = ({ column, kind, codes }: SavVariable): keyof typeof measures => {
	if (column.codes.length > 0 || codes) return column.isOrdered ? 'ordinal' : 'nominal'
	return kind === 'text' || column.tick ? 'nominal' : 'scale'
}

/** Multiple-choice questions as multiple response sets, where 1 is the counted value. */
function multipleResponseSets(variables: readonly SavVariable[]): string {
	const sets = new Map<string, { label: string; names: string[] }>()
	for (const { column, short } of variables) {
		if (!column.tick) continue
		const { set, setLabel } = column.tick
		const found = sets.get(set) ?? { label: shortened(setLabel, longestLabel, '…'), names: [] }
		sets.set(set, found)
		found.names.push(short.toLowerCase())
	}
	const names = namesFor([...sets.keys()], { ...nameRules, longest: 63 })
	return [...sets.values()]
		.flatMap(({ label, names: of }, i) =>
			of.length > 1 ? [`$${names[i]}=D1 1 ${bytesIn(label)} ${label} ${of.join(' ')}\n`] : [],
		)
		.join('')
}

/** Writes an extension record. `size`: bytes of one of its values. */
function extension(block: Block, kind: number, size: number, write: (into: Block) => void): void {
	const inner = new Block()
	write(inner)
	for (const whole of [7, kind, size, inner.length / size]) block.whole(whole)
	block.padded(inner.bytes(), inner.length)
}

/** Writes a text after its byte count. */
function counted(into: Block, text: string): void {
	into.whole(bytesIn(text))
	into.text(text)
}

/** Missing values of a text: three at most, of eight bytes. */
const missingOf = ({ column, width }: SavVariable): string[] =>
	width === 0
		? []
		: column.codes
				.flatMap(({ code, isMissing }) => (isMissing && bytesIn(code) <= 8 ? [code] : []))
				.slice(0, 3)

const format = (type: number, all: number, decimals: number) =>
	(type << 16) | (Math.min(all, 255) << 8) | decimals
/** Print formats: F, SDATE, DATETIME and A. */
const shownAs: Readonly<Record<ValueKind, (bytes: number) => number>> = {
	number: () => format(5, 12, 2),
	measure: () => format(5, 12, 2),
	whole: () => format(5, 12, 0),
	day: () => format(39, 10, 0),
	moment: () => format(22, 20, 0),
	text: (bytes) => format(1, bytes, 0),
}

/** Writes a variable. `nextPiece` returns an internal name for each further segment of a text. */
function writeVariable(block: Block, variable: SavVariable, nextPiece: () => string): void {
	const { short, column, width } = variable
	const label = utf8.encode(shortened(column.label, longestLabel, '…'))
	const missing = width > 0 && width <= 8 ? missingOf(variable) : []
	const missingNumbers = variable.codes ? spssMissing(variable.codes) : { values: [] }
	for (let piece = 0; piece < (width === 0 ? 1 : piecesOf(width)); piece++) {
		const bytes = width === 0 ? 0 : declared(width, piece)
		const isFirst = piece === 0
		block.whole(2)
		block.whole(bytes)
		block.whole(isFirst && label.length > 0 ? 1 : 0)
		block.whole(isFirst ? missing.length + countOf(missingNumbers) : 0)
		for (let twice = 0; twice < 2; twice++)
			block.whole(shownAs[variable.codes ? 'whole' : variable.kind](bytes))
		block.text(isFirst ? short : nextPiece(), 8)
		if (isFirst && label.length > 0) {
			block.whole(label.length)
			block.padded(label, 4 * Math.ceil(label.length / 4), 0)
		}
		if (isFirst) for (const code of missing) block.text(code, 8)
		for (const value of numbersOf(missingNumbers)) block.double(value)
		for (let unit = 1; unit < eights(bytes); unit++) {
			for (const whole of [2, -1, 0, 0, 0, 0]) block.whole(whole)
			block.text('', 8)
		}
	}
}

/** Number of missing values for a variable record: a count, or a negative code for a range. */
const countOf = (missing: SpssMissing): number =>
	'values' in missing ? missing.values.length : missing.more === null ? -2 : -3
const numbersOf = (missing: SpssMissing): readonly number[] =>
	'values' in missing ? missing.values : [...missing.range, ...(missing.more === null ? [] : [missing.more])]

const labelsOfTick = ({ column }: SavVariable): SpssCode[] =>
	column.tick
		? [column.tick.no, column.tick.yes].map((label, value) => ({ code: '', label, value, isMissing: false }))
		: []

function writeShortValueLabels(block: Block, variables: readonly SavVariable[]): void {
	let place = 1
	for (const variable of variables) {
		const { column, width } = variable
		const numbered = variable.codes ?? labelsOfTick(variable)
		const isShortText = width > 0 && width <= 8
		const labels = isShortText ? column.codes : numbered
		if (labels.length > 0 && (isShortText || width === 0)) {
			block.whole(3)
			block.whole(labels.length)
			for (const each of labels) {
				if (isShortText) block.text(each.code, 8)
				else block.double((each as SpssCode).value)
				const bytes = utf8.encode(shortened(each.label, longestValueLabel, '…'))
				block.byte(bytes.length)
				block.padded(bytes, 8 * Math.ceil((bytes.length + 1) / 8) - 1)
			}
			for (const whole of [4, 1, place]) block.whole(whole)
		}
		place += unitsOf(variable)
	}
}

function writeLongValueLabels(into: Block, { name, column, width }: SavVariable): void {
	counted(into, name)
	into.whole(width)
	into.whole(column.codes.length)
	for (const { code, label } of column.codes) {
		into.whole(width)
		into.text(code, width)
		counted(into, shortened(label, longestValueLabel, '…'))
	}
}

const codeBias = 100
const codes = { nothing: 0, end: 252, asItIs: 253, spaces: 254, missing: 255 } as const

/** Compressed cases: eight byte codes, then the values that the codes leave uncompressed. */
class Coded {
	readonly #done = new Block()
	#codes: number[] = []
	readonly #full = new Block()

	get length(): number {
		return this.#done.length
	}
	/** Returns the complete blocks and removes them. Everything is complete only after `end()`. */
	taken(): Uint8Array {
		return this.#done.taken()
	}
	/** Writes a number; null is the missing value. */
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
	/** Writes a text, padded with spaces. `size`: bytes, a multiple of eight. */
	text(bytes: Uint8Array, size: number): void {
		for (let at = 0; at < size; at += 8) {
			const part = bytes.subarray(at, at + 8)
			if (part.every((byte) => byte === 32)) this.#add(codes.spaces)
			else this.#add(codes.asItIs, (full) => full.padded(part, 8))
		}
	}
	/** Pads the last eight codes. Readers find the end by the number of cases. */
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
