import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { type Language, type Section, sections } from './texts.ts'

/** One Markdown file and its page. */
export interface Page {
	/** Path of the Markdown file in the repository. */
	readonly source: string
	readonly markdown: string
	readonly language: Language
	/** Text of the first heading. */
	readonly title: string
	readonly url: string
	readonly section: Section
	/** Decision records are reached from their index and are not in the navigation. */
	readonly isDecision: boolean
}

export const baseUrl = '/docs/'

/** Pages in the order of the navigation. A page of `docs` that is not listed comes at the end of Develop. */
const order: Readonly<Record<Section, readonly string[]>> = {
	start: ['README'],
	install: ['install', 'settings'],
	operate: ['operate'],
	use: [
		'use/README',
		'use/administrator',
		'use/coordinator',
		'use/data-manager',
		'use/data-manager-reference',
		'use/enumerator',
		'use/safeguarding-lead',
		'the-day',
	],
	develop: [
		'develop',
		'CONTRIBUTING',
		'data-model',
		'routes',
		'protocol',
		'testing',
		'failures',
		'threat-model',
		'words',
		'licences',
		'CHANGELOG',
	],
	decisions: ['decisions/README'],
}
/** Pages that are not in `docs`. */
const rootPages = ['CONTRIBUTING.md', 'CHANGELOG.md']

/** Returns every page in the order of the navigation, English first; decision records at the end. */
export function readPages(): Page[] {
	const pages = [...markdownFiles('docs'), ...rootPages].map(pageOf)
	return pages.sort((a, b) => rank(a) - rank(b))
}

const markdownFiles = (folder: string): string[] =>
	readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.md'))
		.map((name) => posix.join(folder, name.replaceAll('\\', '/')))
		.sort()

function pageOf(source: string): Page {
	const markdown = readFileSync(source, 'utf8')
	const name = nameOf(source)
	const [, ofUrdu] = /^ur\/(.*)$/.exec(name) ?? []
	const isDecision = name.startsWith('decisions/') && name !== 'decisions/README'
	return {
		source,
		markdown,
		language: ofUrdu === undefined ? 'en' : 'ur',
		title: titleOf(markdown) ?? name,
		url:
			baseUrl +
			name
				.replace(/(^|\/)README$/, '$1')
				.toLowerCase()
				.replace(/([^/])$/, '$1/'),
		section: isDecision ? 'decisions' : sectionOf(ofUrdu ?? name),
		isDecision,
	}
}

/** Path below `docs` without its extension, whether the file exists or not. */
const nameOf = (source: string): string => source.replace(/\.md$/, '').replace(/^docs\//, '')

/** The first heading without its Markdown. */
const titleOf = (markdown: string): string | undefined =>
	/^#+ (.+)$/m.exec(markdown)?.[1]?.replace(/[`*]/g, '').trim()

function sectionOf(name: string): Section {
	const section = sections.find((each) => order[each].includes(name))
	return section ?? (name.startsWith('use/') ? 'use' : 'develop')
}

function rank({ source, section, language, isDecision }: Page): number {
	const name = nameOf(source).replace(/^ur\//, '')
	const within = order[section].indexOf(name)
	return (
		(language === 'ur' ? 1e6 : 0) +
		(isDecision ? 1e5 + Number.parseInt(posix.basename(name), 10) : 0) +
		sections.indexOf(section) * 1000 +
		(within < 0 ? 999 : within)
	)
}

export interface NavigationSection {
	readonly section: Section
	readonly pages: readonly Page[]
}

/** Returns the navigation of a language: only its own sections and pages. */
export const navigation = (pages: readonly Page[], language: Language): NavigationSection[] =>
	sections
		.map((section) => ({
			section,
			pages: pages.filter(
				(page) => page.section === section && page.language === language && !page.isDecision,
			),
		}))
		.filter((each) => each.pages.length > 0)

/** Returns the pages before and after one, in the order of the navigation, or among the decision records. */
export function neighbours(
	pages: readonly Page[],
	page: Page,
): { readonly previous: Page | null; readonly next: Page | null } {
	const row = pages.filter((each) => each.language === page.language && each.isDecision === page.isDecision)
	const at = row.indexOf(page)
	if (at < 0) return { previous: null, next: null }
	return { previous: row[at - 1] ?? null, next: row[at + 1] ?? null }
}

/**
 * Returns a page in another language; if it is not translated, the first page of that language; null if
 * there is none.
 */
export function inLanguage(pages: readonly Page[], page: Page, language: Language): Page | null {
	const own = page.url.replace(/^\/docs\/(ur\/)?/, '')
	const url = `${baseUrl}${language === 'ur' ? 'ur/' : ''}${own}`
	return pages.find((each) => each.url === url) ?? pages.find((each) => each.language === language) ?? null
}
