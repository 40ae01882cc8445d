import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { readPages } from '../docs-site/pages.ts'

const read = (page: string) => readFileSync(page, 'utf8')
const documents = [{ source: 'README.md', markdown: read('README.md') }, ...readPages()]

test('links and pictures of the documents exist', () => {
	const broken = documents.flatMap(({ source, markdown }) =>
		[...markdown.matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)]
			.map(([, link, picture]) => link ?? picture ?? '')
			.filter((target) => !/^(https?:|#|mailto:)/.test(target))
			.filter((target) => !existsSync(join(dirname(source), target.replace(/#.*$/, ''))))
			.map((target) => `${source}: ${target}`),
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
