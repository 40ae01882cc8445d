import { directionOf } from '../../ui/i18n.ts'

/**
 * Returns a part of the screen as an HTML page with its styles and without buttons; the page loads nothing.
 */
export function exportPage(
	part: HTMLElement,
	{ title, language }: { readonly title: string; readonly language: string },
): Blob {
	const copy = part.cloneNode(true) as HTMLElement
	for (const each of copy.querySelectorAll('button, .on-screen')) each.remove()
	for (const link of copy.querySelectorAll('a')) link.replaceWith(...link.childNodes)
	const looks = [...document.styleSheets]
		.flatMap((sheet) => [...sheet.cssRules])
		.filter((rule) => !(rule instanceof CSSFontFaceRule))
		.map(({ cssText }) => cssText)
		.join('\n')
	const page = document.implementation.createHTMLDocument(title)
	page.documentElement.lang = language
	page.documentElement.dir = directionOf(language)
	const charset = page.createElement('meta')
	charset.setAttribute('charset', 'utf-8')
	page.head.prepend(charset)
	page.body.append(page.importNode(copy, true))
	// inserted as text: the content security policy forbids inline styles in our own page
	const [head = '', ...rest] = page.documentElement.outerHTML.split('</head>')
	const whole = [`${head}<style>${looks}</style>`, ...rest].join('</head>')
	return new Blob([`<!doctype html>\n${whole}`], { type: 'text/html' })
}
