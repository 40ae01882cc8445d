import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildDocs } from './build-docs.ts'
import { resolveLink } from './markdown.ts'
import { readPages } from './pages.ts'
import { readSearchIndex, search } from './search-index.ts'

let out = ''
/** HTML of each page by its address. */
const html = new Map<string, string>()
beforeAll(async () => {
	out = mkdtempSync(join(tmpdir(), 'zila-docs-'))
	await buildDocs(out)
	for (const file of readdirSync(out, { recursive: true, encoding: 'utf8' }))
		if (file.endsWith('.html'))
			html.set(
				`/docs/${file.replaceAll('\\', '/').replace(/(^|\/)index\.html$/, '$1')}`,
				readFileSync(join(out, file), 'utf8'),
			)
}, 120_000)
afterAll(() => rmSync(out, { recursive: true, force: true }))

const attributes = (page: string, name: string) =>
	[...page.matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g'))].map(([, value = '']) => value)
const page = (url: string) => html.get(url) ?? ''
const article = (url: string) => /<article>([\s\S]*)<\/article>/.exec(page(url))?.[1] ?? ''

test('every document is a page', () => {
	const pages = readPages()
	expect(pages.length).toBeGreaterThan(100)
	expect(pages.filter(({ url }) => !html.has(url)).map(({ source }) => source)).toEqual([])
	expect(page('/docs/install/')).toContain('<h1 id="install">Install</h1>')
})

test('every link, anchor, image, script and stylesheet resolves on the site', () => {
	const broken: string[] = []
	for (const [url, text] of html)
		for (const target of [...attributes(text, 'href'), ...attributes(text, 'src')]) {
			if (/^(https?:|mailto:)/.test(target)) continue
			// served by the app
			if (target === '/' || target === '/icon.svg') continue
			const [path = '', anchor] = target.split('#')
			const there = path === '' ? url : path
			const isThere =
				anchor === undefined
					? html.has(there) || (/\.\w+$/.test(there) && existsSync(join(out, there.slice('/docs/'.length))))
					: attributes(page(there), 'id').includes(decodeURIComponent(anchor))
			if (!isThere) broken.push(`${url}: ${target}`)
		}
	expect(broken).toEqual([])
})

test('a page contains nothing that its Content-Security-Policy blocks, and nothing from other sites', () => {
	for (const [url, text] of html) {
		expect(text, url).not.toMatch(/<script(?![^>]*\ssrc=)|<style|<[^>]*\s(style|on[a-z]+)=|="javascript:/i)
		expect(
			attributes(text, 'src').filter((src) => !src.startsWith('/docs/')),
			url,
		).toEqual([])
		expect(text, url).not.toMatch(/<(iframe|object|embed|base|form(?! class="search"))/i)
	}
})

test('links to GitHub become links of the site, and files that are not pages show their path', () => {
	expect(article('/docs/install/')).toContain('<a href="/docs/operate/">Operate</a>')
	expect(article('/docs/install/')).toContain('<code>deploy/Caddyfile</code>')
	expect(article('/docs/install/')).not.toContain('href="../deploy')
	expect(article('/docs/install/')).toMatch(
		/<a href="\/docs\/decisions\/081-[\w-]+\/">(docs\/)?decisions\/081<\/a>/,
	)
	const pages = readPages().filter(({ source }) => !source.startsWith('docs/ur/use/'))
	for (const [href, target] of [
		['../the-day.md#evening', '/docs/the-day/#evening'],
		['../../CONTRIBUTING.md', '/docs/contributing/'],
		['../../README.md', '/docs/'],
		['../pictures/day-list-en.png', '/docs/pictures/day-list-en.png'],
		['../ur/use/enumerator.md#start', null],
		['../../web/main.tsx', null],
		['https://example.org/a.md', 'https://example.org/a.md'],
		['#start', '#start'],
	] as const)
		expect(resolveLink(href, 'docs/use/enumerator.md', pages), href).toBe(target)
	// indented lines are commands
	expect(article('/docs/install/')).toMatch(/<pre tabindex="0"><code>npm start/)
})

test('each language lists its own pages and links to the other language', () => {
	const urdu = page('/docs/ur/')
	expect(urdu).toMatch(/<html lang="ur" dir="rtl">/)
	expect(urdu).toContain('<a href="/docs/" lang="en" hreflang="en">English</a>')
	expect(page('/docs/')).toContain('<a href="/docs/ur/" lang="ur" hreflang="ur">اردو</a>')
	const [, list = ''] = /<nav class="pages"([\s\S]*)<\/nav>/.exec(urdu) ?? []
	const inList = attributes(list, 'href').filter((href) => href !== '/')
	expect(inList.filter((href) => !href.startsWith('/docs/ur/'))).toEqual([])
	const pagesOfUrdu = readPages().filter(({ language }) => language === 'ur')
	expect(inList.sort()).toEqual(pagesOfUrdu.map(({ url }) => url).sort())
})

test('the navigation links every page except decision records, which their index lists', () => {
	const [, list = ''] = /<nav class="pages"([\s\S]*)<\/nav>/.exec(page('/docs/')) ?? []
	const english = readPages().filter(({ language }) => language === 'en')
	const reached = [...attributes(list, 'href'), ...attributes(article('/docs/decisions/'), 'href')]
	expect(english.filter(({ url }) => !reached.includes(url)).map(({ source }) => source)).toEqual([])
})

test.each([
	['restore a backup', 'en', '/docs/operate/#restore'],
	['postgresql two accounts', 'en', '/docs/install/#postgresql-with-two-accounts'],
	['database_url', 'en', '/docs/settings/'],
	// a part of a word, and typing errors
	['attachm bucket', 'en', '/docs/install/#attachments-in-a-bucket'],
	['safegaurding', 'en', '/docs/use/safeguarding-lead/'],
	['انٹرنیٹ', 'ur', '/docs/ur/'],
	['شمار کنندہ', 'ur', '/docs/ur/'],
	// the same letters as Arabic and Persian keyboards type them, and with marks
	['شمار كننده', 'ur', '/docs/ur/'],
	['عہدے کا صفحہ', 'ur', '/docs/ur/'],
	['سَروے', 'ur', '/docs/ur/'],
	// readers of Urdu also find pages that exist in English only
	['rotate keys', 'ur', '/docs/operate/#change-the-keys-of-the-server'],
])('the search finds “%s” (%s)', (words, language, address) => {
	const index = readSearchIndex(readFileSync(join(out, 'search.json'), 'utf8'))
	expect(search(index, words, language).map((result) => result.address)).toContainEqual(
		expect.stringMatching(new RegExp(`^${address}`)),
	)
})
