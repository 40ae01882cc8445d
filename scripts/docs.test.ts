import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { settingsPage, writeSettings } from './settings-page.ts'

const pages = [
	...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
	...['docs', 'decisions'].flatMap((folder) =>
		readdirSync(folder)
			.filter((name) => name.endsWith('.md'))
			.map((name) => join(folder, name)),
	),
]
const read = (page: string) => readFileSync(page, 'utf8')

test('links and pictures of the documents exist', () => {
	const broken = pages.flatMap((page) =>
		[...read(page).matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)]
			.map(([, link, picture]) => link ?? picture ?? '')
			.filter((target) => !/^(https?:|#|mailto:)/.test(target))
			.filter((target) => !existsSync(join(dirname(page), target.replace(/#.*$/, ''))))
			.map((target) => `${page}: ${target}`),
	)
	expect(broken).toEqual([])
})

test('files that README, CONTRIBUTING and the pages for developers name exist', () => {
	const named = ['README.md', 'CONTRIBUTING.md', 'docs/develop.md', 'docs/testing.md'].flatMap((page) =>
		[
			...read(page).matchAll(/`((?:web|shared|sync-server|scripts|tests|deploy|conformance)\/[\w./-]+)`/g),
		].map(([, path = '']) => `${page}: ${path}`),
	)
	expect(named.length).toBeGreaterThan(10)
	expect(named.filter((each) => !existsSync(each.split(': ')[1] ?? ''))).toEqual([])
})

test('README is one page', () => {
	expect(read('README.md').split('\n').length).toBeLessThanOrEqual(150)
})

test('the table of settings is as the code has it: npm run docs:settings', () => {
	expect(read(settingsPage)).toBe(writeSettings(read(settingsPage)))
})
