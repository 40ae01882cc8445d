import type { Choice } from './form-definition.ts'

/**
 * Codes of forms for "don't know" and "prefers not to say": the campaign's `dk` and `ref`, and the 88, 99,
 * -88, -99 of many surveys.
 */
const codes = /^(dk|ref|-?(88|99|888|999)|dont_?know|refused?)$/i

/**
 * True for a choice that is no answer to the question. It must be found however a list is narrowed or folded.
 */
export const isNoAnswer = ({ name }: { readonly name: string }): boolean => codes.test(name)

/**
 * Columns of a list, by the names in compiled definitions: offers a choice whatever is typed, and other words
 * that find it. These names stay, because apps of every age read them.
 */
export const alwaysColumn = 'zila:always'
export const alsoColumn = 'zila:also'

/** Names of these columns in sheets, with the name in compiled definitions. */
export const listColumnNames: Readonly<Record<string, string>> = {
	'zila:always_offered': alwaysColumn,
	'zila:search_terms': alsoColumn,
}

/**
 * True for a choice that is offered however a long list is narrowed: no answer, or a choice for all that the
 * list does not have.
 */
export const isAlwaysOffered = (choice: Pick<Choice, 'name' | 'columns'>): boolean =>
	isNoAnswer(choice) || choice.columns?.[alwaysColumn] === 'yes'
