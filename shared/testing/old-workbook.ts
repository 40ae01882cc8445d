import { joinBytes } from '#shared/kernel/bytes'
import { compoundFile, u16le, u32le } from './compound-file.ts'

// Writes minimal old workbooks (.xls), record by record, so that a test can state what a program would write.

const f64le = (value: number): number[] => [...new Uint8Array(new Float64Array([value]).buffer)]

export const record = (type: number, bytes: readonly number[]): Uint8Array =>
	Uint8Array.from([...u16le(type), ...u16le(bytes.length), ...bytes])

const codesOf = (text: string): number[] => Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))
const needsTwoBytes = (codes: readonly number[]): boolean => codes.some((code) => code > 255)
/** Returns a text's flags and its letters: one byte each if that is enough. */
const lettersOf = (text: string): number[] => {
	const codes = codesOf(text)
	return needsTwoBytes(codes) ? [1, ...codes.flatMap(u16le)] : [0, ...codes]
}
export const textBytes = (text: string): number[] => [...u16le(text.length), ...lettersOf(text)]

export const begin = (version = 0x0600) => record(0x0809, [...u16le(version), 5, 0, ...new Array(12).fill(0)])
export const end = record(0x000a, [])
const place = (row: number, column: number, style = 0) => [row, column, style].flatMap(u16le)

export const cells = {
	shared: (row: number, column: number, text: number) =>
		record(0x00fd, [...place(row, column), ...u32le(text)]),
	text: (row: number, column: number, text: string) =>
		record(0x0204, [...place(row, column), ...textBytes(text)]),
	number: (row: number, column: number, value: number, style = 0) =>
		record(0x0203, [...place(row, column, style), ...f64le(value)]),
	/** `packed`: the RK value in the file, whose lowest two bits say how to read the other thirty. */
	packed: (row: number, column: number, packed: number, style = 0) =>
		record(0x027e, [...place(row, column, style), ...u32le(packed)]),
	manyPacked: (row: number, column: number, packed: readonly number[]) =>
		record(0x00bd, [
			...u16le(row),
			...u16le(column),
			...packed.flatMap((each) => [0, 0, ...u32le(each)]),
			...u16le(column + packed.length - 1),
		]),
	truth: (row: number, column: number, value: boolean) =>
		record(0x0205, [...place(row, column), Number(value), 0]),
	/** Writes a cell with the error #N/A. */
	fault: (row: number, column: number) => record(0x0205, [...place(row, column), 42, 1]),
	/** `result`: the eight bytes of its value. */
	formula: (row: number, column: number, result: readonly number[]) =>
		record(0x0006, [...place(row, column), ...result, ...new Array(8).fill(0)]),
	formulaText: (text: string) => record(0x0207, textBytes(text)),
}

export const numberFormat = (id: number, format: string) =>
	record(0x041e, [...u16le(id), ...textBytes(format)])
export const cellStyle = (format: number) =>
	record(0x00e0, [0, 0, ...u16le(format), ...new Array(16).fill(0)])

interface SharedText {
	readonly text: string
	/** Formatting runs, four bytes each. */
	readonly runs?: number
	/** Bytes of phonetic information. */
	readonly phonetic?: number
}

/**
 * Writes the table of shared texts, continued where a record is full, with one or two bytes per letter as
 * needed.
 */
export function sharedTexts(texts: readonly SharedText[], partLength = 8_224): Uint8Array {
	let part = [...u32le(texts.length), ...u32le(texts.length)]
	const parts = [part]
	const nextPart = () => {
		part = []
		parts.push(part)
	}
	for (const { text, runs = 0, phonetic = 0 } of texts) {
		const codes = codesOf(text)
		let wide = needsTwoBytes(codes)
		const marks = Number(wide) | (phonetic > 0 ? 4 : 0) | (runs > 0 ? 8 : 0)
		const head = [...u16le(text.length), marks, ...(runs > 0 ? u16le(runs) : [])]
		if (phonetic > 0) head.push(...u32le(phonetic))
		if (part.length + head.length > partLength) nextPart()
		part.push(...head)
		for (const [i, code] of codes.entries()) {
			if (part.length + (wide ? 2 : 1) > partLength) {
				wide = needsTwoBytes(codes.slice(i))
				nextPart()
				part.push(Number(wide))
			}
			part.push(...(wide ? u16le(code) : [code]))
		}
		for (let left = 4 * runs + phonetic; left > 0; left--) {
			if (part.length === partLength) nextPart()
			part.push(0xee)
		}
	}
	return joinBytes(parts.map((bytes, i) => record(i === 0 ? 0x00fc : 0x003c, bytes)))
}

interface WrittenSheet {
	readonly name: string
	readonly records: readonly Uint8Array[]
	/** 0 for a worksheet, 2 for a chart. */
	readonly kind?: number
}

/** Writes the stream of a workbook, and the file around it. */
export function oldWorkbook(
	sheets: readonly WrittenSheet[],
	{ globals = [] as readonly Uint8Array[], version = 0x0600 } = {},
): Uint8Array {
	const bodies = sheets.map(({ records }) => joinBytes([begin(), ...records, end]))
	const withStarts = (starts: readonly number[]) =>
		joinBytes([
			begin(version),
			...sheets.map(({ name, kind = 0 }, i) =>
				record(0x0085, [...u32le(starts[i] ?? 0), 0, kind, name.length, ...lettersOf(name)]),
			),
			...globals,
			end,
		])
	let start = withStarts([]).length
	const starts = bodies.map((body) => {
		start += body.length
		return start - body.length
	})
	return compoundFile([{ name: 'Workbook', bytes: joinBytes([withStarts(starts), ...bodies]) }])
}
