import { rmSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import Eleventy from '@11ty/eleventy'
import { build, type Rolldown } from 'vite'
import { documentMarkdown, type Heading } from './markdown.ts'
import { baseUrl, inLanguage, navigation, neighbours, type Page, readPages } from './pages.ts'
import { type SearchEntry, writeSearchIndex } from './search-index.ts'
import { languages, texts } from './texts.ts'

interface Assets {
	readonly script: string
	readonly style: string
}

/** Headings of a page that its table of contents shows. */
const contentsLevels: readonly number[] = [2, 3]

/** Builds the documentation into `out`, as static files. The working directory has to be the repository. */
export async function buildDocs(out: string): Promise<void> {
	rmSync(out, { recursive: true, force: true })
	const assets = await buildAssets(out)
	const pages = readPages()
	const headings = new Map<string, readonly Heading[]>()
	const eleventy = new Eleventy('scripts/docs-site', relative('.', out), {
		quietMode: true,
		config(config) {
			config.setIncludesDirectory('layout')
			config.amendLibrary('md', (markdown) => documentMarkdown(markdown, pages, headings))
			// filled while a page's content is rendered, before its layout
			config.addFilter('contentsOf', (source) =>
				(headings.get(source) ?? []).filter(({ level }) => contentsLevels.includes(level)),
			)
			config.addPassthroughCopy({ 'docs/pictures': 'pictures' })
			for (const page of [...pages, notFoundPage])
				config.addTemplate(`scripts/docs-site/${pathOf(page)}.md`, page.markdown, {
					...viewOf(page, pages),
					assets,
					layout: 'page.njk',
					permalink: pathOf(page),
					// the documents contain no template language, and show some as text
					templateEngineOverride: 'md',
				})
		},
	})
	// errors are thrown as well
	eleventy.disableLogger()
	await eleventy.write()
	writeFileSync(join(out, 'search.json'), writeSearchIndex(searchEntries(pages, headings)))
}

/** Shown for every unknown address below `/docs`, in all languages at once. */
const notFoundPage: Page = {
	source: 'docs/404.md',
	markdown: languages.map((language) => texts[language].notFound).join('\n\n'),
	language: 'en',
	title: '404',
	url: `${baseUrl}404.html`,
	section: 'start',
	isDecision: false,
}

/** Path of a page's file in the folder of the site. */
const pathOf = ({ url }: Page): string => url.slice(baseUrl.length).replace(/(^|\/)$/, '$1index.html')

/** Data of a page for the layout, besides its content. */
function viewOf(page: Page, pages: readonly Page[]) {
	const { language, title, source } = page
	const others = languages.filter((each) => each !== language)
	const homeUrl = pages.find((each) => each.language === language)?.url ?? baseUrl
	return {
		language,
		title,
		source,
		direction: language === 'ur' ? 'rtl' : 'ltr',
		t: texts[language],
		homeUrl,
		...neighbours(pages, page),
		translations: others.flatMap((other) => {
			const translated = inLanguage(pages, page, other)
			return translated ? [{ language: other, name: texts[other].name, url: translated.url }] : []
		}),
		parts: navigation(pages, language).map((part) => ({
			title: texts[language].sections[part.section],
			pages: part.pages.map((each) => ({
				title: each.title,
				url: each.url,
				isHere: each === page,
				isAbove: page.isDecision && each.section === 'decisions',
			})),
		})),
	}
}

/** Returns one entry for each heading of a page; a decision record is short, and is one entry. */
function searchEntries(
	pages: readonly Page[],
	headings: ReadonlyMap<string, readonly Heading[]>,
): SearchEntry[] {
	return pages.flatMap(({ source, url, language, title, isDecision }) => {
		const found = headings.get(source) ?? []
		if (isDecision)
			return [{ id: url, language, page: title, heading: '', text: found.map(({ text }) => text).join(' ') }]
		return found.map(({ id, level, title: heading, text }, at) =>
			at === 0 || level === 1
				? { id: at === 0 ? url : `${url}#${id}`, language, page: title, heading: '', text }
				: { id: `${url}#${id}`, language, page: title, heading, text },
		)
	})
}

/** Script and style of the site, with names that change with their content. */
async function buildAssets(out: string): Promise<Assets> {
	const built = (await build({
		configFile: false,
		root: 'scripts/docs-site',
		base: baseUrl,
		publicDir: false,
		logLevel: 'error',
		build: {
			outDir: resolve(out),
			emptyOutDir: false,
			target: 'es2022',
			assetsInlineLimit: 0,
			modulePreload: false,
			rolldownOptions: { input: 'scripts/docs-site/site.ts' },
		},
	})) as Rolldown.RolldownOutput
	const nameOf = (pattern: RegExp) => {
		const file = built.output.find(({ fileName }) => pattern.test(fileName))
		if (!file) throw new Error(`The documentation was built without ${pattern}`)
		return baseUrl + file.fileName
	}
	return { script: nameOf(/^assets\/site-.*\.js$/), style: nameOf(/^assets\/.*\.css$/) }
}
