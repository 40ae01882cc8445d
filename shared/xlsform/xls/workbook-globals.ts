import { isDateFormat } from '../number-formats.ts'
import { UnreadableWorkbook } from '../unreadable-workbook.ts'
import { u8, u16, u32 } from './numbers.ts'
import { RecordReader } from './record-reader.ts'
import { type BiffRecord, recordsFrom, recordTypes } from './records.ts'

/** Data that all sheets of a workbook share. */
export interface WorkbookGlobals {
	readonly sheets: readonly { readonly name: string; readonly start: number }[]
	readonly texts: readonly string[]
	readonly is1904: boolean
	/** True if numbers in a style are dates or times. */
	readonly isDate: (style: number) => boolean
}

const biff8 = 0x0600

/** @throws UnreadableWorkbook */
export function readWorkbookGlobals(stream: Uint8Array): WorkbookGlobals {
	const sheets: { name: string; start: number }[] = []
	let texts: readonly string[] = []
	let is1904 = false
	const formats = new Map<number, string>()
	const styles: number[] = []
	for (const { type, parts } of recordsFrom(stream, 0)) {
		const [bytes] = parts
		switch (type) {
			case recordTypes.begin:
				if (u16(bytes, 0) !== biff8) throw new UnreadableWorkbook('older')
				break
			case recordTypes.password:
				throw new UnreadableWorkbook('encrypted')
			case recordTypes.sheet:
				// other kinds are charts and macros
				if (u8(bytes, 5) === 0)
					sheets.push({ name: new RecordReader(parts, 7).text(u8(bytes, 6)), start: u32(bytes, 0) })
				break
			case recordTypes.calendar1904:
				is1904 = u16(bytes, 0) === 1
				break
			case recordTypes.format:
				formats.set(u16(bytes, 0), new RecordReader(parts, 4).text(u16(bytes, 2)))
				break
			case recordTypes.style:
				styles.push(u16(bytes, 2))
				break
			case recordTypes.sharedTexts:
				texts = textsIn(parts)
		}
	}
	const dates = styles.map((format) => isDateFormat(format, formats.get(format)))
	return { sheets, texts, is1904, isDate: (style) => dates[style] ?? false }
}

function textsIn(parts: BiffRecord['parts']): string[] {
	const reader = new RecordReader(parts)
	// number of uses of the texts
	reader.u32()
	const texts: string[] = []
	for (let left = reader.u32(); left > 0; left--) texts.push(reader.text(reader.u16()))
	return texts
}
