import { type FilePart, maxFileRows } from '#shared/cleaning/edit-file'
import { exportMarkerColumn } from '#shared/export/metadata-columns'
import { readCsv, separatorOf } from '#shared/kernel/csv'
import { Problem } from '#shared/kernel/problem'
import { UnreadableWorkbook } from '#shared/xlsform/unreadable-workbook'
import { isCompoundFile } from '#shared/xlsform/xls/leading-bytes'

/** A table that can be compared with the data at the time of its export. */
export interface FileTable {
	/** Name of the file or sheet. */
	readonly name: string
	readonly header: readonly string[]
	/** Rows, grouped by record. */
	readonly lines: FilePart['lines']
	/** Number of records in the table. */
	readonly records: number
	/** Rows that end before their last column: a missing cell is not an empty one. */
	readonly cutOff: readonly number[]
}

/** Maximum bytes, of a file and of its unpacked content. */
const largest = { file: 100_000_000, unpacked: 600_000_000 }
/** Maximum characters and cells of a workbook: 9,300 interviews with 300 columns have a quarter of it. */
const maxInWorkbook = 100_000_000
/** Replaces #N/A and similar errors, and formulas without a computed value. */
const fault = '#N/A'

/**
 * Reads the tables of an export from edited files: CSV in the variants that spreadsheets write, workbooks,
 * or the whole zip.
 * @throws Problem `edit-file-unreadable`, `edit-file-too-large`, `edit-file-encoding`,
 * `edit-file-without-ids`
 */
export async function readTables(files: readonly File[]): Promise<FileTable[]> {
	const tables = (await readRows(files)).flatMap(asTable)
	if (tables.length === 0) throw new Problem('edit-file-without-ids', { file: files[0]?.name ?? '' })
	return tables
}

/**
 * Reads every table in the files, whatever tool wrote it.
 * @throws Problem `edit-file-unreadable`, `edit-file-too-large`, `edit-file-encoding`
 */
export async function readRows(files: readonly File[]): Promise<Rows[]> {
	const found: Rows[] = []
	for (const file of files) {
		if (file.size > largest.file) throw new Problem('edit-file-too-large', { file: file.name })
		found.push(...(await rowsIn(file.name, new Uint8Array(await file.arrayBuffer()))))
	}
	return found
}

async function rowsIn(name: string, bytes: Uint8Array): Promise<Rows[]> {
	const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b
	if (isZip && /\.zip$/i.test(name)) {
		const parts = await unzipped(name, bytes)
		return (await Promise.all(parts.map(([part, content]) => rowsIn(part, content)))).flat()
	}
	if (isZip || isCompoundFile(bytes)) return sheetsIn(name, bytes)
	const { text, separator } = textOf(name, bytes)
	const [header = [], ...rows] = readCsv(text, { keepsBlankLines: true, separator })
	return [
		{
			name,
			header: header.map((cell) => cell.trim()),
			rows: rows.map((cells, i) => ({ line: i + 2, cells })),
			isCsv: true,
		},
	]
}

async function unzipped(file: string, bytes: Uint8Array): Promise<[string, Uint8Array][]> {
	const { unzipSync } = await import('fflate')
	let left = largest.unpacked
	try {
		const entries = unzipSync(bytes, {
			filter({ name, originalSize }) {
				if (!/\.csv$/i.test(name) || name.includes('__MACOSX/')) return false
				left -= originalSize
				if (left < 0) throw new Problem('edit-file-too-large', { file })
				return true
			},
		})
		return Object.entries(entries)
	} catch (thrown) {
		throw thrown instanceof Problem ? thrown : new Problem('edit-file-unreadable', { file }, thrown)
	}
}

export interface Rows {
	/** Name of the file or sheet. */
	readonly name: string
	readonly header: readonly string[]
	readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[]
	readonly isCsv?: boolean
}

async function sheetsIn(file: string, bytes: Uint8Array): Promise<Rows[]> {
	try {
		if (isCompoundFile(bytes)) return (await import('#shared/xlsform/xls/read-xls')).readXls(bytes, fault)
		const { readXlsx } = await import('#shared/xlsform/xlsx/read-xlsx')
		return readXlsx(bytes, { unpacked: largest.unpacked, room: maxInWorkbook, fault })
	} catch (thrown) {
		const isTooLarge = thrown instanceof UnreadableWorkbook && thrown.reason === 'too-large'
		throw new Problem(isTooLarge ? 'edit-file-too-large' : 'edit-file-unreadable', { file }, thrown)
	}
}

/** Decodes by byte order mark, else as UTF-8: a national code page has lost all other letters already. */
function textOf(file: string, bytes: Uint8Array): { text: string; separator: string } {
	const marked =
		bytes[0] === 0xff && bytes[1] === 0xfe
			? 'utf-16le'
			: bytes[0] === 0xfe && bytes[1] === 0xff
				? 'utf-16be'
				: 'utf-8'
	let text: string
	try {
		text = new TextDecoder(marked, { fatal: true }).decode(bytes)
	} catch (thrown) {
		throw new Problem('edit-file-encoding', { file }, thrown)
	}
	// Excel's optional first line, which names the separator
	const separatorLine = /^sep=(.)\r?\n/.exec(text)
	const rest = separatorLine ? text.slice(separatorLine[0].length) : text
	return { text: rest, separator: separatorLine?.[1] ?? separatorOf(rest) }
}

/** Returns the table; nothing if it has no record ids. */
function asTable({ name, header, rows, isCsv = false }: Rows): FileTable[] {
	const id = header.indexOf('record_id')
	if (id < 0 || !header.includes(exportMarkerColumn.header)) return []
	const filled = rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
	const cutOff = isCsv ? filled.filter(({ cells }) => cells.length < header.length) : []
	const whole = isCsv ? filled.filter(({ cells }) => cells.length >= header.length) : filled
	const lines = whole.map(({ line, cells }) => ({ at: line, cells: header.map((_, i) => cells[i] ?? '') }))
	const idOf = (line: FilePart['lines'][number]) => line.cells[id] ?? ''
	return [
		{
			name,
			header,
			cutOff: cutOff.map(({ line }) => line),
			records: new Set(lines.map(idOf)).size,
			lines: lines.sort((a, b) => (idOf(a) < idOf(b) ? -1 : idOf(a) > idOf(b) ? 1 : a.at - b.at)),
		},
	]
}

/** Maximum size of a batch: some hundred records, or a million characters. */
const partOf = { lines: 400, letters: 1_000_000 }

/**
 * Returns one batch of rows, with some columns, from row `from` on. A record is split only if it exceeds
 * the maximum by itself.
 */
export function partFrom(
	{ header, lines }: FileTable,
	columns: readonly number[],
	from: number,
): { readonly part: Pick<FilePart, 'header' | 'lines'>; readonly next: number } {
	const id = header.indexOf('record_id')
	const some: FilePart['lines'] = []
	let letters = 0
	for (const { at, cells } of lines.slice(from, from + maxFileRows)) {
		const isFull = some.length >= partOf.lines || letters > partOf.letters
		if (isFull && cells[id] !== lines[from + some.length - 1]?.cells[id]) break
		const chosen = columns.map((column) => cells[column] ?? '')
		letters += chosen.reduce((sum, cell) => sum + cell.length + 3, 0)
		some.push({ at, cells: chosen })
	}
	return {
		part: { header: columns.map((column) => header[column] ?? ''), lines: some },
		next: from + some.length,
	}
}
