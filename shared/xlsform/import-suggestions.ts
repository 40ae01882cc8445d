import { allFunctions } from '#shared/expressions/functions'
import { appearanceWords } from '../forms/appearance-words.ts'
import { columnsOf } from './import-columns.ts'
import type { ImportCode, ImportProblem } from './import-problems.ts'
import { typeWords } from './import-types.ts'
import type { Sheet } from './sheets.ts'
import { suggestWord } from './suggest-word.ts'

/**
 * Most comparisons of two words for one file, about half a second. A form of a thousand questions gets them for its first
 * hundred unknown names.
 */
const mostComparisons = 100_000

/** Adds to each problem with an unknown word the one that was probably meant, within a budget. */
export function addSuggestions(
	problems: readonly ImportProblem[],
	sheets: readonly Sheet[],
): ImportProblem[] {
	const cells = (name: string, column: string) => {
		const sheet = sheets.find((each) => each.name.trim().toLowerCase() === name)
		const columns = sheet && columnsOf(sheet, 'en')
		return new Set(columns?.sheet.rows.map((row) => columns.text(row, column)).filter((cell) => cell !== ''))
	}
	const names = cells('survey', 'name')
	const lists = new Set([...cells('choices', 'list_name'), ...cells('external_choices', 'list_name')])
	const possible: Partial<Record<ImportCode, ReadonlySet<string>>> = {
		'reference-unknown': names,
		'list-missing': lists,
		'function-unknown': new Set(Object.keys(allFunctions)),
		'appearance-unknown': new Set(appearanceWords),
	}
	let left = mostComparisons
	const suggest = ({ code, details }: ImportProblem, found: string): string | undefined => {
		if (code === 'type-unknown') return closeType(found, lists)
		const words = code === 'parameter-unknown' ? new Set(details.possible?.split(', ')) : possible[code]
		if (!words || words.size > left) return undefined
		left -= words.size
		return suggestWord(found, words)
	}
	return problems.map((problem) => {
		const { found = '' } = problem.details
		const close = problem.close ?? suggest(problem, found)
		return close === undefined ? problem : { ...problem, close }
	})
}

/** `selct_one yn` and `select_one_yn` → `select_one yn`, `intger` → `integer`. */
function closeType(found: string, lists: ReadonlySet<string>): string | undefined {
	const joined = /^(select_one|select_multiple|rank)_?(.+)$/i.exec(found.trim())
	if (joined && lists.has(joined[2] ?? '')) return `${joined[1]} ${joined[2]}`
	const [head = '', ...rest] = found.trim().split(/\s+/)
	const whole = suggestWord(found.trim().replace(/\s+/g, '_'), typeWords)
	if (whole !== undefined || rest.length === 0) return whole
	const word = suggestWord(head, typeWords)
	return word && [word, ...rest].join(' ')
}
