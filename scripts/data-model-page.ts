import { readFileSync } from 'node:fs'
import { betweenMarkers, markdownTable } from './generated-text.ts'

export const dataModelPage = 'docs/data-model.md'

interface DescribedTable {
	readonly name: string
	readonly meaning: string
}

/** Tables of `sync-server/storage/tables/tables.ts` with the comment above each; '' if a table has none. */
export function describedTables(): DescribedTable[] {
	const source = readFileSync('sync-server/storage/tables/tables.ts', 'utf8')
	const [, tables = ''] = /\nexport interface Tables \{\n([\s\S]*?)\n\}/.exec(source) ?? []
	// one tab in front: members of `Tables`, and not the columns inside
	const members = tables.matchAll(/^(?:\t\/\*\*([\s\S]*?)\*\/\n)?\t(\w+): /gm)
	return [...members].map(([, comment = '', name = '']) => ({
		name,
		meaning: comment
			.replace(/\n\s*\*/g, ' ')
			.replace(/\s+/g, ' ')
			.trim(),
	}))
}

/** Returns the page with its list of tables updated from the code. */
export function writeDataModel(page: string): string {
	const rows = describedTables()
		.toSorted((one, other) => (one.name < other.name ? -1 : 1))
		.map(({ name, meaning }) => [`\`${name}\``, meaning])
	return betweenMarkers(page, 'tables', markdownTable([['Table', 'Content'], ...rows]))
}
