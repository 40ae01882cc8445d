import type { Sheet } from './sheets.ts'

/**
 * Writes sheets as Markdown tables that `readMarkdown` reads as the same sheets: for people who keep forms
 * under version control.
 */
export const writeMarkdown = (sheets: readonly Sheet[]): string =>
	sheets
		.filter(({ rows }) => rows.length > 0)
		.map(({ name, header, rows }) =>
			[
				`## ${name}\n`,
				lineOf(header),
				lineOf(header.map(() => '---')),
				...rows.map(({ cells }) => lineOf(cells)),
				'',
			].join('\n'),
		)
		.join('\n')

const lineOf = (cells: readonly string[]): string =>
	`| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\r?\n/g, '<br>')).join(' | ')} |`
