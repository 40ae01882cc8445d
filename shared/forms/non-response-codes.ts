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

/** Columns of a list: offers a choice whatever is typed, and other words that find it. */
export const alwaysColumn = 'zila:always'
export const alsoColumn = 'zila:also'

/**
 * True for a choice that is offered however a long list is narrowed: no answer, or a choice for all that the
 * list does not have.
 */
export const isAlwaysOffered = (choice: Pick<Choice, 'name' | 'columns'>): boolean =>
	isNoAnswer(choice) || choice.columns?.[alwaysColumn] === 'yes'
