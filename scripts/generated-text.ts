/** Replaces the text between `<!-- name: begin … -->` and `<!-- name: end -->` in a document. */
export function betweenMarkers(document: string, name: string, text: string): string {
	const markers = new RegExp(`(<!-- ${name}: begin[^>]*-->\n)[\\s\\S]*?(\n<!-- ${name}: end -->)`)
	if (!markers.test(document)) throw new Error(`The markers "${name}" are missing`)
	return document.replace(markers, (_, begin: string, end: string) => `${begin}\n${text}\n${end}`)
}

/**
 * Returns a Markdown table whose columns are as wide as their longest cell, as the formatter writes it. The
 * first row is the head.
 */
export function markdownTable(rows: readonly (readonly string[])[]): string {
	const [head = []] = rows
	const widths = head.map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)))
	const line = (cells: readonly string[]) =>
		`| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
	return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.slice(1).map(line)].join('\n')
}
