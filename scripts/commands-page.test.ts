import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { commands } from '../sync-server/commands/command-table.ts'
import { commandsPage, writeCommands } from './commands-page.ts'

const read = (path: string) => readFileSync(path, 'utf8')

test('the table of commands matches the code: npm run docs:tables', () => {
	expect(read(commandsPage)).toBe(writeCommands(read(commandsPage)))
})

test('every command in the documents and in npm scripts exists', () => {
	const names = commands.map(({ name }) => name)
	const exists = (words: string) =>
		/^help( COMMAND)?$/.test(words) || names.some((name) => `${words} `.startsWith(`${name} `))
	const pages = ['docs/install.md', commandsPage, 'docs/settings.md', 'CHANGELOG.md', 'package.json']
	const named = pages.flatMap((page) =>
		[...read(page).matchAll(/(?:`zila|zila\.js|npm run zila --|scripts\/zila\.mjs) ([a-z][\w -]*)/g)].map(
			([, words = '']) => `${page}: ${words.trim()}`,
		),
	)
	expect(named.length).toBeGreaterThan(20)
	expect(named.filter((each) => !exists(each.replace(/^.*?: /, '')))).toEqual([])
})
