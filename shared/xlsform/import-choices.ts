import type { Choice, FormPart, LocalizedText, Question } from '../forms/form-definition.ts'
import { listColumnNames } from '../forms/non-response-codes.ts'
import { type Columns, labelMedia } from './import-columns.ts'
import type { ImportCode, ImportProblem } from './import-problems.ts'
import type { SheetRow } from './sheets.ts'

/** Choice lists of a form by the name that its questions use, including those with "other". */
export type ChoiceLists = Map<string, readonly Choice[]>

/** A code that a list already had, and its cell. */
interface Repeated {
	readonly list: string
	readonly choice: Choice
	readonly cell: string
	readonly isSameText: boolean
}

export interface ChoiceSheet {
	readonly lists: ChoiceLists
	readonly repeated: readonly Repeated[]
	/** Cell of a choice in a column; '' if it is on no sheet. */
	readonly cellOf: (choice: Choice, column: string) => string
}

/**
 * Reads the lists of the sheet `choices` or `external_choices`. An exact repetition of an earlier choice is
 * left out.
 */
export function readChoices(columns: Columns, report: (problem: ImportProblem) => void): ChoiceSheet {
	const lists = new Map<string, Choice[]>()
	const firsts = new Map<string, Map<string, Choice>>()
	const repeated: Repeated[] = []
	const rows = new Map<Choice, SheetRow>()
	for (const row of columns.sheet.rows) {
		const list = columns.text(row, 'list_name')
		if (list === '') continue
		const choice = choiceOf(columns, row)
		rows.set(choice, row)
		const all = lists.get(list) ?? []
		lists.set(list, all)
		const cell = columns.cell(row, 'name')
		const byName = firsts.get(list) ?? new Map<string, Choice>()
		firsts.set(list, byName)
		const sameName = byName.get(choice.name)
		if (choice.name === '')
			report({
				severity: 'error',
				sheet: columns.sheet.name,
				cell,
				code: 'choice-name-missing',
				details: { list, found: '' },
			})
		else if (!sameName) {
			all.push(choice)
			byName.set(choice.name, choice)
		} else {
			const isSameText = JSON.stringify(sameName) === JSON.stringify(choice)
			repeated.push({ list, choice, cell, isSameText })
			if (!isSameText) all.push(choice)
		}
	}
	const cellOf = (choice: Choice, column: string) => {
		const row = rows.get(choice)
		return row ? columns.cell(row, column) : ''
	}
	return { lists, repeated, cellOf }
}

/** Maximum codes in a message: a list of villages has hundreds that occur in several districts. */
const maxNamed = 5

/**
 * Reports codes that occur twice. With a choice filter, the same code under two parents is usual, and all are
 * kept. Without one it would be unknown afterwards which of the two was meant, so only the first is offered,
 * as forms in use expect.
 */
export function settleRepeated(
	{ lists, repeated }: ChoiceSheet,
	body: readonly FormPart[],
	report: (problem: ImportProblem) => void,
): void {
	const plainName = (list: string) => list.replace(/ or_other$/, '')
	const using = questionsIn(body).filter(({ list }) => list !== undefined)
	const listsOf = (isFiltered: boolean) =>
		new Set(
			using
				.filter(({ choiceFilter }) => (choiceFilter !== undefined) === isFiltered)
				.map(({ list }) => plainName(list ?? '')),
		)
	const [filtered, unfiltered] = [listsOf(true), listsOf(false)]
	const dropped = new Map<string, Set<Choice>>()
	const warn = (code: ImportCode, { list, choice, cell }: Repeated, found = choice.name) =>
		report({ severity: 'warning', sheet: 'choices', cell, code, details: { list, found } })
	const filteredRepeats = new Map<string, Repeated[]>()
	for (const each of repeated)
		if (each.isSameText) warn('choice-repeated', each)
		else if (unfiltered.has(each.list) && !filtered.has(each.list)) {
			warn('choice-twice', each)
			dropped.set(each.list, (dropped.get(each.list) ?? new Set()).add(each.choice))
		} else filteredRepeats.set(each.list, [...(filteredRepeats.get(each.list) ?? []), each])
	for (const all of filteredRepeats.values()) {
		const names = [...new Set(all.map(({ choice }) => choice.name))]
		const named = names.length > maxNamed ? [...names.slice(0, maxNamed), '…'] : names
		if (all[0]) warn('choice-twice-filtered', all[0], named.join(', '))
	}
	for (const [list, choices] of lists) {
		const gone = dropped.get(plainName(list))
		if (gone)
			lists.set(
				list,
				choices.filter((choice) => !gone.has(choice)),
			)
	}
}

/** Reads a row as a choice. By default, code and label are in the columns `name` and `label`. */
export function choiceOf(
	columns: Columns,
	row: SheetRow,
	nameColumn = 'name',
	labelColumn = 'label',
): Choice {
	const name = columns.text(row, nameColumn)
	const others = columns.others(row, [
		'list_name',
		nameColumn,
		labelColumn,
		'image',
		'audio',
		'video',
		'big-image',
	])
	const media = labelMedia(columns, row)
	return {
		name,
		label: columns.texts(row, labelColumn) ?? { en: name },
		...(media ? { media } : {}),
		...(Object.keys(others).length > 0 ? { columns: withStoredNames(others) } : {}),
	}
}

/** Gives the project's own columns of a list the names that compiled definitions have. */
const withStoredNames = (columns: Readonly<Record<string, string>>): Record<string, string> =>
	Object.fromEntries(
		Object.entries(columns).map(([header, text]) => [listColumnNames[header.toLowerCase()] ?? header, text]),
	)

export const questionsIn = (parts: readonly FormPart[]): Question[] =>
	parts.flatMap((part) => (part.kind === 'question' ? [part] : questionsIn(part.parts)))

/**
 * Texts that "or_other" adds to a form, in those of the form's languages that we have; else in the form's
 * first, in English.
 */
export const otherTexts = (known: LocalizedText, label: LocalizedText | undefined): LocalizedText => {
	const languages = Object.keys(label ?? {})
	const translated = languages.filter((language) => language in known)
	return translated.length > 0
		? Object.fromEntries(translated.map((language) => [language, known[language] ?? '']))
		: { [languages[0] ?? 'en']: known.en ?? '' }
}
