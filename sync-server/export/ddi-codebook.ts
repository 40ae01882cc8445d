import { studyOf } from '#shared/export/study-description'
import type { TablePlan } from '#shared/export/table-plan'
import type { LocalizedText } from '#shared/forms/form-definition'
import { labelText } from '#shared/forms/label-text'
import type { Book } from './codebook.ts'
import { type About, escaped, inLanguages, langOf, rounded } from './codebook-files.ts'
import { listCompanionFiles, type VariableInBook } from './codebook-variables.ts'
import { ddiStudy, type WeightsInBook } from './ddi-study.ts'

interface AboutStudy extends About {
	readonly versions: readonly number[]
	readonly weights: WeightsInBook | null
	readonly plan: TablePlan
}

/**
 * Codebook for programs: DDI Codebook 2.5 (ddialliance.org/Specification/DDI-Codebook/2.5), elements in the
 * order of its schema.
 */
export function ddiCodebook(book: Book, about: AboutStudy): string {
	const { form, round, versions, weights, plan, languages } = about
	const main = languages[0]?.tag ?? 'en'
	const title = labelText(about.title, main) || form
	const companionFiles = listCompanionFiles(plan, weights && { lines: weights.counts?.weighted ?? null })
	const files = [...book.tables, ...companionFiles]
	const study = ddiStudy({
		titles: [[main, title], ...inLanguages(about.title, about).filter(([tag]) => tag !== main)],
		form,
		round,
		versions,
		records: book.records,
		period: book.period,
		weights,
		langOf,
		study: studyOf(form, title),
	})
	let number = 0
	const variables = files.flatMap((file, i) =>
		file.variables.map((variable) => variableText(variable, `V${++number}`, `F${i + 1}`, about)),
	)
	return `<?xml version="1.0" encoding="UTF-8"?>
<codeBook xmlns="ddi:codebook:2_5" version="2.5"${langOf(main, 'xml:lang')}>
${study}
${files.map(({ file, lines }, i) => fileText(file, lines, `F${i + 1}`)).join('\n')}
<dataDscr>
${variables.join('\n')}
</dataDscr>
</codeBook>
`
}

const fileText = (file: string, lines: number | null, id: string): string =>
	`<fileDscr ID="${id}"><fileTxt><fileName>${escaped(file)}</fileName>${lines === null ? '' : `<dimensns><caseQnty>${lines}</caseQnty></dimensns>`}<fileType>text/csv; charset=utf-8</fileType></fileTxt></fileDscr>`

function variableText(variable: VariableInBook, id: string, file: string, about: About): string {
	const { header, label, questionText, universe, isNumeric, isWeight, choices, range } = variable
	const texts = (some: LocalizedText, name: string) =>
		inLanguages(some, { ...about, languages: withEnglish(about.languages, some) })
			.map(([tag, text]) => `<${name}${langOf(tag, 'xml:lang')}>${escaped(text)}</${name}>`)
			.join('')
	const literal = questionText === null ? '' : texts(questionText, 'qstnLit')
	const missing = choices.filter(({ isMissing }) => isMissing)
	return [
		`<var ID="${id}" name="${escaped(header)}"${isWeight ? ' wgt="wgt"' : ''} files="${file}" intrvl="${isWeight || range ? 'contin' : 'discrete'}">`,
		texts(label, 'labl') || `<labl>${escaped(header)}</labl>`,
		literal === '' ? '' : `<qstn>${literal}</qstn>`,
		missing.length === 0
			? ''
			: `<invalrng>${missing.map(({ choice }) => `<item VALUE="${escaped(choice.name)}"/>`).join('')}</invalrng>`,
		universe === null ? '' : `<universe>${escaped(universe)}</universe>`,
		...statisticsOf(variable).map(([type, value]) => `<sumStat type="${type}">${value}</sumStat>`),
		...choices.map(
			({ choice, count, isMissing }) =>
				`<catgry${isMissing ? ' missing="Y"' : ''}><catValu>${escaped(choice.name)}</catValu>${texts(choice.label, 'labl')}<catStat type="freq">${count}</catStat></catgry>`,
		),
		`<varFormat type="${isNumeric ? 'numeric' : 'character'}"/>`,
		'</var>',
	].join('')
}

/** Columns that belong to no question are described in English, whatever the languages of the form. */
const withEnglish = (languages: About['languages'], texts: LocalizedText): About['languages'] =>
	Object.keys(texts).every((tag) => tag === 'en') && !languages.some(({ tag }) => tag === 'en')
		? [{ tag: 'en', name: 'English' }]
		: languages

function statisticsOf({ counts, choices, range }: VariableInBook): readonly (readonly [string, string])[] {
	if (counts === null) return []
	const noAnswers = choices.reduce((sum, { count, isMissing }) => sum + (isMissing ? count : 0), 0)
	return [
		['vald', String(counts.answered - noAnswers)],
		['invd', String(Math.max(0, counts.rows - counts.answered) + noAnswers)],
		...(range
			? ([
					['min', rounded(range.least)],
					['max', rounded(range.most)],
					['mean', rounded(range.mean)],
				] as const)
			: []),
	]
}
