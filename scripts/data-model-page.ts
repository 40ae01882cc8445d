import { readFileSync } from 'node:fs'
import { tableNames } from '../sync-server/storage/tables/tables.ts'
import { betweenMarkers, markdownTable } from './generated-text.ts'

export const dataModelPage = 'docs/data-model.md'

interface DescribedTable {
	readonly name: string
	readonly meaning: string
}

/** All tables, each with the comment of its file; '' if it has none. */
export const describedTables = (): DescribedTable[] =>
	tableNames.map((name) => {
		const source = readFileSync(`sync-server/storage/tables/${name.replaceAll('_', '-')}.ts`, 'utf8')
		const [, comment = ''] = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport const/.exec(source) ?? []
		return {
			name,
			meaning: comment
				.replace(/\n\s*\*/g, ' ')
				.replace(/\s+/g, ' ')
				.trim(),
		}
	})

/** Returns the page with its list of tables updated from the code. */
export function writeDataModel(page: string): string {
	const rows = describedTables()
		.toSorted((one, other) => (one.name < other.name ? -1 : 1))
		.map(({ name, meaning }) => [`\`${name}\``, meaning])
	return betweenMarkers(page, 'tables', markdownTable([['Table', 'Content'], ...rows]))
}
