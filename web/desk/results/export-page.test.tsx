import { expect, test } from 'vitest'
import { exportPage } from './export-page.ts'

const savedFrom = async (html: string, language: string) => {
	const part = document.createElement('article')
	part.innerHTML = html
	const file = exportPage(part, { title: 'Report', language })
	expect(file.type).toBe('text/html')
	const content = await file.text()
	return { content, saved: new DOMParser().parseFromString(content, 'text/html') }
}

test('the text of links stays, and controls are removed', async () => {
	const { saved } = await savedFrom(
		'<h1>Estimates</h1><p>See <a href="/desk">all <b>results</b></a>.</p><button>Print</button><p class="on-screen">Round</p>',
		'en',
	)
	expect(saved.body).toHaveTextContent(/^Estimates\s*See all results\.$/)
	expect(saved.querySelector('b')).toHaveTextContent('results')
	expect(saved.querySelector('a, button')).toBeNull()
})

test('the page is self-contained: styles are inlined, and fonts are not fetched', async () => {
	const style = document.createElement('style')
	style.textContent = '.table { color: red } @font-face { font-family: Noto; src: url(/noto.woff2) }'
	document.head.append(style)
	try {
		const { content, saved } = await savedFrom('<p>Text</p>', 'en')
		expect(saved.querySelector('style')?.textContent).toContain('.table')
		expect(content).not.toContain('noto.woff2')
		expect(saved.querySelector('meta')).toHaveAttribute('charset', 'utf-8')
	} finally {
		style.remove()
	}
})

test('the page has the language and direction of the screen, and the screen is unchanged', async () => {
	const part = document.createElement('article')
	part.innerHTML = '<button>Print</button>'
	const saved = await exportPage(part, { title: 'Report', language: 'ur' }).text()
	expect(saved).toMatch(/^<!doctype html>\n<html lang="ur" dir="rtl">/)
	expect(part.querySelector('button')).not.toBeNull()
})
