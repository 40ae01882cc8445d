import { damaged } from '../unreadable-workbook.ts'
import { u16 } from './numbers.ts'

export interface BiffRecord {
	readonly type: number
	/** Its own bytes, and those of the records that continue it. */
	readonly parts: readonly [Uint8Array, ...Uint8Array[]]
}

export const recordTypes = {
	formula: 0x0006,
	end: 0x000a,
	calendar1904: 0x0022,
	password: 0x002f,
	continued: 0x003c,
	sheet: 0x0085,
	packedNumbers: 0x00bd,
	richText: 0x00d6,
	style: 0x00e0,
	sharedTexts: 0x00fc,
	sharedText: 0x00fd,
	number: 0x0203,
	text: 0x0204,
	truthOrFault: 0x0205,
	formulaText: 0x0207,
	packedNumber: 0x027e,
	format: 0x041e,
	begin: 0x0809,
}

/**
 * Yields the records of one part of a workbook ([MS-XLS]), from its first to its last. A chart inside of a
 * sheet is a part of its own and is skipped.
 */
export function* recordsFrom(stream: Uint8Array, start: number): Generator<BiffRecord> {
	let depth = 0
	let at = start
	const take = (): Uint8Array => {
		const end = at + 4 + u16(stream, at + 2)
		if (end > stream.length) damaged()
		const bytes = stream.subarray(at + 4, end)
		at = end
		return bytes
	}
	do {
		const type = u16(stream, at)
		const parts: [Uint8Array, ...Uint8Array[]] = [take()]
		while (at + 4 <= stream.length && u16(stream, at) === recordTypes.continued) parts.push(take())
		if (type === recordTypes.begin) depth++
		else if (depth === 0) damaged()
		if (depth === 1) yield { type, parts }
		if (type === recordTypes.end) depth--
	} while (depth > 0)
}
