import { posix } from 'node:path'
import { baseUrl, type Page } from './pages.ts'

/** The part of markdown-it's tokens that is used. */
export interface Token {
	type: string
	tag: string
	content: string
	level: number
	children: Token[] | null
	attrGet(name: string): string | null
	attrSet(name: string, value: string): void
	attrs: [string, string][] | null
}
interface State {
	readonly tokens: Token[]
	readonly env: { readonly source?: string }
	readonly Token: new (type: string, tag: string, nesting: -1 | 0 | 1) => Token
}
type RenderRule = () => string
export interface Markdown {
	readonly core: { readonly ruler: { push(name: string, rule: (state: State) => void): void } }
	readonly renderer: { readonly rules: Record<string, RenderRule | undefined> }
	set(options: { readonly html: boolean }): void
	enable(rule: string): void
}

export interface Heading {
	readonly level: number
	readonly id: string
	readonly title: string
	/** Text below the heading, up to the next one. */
	text: string
}

/** Returns the address of a link on the site; null for a file of the repository that is no page. */
export function resolveLink(href: string, source: string, pages: readonly Page[]): string | null {
	if (/^([a-z]+:|#)/.test(href)) return href
	const [path = '', anchor] = href.split('#')
	const target = posix.join(posix.dirname(source), path).replace(/\/$/, '')
	if (target.startsWith('docs/pictures/')) return baseUrl + target.slice('docs/'.length)
	const page =
		pages.find((each) => each.source === target) ??
		pages.find((each) => each.source === `${target}/README.md`) ??
		// the README of the repository is the first page of the site
		(target === 'README.md' ? pages[0] : undefined)
	if (!page) return null
	return anchor === undefined ? page.url : `${page.url}#${anchor}`
}

/** Returns the anchor that GitHub gives a heading. */
export function anchorOf(title: string, usedAnchors: ReadonlySet<string>): string {
	const plain = title
		.toLowerCase()
		.replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
		.replaceAll(' ', '-')
	let anchor = plain
	for (let n = 1; usedAnchors.has(anchor); n++) anchor = `${plain}-${n}`
	return anchor
}

/**
 * Configures markdown-it to render GitHub's Markdown for the site: anchors as on GitHub, links from files
 * to pages, scrolling tables, and nothing that the Content-Security-Policy would block. `headings` receives
 * the headings of each page by its source.
 */
export function documentMarkdown(
	markdown: Markdown,
	pages: readonly Page[],
	headings: Map<string, readonly Heading[]>,
): void {
	markdown.set({ html: true })
	// indented lines are code, as on GitHub: Eleventy turns that off
	markdown.enable('code')
	markdown.core.ruler.push('zila', ({ tokens, env, Token }) => {
		const { source = '' } = env
		headings.set(source, addAnchors(tokens))
		for (const token of tokens) {
			moveAlignment(token)
			// scrolling elements can be focused by keyboard
			if (token.type === 'fence') token.type = 'code_block'
			if (token.type === 'code_block') token.attrSet('tabindex', '0')
			if (token.type === 'html_block') token.content = movePictures(token.content, source, pages)
			if (token.children)
				token.children = linkDecisions(rewriteLinks(token.children, source, pages), source, pages, Token)
		}
	})
	markdown.renderer.rules.table_open = () => '<div class="scroll" tabindex="0">\n<table>\n'
	markdown.renderer.rules.table_close = () => '</table>\n</div>\n'
}

function addAnchors(tokens: readonly Token[]): Heading[] {
	const found: Heading[] = []
	const usedAnchors = new Set<string>()
	tokens.forEach((token, at) => {
		if (token.type === 'heading_open') {
			const title = plainText(tokens[at + 1])
			const id = anchorOf(title, usedAnchors)
			usedAnchors.add(id)
			token.attrSet('id', id)
			found.push({ level: Number(token.tag.slice(1)), id, title, text: '' })
			return
		}
		const isTitle = tokens[at - 1]?.type === 'heading_open'
		const last = found.at(-1)
		if (last && !isTitle) last.text += ` ${plainText(token)}`
	})
	return found
}

const plainText = (token: Token | undefined): string =>
	token?.children
		? token.children
				.map(({ type, content }) => (type === 'softbreak' ? ' ' : type === 'html_inline' ? '' : content))
				.join('')
		: token?.type === 'fence' || token?.type === 'code_block'
			? token.content
			: ''

/** Replaces the inline styles by which markdown-it aligns columns, because the policy blocks them. */
function moveAlignment(token: Token): void {
	const style = token.attrs?.find(([name]) => name === 'style')?.[1]
	if (!style) return
	token.attrs = token.attrs?.filter(([name]) => name !== 'style') ?? null
	if (/right/.test(style)) token.attrSet('class', 'end')
	if (/center/.test(style)) token.attrSet('class', 'middle')
}

/** Points links and pictures to the site. A link to a file that is no page becomes its text. */
function rewriteLinks(children: readonly Token[], source: string, pages: readonly Page[]): Token[] {
	const found: Token[] = []
	let isDropped = false
	for (const token of children) {
		if (token.type === 'link_open') {
			const target = resolveLink(token.attrGet('href') ?? '', source, pages)
			isDropped = target === null
			if (target === null) continue
			token.attrSet('href', target)
		}
		if (token.type === 'link_close' && isDropped) {
			isDropped = false
			continue
		}
		if (token.type === 'image')
			token.attrSet('src', resolveLink(token.attrGet('src') ?? '', source, pages) ?? '')
		if (token.type === 'html_inline') token.content = movePictures(token.content, source, pages)
		// a path of the repository is shown as code
		if (isDropped && token.type === 'text' && /^[\w./-]+\/[\w./-]+$/.test(token.content)) {
			token.type = 'code_inline'
			token.tag = 'code'
		}
		found.push(token)
	}
	return found
}

const movePictures = (html: string, source: string, pages: readonly Page[]): string =>
	html.replace(
		/<img src="([^"]+)"/g,
		(_, src: string) => `<img loading="lazy" src="${resolveLink(src, source, pages) ?? src}"`,
	)

/** Links `decisions/081` in a text to that decision. */
function linkDecisions(
	children: readonly Token[],
	source: string,
	pages: readonly Page[],
	NewToken: State['Token'],
): Token[] {
	let isInLink = false
	return children.flatMap((token) => {
		if (token.type === 'link_open') isInLink = true
		if (token.type === 'link_close') isInLink = false
		if (token.type !== 'text' || isInLink) return [token]
		return token.content.split(/((?:docs\/)?decisions\/\d{3}\b)/).flatMap((part): Token[] => {
			const text = new NewToken('text', '', 0)
			text.content = part
			const [number] = /\d{3}$/.exec(part) ?? []
			const decision =
				/^(docs\/)?decisions\/\d{3}$/.test(part) &&
				pages.find(
					(page) => page.isDecision && page.source !== source && page.url.includes(`/decisions/${number}-`),
				)
			if (!decision) return part === '' ? [] : [text]
			const open = new NewToken('link_open', 'a', 1)
			open.attrSet('href', decision.url)
			return [open, text, new NewToken('link_close', 'a', -1)]
		})
	})
}
