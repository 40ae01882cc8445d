import type { TablePlan } from '#shared/export/table-plan'
import type { LocalizedText } from '#shared/forms/form-definition'
import { unmarked } from '#shared/forms/label-markdown'
import { labelText, withoutReferences } from '#shared/forms/label-text'
import { isWrittenFromTheRight } from '#shared/forms/localized-text'
import type { Book } from './codebook.ts'
import type { QuestionInBook } from './codebook-variables.ts'

export interface About {
	readonly title: LocalizedText
	readonly form: string
	readonly round: string
	readonly languages: TablePlan['languages']
}

export const escaped = (text: string): string =>
	text
		// biome-ignore lint/suspicious/noControlCharactersInRegex: XML holds none of these
		.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ' ')
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;')
/** Attribute for the language, if XML and HTML accept its tag: a form can call a language anything. */
export const langOf = (tag: string, name: string): string =>
	/^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/.test(tag) ? ` ${name}="${tag}"` : ''
export const rounded = (value: number): string => String(Math.round(value * 100) / 100)
/** Returns the text in each language that has one. */
export const inLanguages = (
	texts: LocalizedText | undefined,
	{ languages }: About,
): [tag: string, text: string][] =>
	languages.flatMap(({ tag }) => {
		const text = texts?.[tag]
		return text === undefined || text.trim() === '' ? [] : [[tag, withoutReferences(unmarked(text))]]
	})

/** Words of the page, in the form's first language if it is one of these. */
const words = {
	en: {
		answered: 'answered',
		to: 'to',
		mean: 'mean',
		versions: 'versions',
		askedIf: 'asked if',
		code: 'code',
		choice: 'choice',
		count: 'count',
		noAnswer: 'missing value',
	},
	ur: {
		answered: 'جوابات',
		to: 'تا',
		mean: 'اوسط',
		versions: 'نسخے',
		askedIf: 'پوچھا جاتا ہے اگر',
		code: 'کوڈ',
		choice: 'انتخاب',
		count: 'تعداد',
		noAnswer: 'غائب قدر (missing value)',
	},
} as const

/**
 * Codebook for people: a single HTML page with every question in all languages, its condition, and the counts
 * of its answers.
 */
export function codebookPage(book: Book, about: About): string {
	const paragraph = (tag: string, text: string) =>
		`<p${langOf(tag, 'lang')} dir="${isWrittenFromTheRight(tag) ? 'rtl' : 'ltr'}">${escaped(text)}</p>`
	const all = (texts: LocalizedText | undefined) =>
		inLanguages(texts, about)
			.map(([tag, text]) => paragraph(tag, text))
			.join('')
	const main = about.languages[0]?.tag ?? 'en'
	const title = escaped(labelText(about.title, main))
	const inUrdu = main === 'ur'
	const word = inUrdu ? words.ur : words.en
	const questionSection = ({ known, header, answered, choices, range }: QuestionInBook) => {
		const { question: part, versions } = known
		const rows = choices
			.map(
				({ choice, count, isMissing }) =>
					`<tr><td><code>${escaped(choice.name)}</code>${isMissing ? ' *' : ''}</td><td>${all(choice.label)}</td><td class="n">${count}</td></tr>`,
			)
			.join('')
		const facts = [
			part.type,
			`${word.answered}: ${answered}`,
			...(range
				? [`${rounded(range.least)} ${word.to} ${rounded(range.most)}, ${word.mean} ${rounded(range.mean)}`]
				: []),
			`${word.versions} ${versions.join(', ')}`,
		]
		return `<section id="${escaped(header)}"><h3><code>${escaped(header)}</code></h3>${all(part.label)}${all(part.hint)}<p class="facts">${escaped(facts.join(' · '))}</p>${part.relevant === undefined ? '' : `<p class="facts">${word.askedIf} <code dir="ltr">${escaped(part.relevant)}</code></p>`}${rows === '' ? '' : `<table><tr><th>${word.code}</th><th>${word.choice}</th><th>${word.count}</th></tr>${rows}</table>`}</section>`
	}
	const tables = book.tables
		.map(
			({ file, lines, questions }) =>
				`<h2>${escaped(file)} <small>${lines}</small></h2>${questions.map(questionSection).join('\n')}`,
		)
		.join('\n')
	return `<!doctype html>
<html${langOf(inUrdu ? 'ur' : 'en', 'lang')} dir="${inUrdu ? 'rtl' : 'ltr'}"><meta charset="utf-8"><title>${title}</title>
<style>body{font-family:system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;line-height:1.5}section{border-top:1px solid #d9d6cd;padding:.5rem 0}p{margin:.25rem 0}.facts{color:#5b6770}.n{text-align:end}table{border-collapse:collapse}td,th{border:1px solid #d9d6cd;padding:.25rem .5rem;text-align:start}</style>
<h1>${title}</h1>${all(about.title)}
<p class="facts">${escaped(about.form)} · ${escaped(about.round)} · ${book.records}</p>
<p class="facts">* ${word.noAnswer}</p>
${tables}
</html>
`
}
