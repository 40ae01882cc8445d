import * as z from 'zod/mini'

/** A sheet of an XLSForm, whatever kind of file it came from. */
export interface Sheet {
	readonly name: string
	readonly header: readonly string[]
	readonly rows: readonly SheetRow[]
}

export interface SheetRow {
	/** Row number as a spreadsheet shows it; the header is row 1. */
	readonly line: number
	/** Trimmed; each under the header at the same position. */
	readonly cells: readonly string[]
}

/** Returns the name of a cell: `A1`. */
export function cellName(column: number, line: number): string {
	let letters = ''
	for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
		letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters
	return `${letters}${line}`
}

/**
 * Reads Markdown tables as sheets. A sheet begins with a heading (`## survey`) followed by a table, or, as
 * pyxform writes it, with a row whose first cell is the sheet's name and whose rows leave that cell empty.
 * `\|` is a vertical bar inside a cell, `<br>` a line break.
 */
export function readMarkdown(text: string): Sheet[] {
	const sheets: { name: string; header: string[]; rows: SheetRow[] }[] = []
	let open: (typeof sheets)[number] | null = null
	let indented = false
	let line = 0
	for (const raw of text.split(/\r?\n/)) {
		const heading = /^#+\s*`?([\w.-]+)`?\s*$/.exec(raw)
		if (heading) {
			open = { name: (heading[1] as string).toLowerCase(), header: [], rows: [] }
			sheets.push(open)
			indented = false
			line = 0
			continue
		}
		if (!raw.trim().startsWith('|')) continue
		let cells = cellsOf(raw)
		if (cells.every((cell) => /^:?-*:?$/.test(cell)) && cells.some((cell) => cell !== '')) continue
		const [first = '', ...rest] = cells
		if (first !== '' && rest.every((cell) => cell === '') && (indented || !open)) {
			open = { name: first.toLowerCase(), header: [], rows: [] }
			sheets.push(open)
			indented = true
			line = 0
			continue
		}
		if (!open) continue
		if (indented) cells = rest
		line++
		if (line === 1) open.header = cells
		else if (cells.some((cell) => cell !== '')) open.rows.push({ line, cells })
	}
	return sheets
}

const cellsOf = (line: string): string[] =>
	line
		.trim()
		.replace(/^\|/, '')
		.replace(/(?<!\\)\|$/, '')
		.split(/(?<!\\)\|/)
		.map((cell) =>
			cell
				.trim()
				.replaceAll('\\|', '|')
				.replace(/<br\s*\/?>/g, '\n'),
		)

/** Converts rows of cells to a sheet; the first row with a value is the header. */
export function sheetOf(name: string, table: readonly (readonly string[])[]): Sheet {
	const rows = table.map((cells, i): SheetRow => ({ line: i + 1, cells: cells.map((cell) => cell.trim()) }))
	const [header, ...others] = rows.filter(({ cells }) => cells.some((cell) => cell !== ''))
	return { name: name.trim().toLowerCase(), header: header?.cells ?? [], rows: others }
}

/**
 * Converts a cell to the text that would be typed: a spreadsheet turns `1`, `TRUE` and `2026-01-31` into
 * values of its own.
 */
export function cellText(cell: unknown): string {
	if (cell === null || cell === undefined) return ''
	if (cell instanceof Date) return cell.toISOString().replace(/(T00:00:00\.000)?Z$/, '')
	if (typeof cell === 'boolean') return cell ? 'TRUE' : 'FALSE'
	return String(cell)
}

const cellSchema = z.string().check(z.maxLength(32_767))
/**
 * Limits: a spreadsheet's own for a cell; more rows and columns than any form in use has (1,816 and 5,145
 * rows).
 */
export const sheetSchema = z.object({
	name: z.string().check(z.maxLength(100)),
	header: z.array(cellSchema).check(z.maxLength(500)),
	rows: z
		.array(
			z.object({
				line: z.int().check(z.positive()),
				cells: z.array(cellSchema).check(z.maxLength(500)),
			}),
		)
		.check(z.maxLength(100_000)),
})
