import type { Choice } from './form-definition.ts'

/** What forms call "don't know" and "prefers not to say": the campaign's `dk` and `ref`, and the 88, 99, -88, -99 of many surveys. */
const codes = /^(dk|ref|-?(88|99|888|999)|dont_?know|refused?)$/i

/** A choice that is no answer to the question. Whoever looks for one must find it whatever else is narrowed or folded up. */
export const isNoAnswer = ({ name }: { readonly name: string }): boolean => codes.test(name)

/** Columns of a list: that a choice is found whatever is typed, and by which other words. */
export const alwaysColumn = 'zila:always'
export const alsoColumn = 'zila:also'

/** A choice that is offered whatever a long list is narrowed to: no answer, or what stands for all that the list does not have. */
export const isAlwaysOffered = (choice: Pick<Choice, 'name' | 'columns'>): boolean =>
	isNoAnswer(choice) || choice.columns?.[alwaysColumn] === 'yes'
