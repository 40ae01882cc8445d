import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { readPages } from './docs-site/pages.ts'

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

const records = readdirSync('docs/decisions').filter((name) => name !== 'README.md')

test('every decision is in the index exactly once', () => {
	const listed = [...read('docs/decisions/README.md').matchAll(/\]\((\d{3}-[^)]+)\)/g)].map(
		([, name = '']) => name,
	)
	expect(listed.toSorted()).toEqual(records.toSorted())
})

test('every decision has its number and a title, and says context, options, choice and consequences', () => {
	const incomplete = records.flatMap((name) => {
		const [title = '', ...lines] = read(join('docs/decisions', name)).split('\n')
		const sections = lines.filter((line) => line.startsWith('## '))
		return [
			title.startsWith(`# ${name.slice(0, 3)} `) ? [] : [`${name}: ${title}`],
			sections.join() === '## Context,## Options,## Choice,## Consequences'
				? []
				: [`${name}: ${sections.join()}`],
		].flat()
	})
	expect(incomplete).toEqual([])
})

test('decisions that code and documents cite by number exist', () => {
	const known = new Set(records.flatMap((name) => [name.slice(0, 3), name]))
	const files = ['docs', 'scripts', 'shared', 'sync-server', 'tests', 'web'].flatMap((folder) =>
		readdirSync(folder, { recursive: true, encoding: 'utf8' })
			.filter((file) => /\.(tsx?|mjs|md)$/.test(file) && !file.includes('node_modules'))
			.map((file) => join(folder, file)),
	)
	const cited = files.flatMap((file) =>
		[...read(file).matchAll(/decisions\/(\d{3}(?:-[a-z0-9-]+\.md)?)/g)].map(([, name = '']) => ({
			file,
			name,
		})),
	)
	expect(cited.length).toBeGreaterThan(20)
	expect(cited.filter(({ name }) => !known.has(name))).toEqual([])
})

/** Texts of a language, of the app and of the shipped forms, as patterns: a placeholder stands for any text. */
function patternsOf(language: 'en' | 'ur'): RegExp[] {
	const texts: string[] = []
	const collect = (value: unknown): void => {
		if (typeof value === 'string') texts.push(value)
		else if (value !== null && typeof value === 'object')
			for (const each of Object.values(value)) collect(each)
	}
	collect(JSON.parse(read(`web/locales/${language}.json`)))
	const forms = 'shared/study/pakistan-2023'
	for (const name of readdirSync(forms).filter((each) => each.endsWith('.md')))
		texts.push(...read(join(forms, name)).split('|'))
	const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
	return [...new Set(texts.map(withoutMarks))]
		.filter((text) => text !== '')
		.map(
			(text) =>
				new RegExp(
					`^${text
						.split(/\{\{\w+\}\}/)
						.map(escaped)
						.join('.+')}$`,
				),
		)
}
const withoutMarks = (text: string): string =>
	text
		.replace(/[\u2066-\u2069\u200e\u200f]/g, '')
		.trim()
		.replace(/:$/, '')

test.each(['en', 'ur'] as const)(
	'labels in bold on the pages of the roles exist as texts of the app, in %s',
	(language) => {
		const folder = language === 'en' ? 'docs/use' : 'docs/ur/use'
		const patterns = patternsOf(language)
		// single letters are keys
		const labels = readdirSync(folder).flatMap((name) =>
			[...read(join(folder, name)).matchAll(/\*\*([^*\n]+)\*\*/g)].map(
				([, label = '']) => `${name}: ${label}`,
			),
		)
		expect(labels.length).toBeGreaterThan(500)
		const unknown = labels.filter((each) => {
			const label = withoutMarks(each.slice(each.indexOf(': ') + 2))
			return label.length > 1 && !patterns.some((pattern) => pattern.test(label))
		})
		expect(unknown).toEqual([])
	},
)
