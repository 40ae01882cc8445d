import { readdirSync, readFileSync } from 'node:fs'
import { type LocalePart, localeParts, partOf } from './locale-parts-plugin.ts'

type Texts = { readonly [name: string]: string | Texts }

/** Number of texts; a test compares their names. */
const countOf = (texts: object): number =>
	Object.values(texts as Texts).reduce<number>(
		(sum, each) => sum + (typeof each === 'string' ? 1 : countOf(each)),
		0,
	)

/**
 * Reads every file of `web/locales` as a language, English first: all that the app knows of a language
 * before it fetches its texts.
 */
export function readAppLanguages(folder = 'web/locales') {
	const read = (file: string) => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Texts
	const textsIn = (texts: Texts, part: LocalePart) => countOf(partOf(texts, part))
	const english = read('en.json')
	return readdirSync(folder)
		.filter((file) => file.endsWith('.json'))
		.map((file) => {
			const texts = read(file)
			return {
				tag: file.replace('.json', ''),
				name: String(texts._name),
				direction: String(texts._direction),
				whole: localeParts.filter((part) => textsIn(texts, part) >= textsIn(english, part)),
				isAtDesk: textsIn(texts, 'desk') >= textsIn(english, 'desk'),
				...(typeof texts._months === 'string' ? { months: texts._months.split(' ') } : {}),
			}
		})
		.sort((a, b) => Number(b.tag === 'en') - Number(a.tag === 'en') || (a.tag < b.tag ? -1 : 1))
}
