import { byteOrderMark, formatCsvRow } from '#shared/export/csv-rows'
import { saveFile } from '../../ui/download-file.ts'

/** Saves rows as a CSV file; the first row has the names of the columns. */
export function saveRows(name: string, rows: readonly (readonly string[])[]): void {
	const text = byteOrderMark + rows.map((cells) => formatCsvRow([], cells)).join('')
	saveFile(name, new Blob([text], { type: 'text/csv' }))
}

/**
 * Returns the texts of a table by row: of a menu the chosen option, of buttons and checkboxes nothing.
 * Empty columns are dropped.
 */
export function rowsOf(table: HTMLTableElement): string[][] {
	const rows = [...table.rows].map((row) => [...row.cells].map(textOf))
	const hasText = (column: number) => rows.some((cells) => (cells[column] ?? '') !== '')
	return rows.map((cells) => cells.filter((_, column) => hasText(column)))
}

const skippedElements = 'button, input, textarea, details, svg, .note'
const isolates = /[\u2066-\u2069]/g

function textOf(cell: Element): string {
	const texts: string[] = []
	const read = (node: Node): void => {
		if (node instanceof HTMLSelectElement) texts.push(node.selectedOptions[0]?.text ?? '')
		else if (node instanceof Element && node.matches(skippedElements)) return
		else if (node.nodeType === Node.TEXT_NODE) texts.push(node.textContent ?? '')
		else for (const child of node.childNodes) read(child)
	}
	read(cell)
	return texts.join(' ').replace(isolates, '').replace(/\s+/g, ' ').trim()
}
