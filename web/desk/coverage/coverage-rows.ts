import type { CoverageCell } from './coverage-columns.ts'

interface CoverageExportColumn {
	readonly title: string
	/** One cell for each row. */
	readonly cells: readonly CoverageCell[]
}

/**
 * Returns the table as rows for a spreadsheet: unformatted numbers and dates, with targets and denominators
 * in columns of their own.
 */
export function coverageRows(
	names: { readonly title: string; readonly cells: readonly string[] },
	columns: readonly CoverageExportColumn[],
	titles: { readonly target: (of: string) => string; readonly base: (of: string) => string },
): string[][] {
	const all = columns.flatMap(({ title, cells }) => {
		const first = { title, cells: cells.map(plain) }
		if (cells.some((cell) => cell.kind === 'count' && cell.target !== undefined))
			return [
				first,
				{
					title: titles.target(title),
					cells: cells.map((cell) => (cell.kind === 'count' ? String(cell.target ?? '') : '')),
				},
			]
		if (cells.some(({ kind }) => kind === 'share'))
			return [
				first,
				{
					title: titles.base(title),
					cells: cells.map((cell) => (cell.kind === 'share' ? String(cell.of) : '')),
				},
			]
		return [first]
	})
	return [
		[names.title, ...all.map(({ title }) => title)],
		...names.cells.map((name, i) => [name, ...all.map(({ cells }) => cells[i] ?? '')]),
	]
}

function plain(cell: CoverageCell): string {
	switch (cell.kind) {
		case 'count':
			return String(cell.count ?? '')
		case 'share':
			return cell.share === null ? '' : String(Math.round(cell.share * 1000) / 10)
		case 'day':
			return cell.day ?? ''
		case 'time':
			return cell.time ?? ''
	}
}
