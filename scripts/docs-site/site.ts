import '../../web/ui/tokens.css'
import './site.css'
import './text.css'
import type MiniSearch from 'minisearch'
import { readSearchIndex, type SearchEntry, search } from './search-index.ts'

/*
 * The whole site can be read without this script. It adds the search; on wide screens it opens the
 * table of contents and scrolls the list of pages to the current one.
 */
const contents = document.querySelector<HTMLDetailsElement>('.contents')
if (contents && matchMedia('(min-width: 75rem)').matches) contents.open = true

const list = document.querySelector('.pages')
const here = list?.querySelector<HTMLElement>('[aria-current], .above')
if (list && here && matchMedia('(min-width: 56rem)').matches)
	list.scrollTop = here.offsetTop - list.clientHeight / 2

const form = document.querySelector<HTMLFormElement>('.search')
if (form) startSearch(form)

function startSearch(searchForm: HTMLFormElement): void {
	const input = searchForm.querySelector('input')
	const panel = searchForm.querySelector<HTMLElement>('.results')
	const status = panel?.querySelector('[role=status]')
	const results = panel?.querySelector('ol')
	if (!input || !panel || !status || !results) return
	const { index: address = '', found = '', nothing = '', failed = '' } = searchForm.dataset
	const { lang } = document.documentElement
	let loading: Promise<MiniSearch<SearchEntry>> | null = null
	const load = () => {
		loading ??= fetch(address).then(async (reply) => {
			if (!reply.ok) throw new Error(`${address}: ${reply.status}`)
			return readSearchIndex(await reply.text())
		})
		// the next attempt loads again
		loading.catch(() => {
			loading = null
		})
		return loading
	}
	const show = async () => {
		const words = input.value.trim()
		panel.hidden = words === ''
		if (panel.hidden) return
		try {
			const index = await load()
			// a later key press has replaced this search
			if (words !== input.value.trim()) return
			const matches = search(index, words, lang)
			results.replaceChildren(...matches.map(resultItem))
			status.textContent = matches.length > 0 ? found.replace('{n}', String(matches.length)) : nothing
		} catch {
			results.replaceChildren()
			status.textContent = failed
		}
	}
	const close = () => {
		panel.hidden = true
	}
	searchForm.hidden = false
	// the index is larger than a page, so it is loaded only for a search
	input.addEventListener('focus', () => void load().catch(() => undefined))
	input.addEventListener('input', () => void show())
	searchForm.addEventListener('submit', (event) => {
		event.preventDefault()
		results.querySelector('a')?.click()
	})
	searchForm.addEventListener('keydown', (event) => {
		if (event.key === 'Escape') {
			close()
			input.focus()
		}
		if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
		const stops = [input, ...results.querySelectorAll('a')]
		const at = stops.indexOf(document.activeElement as HTMLInputElement)
		const next = stops[at + (event.key === 'ArrowDown' ? 1 : -1)]
		if (panel.hidden || !next) return
		event.preventDefault()
		next.focus()
	})
	document.addEventListener('click', (event) => {
		if (!searchForm.contains(event.target as Node)) close()
	})
	// a result on the same page moves to its heading without a reload
	results.addEventListener('click', close)
}

function resultItem({ address, language, page, heading }: ReturnType<typeof search>[number]): HTMLLIElement {
	const item = document.createElement('li')
	const link = document.createElement('a')
	link.href = address
	link.lang = language
	link.dir = language === 'ur' ? 'rtl' : 'ltr'
	link.append(heading || page)
	if (heading) {
		const above = document.createElement('span')
		above.append(page)
		link.append(above)
	}
	item.append(link)
	return item
}
