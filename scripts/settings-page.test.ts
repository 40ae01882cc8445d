import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { listSettings } from '../sync-server/environment-settings.ts'
import { settingsPage, writeSettings } from './settings-page.ts'

const read = (path: string) => readFileSync(path, 'utf8')

test('the table of settings matches the code: npm run docs:tables', () => {
	expect(read(settingsPage)).toBe(writeSettings(read(settingsPage)))
})

test('every documented setting has a meaning, values and a default', () => {
	const shown = listSettings().filter(({ isInternal }) => !isInternal)
	expect(shown.length).toBeGreaterThan(15)
	expect(
		shown.filter((each) => !each.meaning || !each.values || !each.defaultValue).map(({ name }) => name),
	).toEqual([])
})

test('every setting that the server reads is in its table', () => {
	const known = listSettings().map(({ name }) => name)
	const files = [
		...['main', 'read-settings', 'setting-values', 'open-file-store', 'open-key-store', 'set-up'],
		...['startup-errors', 'commands/command'],
	]
	const named = files.flatMap((file) => [
		...read(`sync-server/${file}.ts`).matchAll(/\b((?:[A-Z0-9]+_)+(?:URL|MB|DAYS|FOLDER|FILE|SIZE))\b/g),
	])
	expect(named.length).toBeGreaterThan(20)
	// error codes of Node have the same form
	const settings = named
		.map(([name]) => name.replace(/_URL_FILE$/, '_URL'))
		.filter((name) => !name.startsWith('ERR_'))
	expect([...new Set(settings)].filter((name) => !known.includes(name))).toEqual([])
})
