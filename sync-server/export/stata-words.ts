import type { ColumnDescription } from './describe-columns.ts'
import { type NameRules, namesFor } from './variables.ts'

/** Rules for variable names in Stata ("[U] 11.3 Naming conventions"). */
const nameRules: NameRules = {
	longest: 32,
	illegal: /[^A-Za-z0-9_]/g,
	isReserved: (name) => /^(byte|double|float|if|in|int|long|strL|str\d+|using|with)$/i.test(name),
}

/** Variable names of a column, and of the local time and offset of its times. */
export interface StataName {
	readonly name: string
	readonly local: string
	readonly offset: string
}

/** Assigns variable names. Columns come first, so that a derived variable cannot take a column's name. */
export function stataNames(columns: readonly Pick<ColumnDescription, 'header'>[]): StataName[] {
	const names = namesFor(
		columns.map(({ header }) => header),
		nameRules,
	)
	const ending = (name: string, end: string) => name.slice(0, nameRules.longest - end.length - 2) + end
	const all = namesFor(
		[
			...names,
			...names.map((name) => ending(name, '_local')),
			...names.map((name) => ending(name, '_offset')),
		],
		nameRules,
	)
	return names.map((name, i) => ({
		name,
		local: all[names.length + i] ?? '',
		offset: all[2 * names.length + i] ?? '',
	}))
}

/** Value that replaces a code in labelled data: a whole number, or a missing value such as `.a`. */
export interface StataCode {
	readonly code: string
	readonly label: string
	readonly value: number | string
}

const wholeNumber = /^(0|-?[1-9]\d{0,8})$/
/** Conventional values in Stata, also used for the columns of single choices. */
const yesAndNo: ReadonlyMap<string, number> = new Map([
	['yes', 1],
	['no', 0],
])

/**
 * Assigns values to codes. "Does not know" is `.a` and "refused" `.b` in every question; other missing codes
 * get the next letter. Codes that are all whole numbers keep their values; yes is 1 and no is 0 if these are
 * the only answers; else the first code that the form ever had is 1, the next 2.
 */
export function stataCodes(codes: ColumnDescription['codes']): StataCode[] {
	const letters = new Set('abcdefghijklmnopqrstuvwxyz')
	const letterFor = (code: string): string | undefined => {
		const usual = /^(ref|-?9)/i.test(code) ? 'b' : 'a'
		const letter = letters.has(usual) ? usual : [...letters].find((each) => each > 'b')
		letters.delete(letter ?? '')
		return letter && `.${letter}`
	}
	const missing = new Map(codes.map(({ code, isMissing }) => [code, isMissing && letterFor(code)]))
	const answers = codes.filter(({ code }) => !missing.get(code)).map(({ code }) => code)
	const isNumbered = answers.every((code) => wholeNumber.test(code))
	const isYesOrNo = answers.length === 2 && answers.every((code) => yesAndNo.has(code))
	const numberOf = (code: string): number => {
		if (isNumbered) return Number(code)
		return (isYesOrNo ? yesAndNo.get(code) : undefined) ?? answers.indexOf(code) + 1
	}
	return codes.map(({ code, label }) => ({ code, label, value: missing.get(code) || numberOf(code) }))
}

/** Codes of a column for one choice of a multiple-choice question. */
export const tickCodes = ({ no, yes }: NonNullable<ColumnDescription['tick']>): StataCode[] => [
	{ code: '0', label: no, value: 0 },
	{ code: '1', label: yes, value: 1 },
]

/** Maximum characters of a variable label. */
const longestLabel = 80
export const stataLabel = (label: string): string =>
	[...label].length <= longestLabel ? label : `${[...label].slice(0, longestLabel - 1).join('')}…`

/**
 * Label of a column. A choice precedes its question: there is no room for both, and all columns share the
 * question.
 */
const wholeLabel = ({ label, tick }: Pick<ColumnDescription, 'label' | 'tick'>): string =>
	tick ? `${tick.choice}: ${tick.setLabel}` : label

/**
 * Returns a label for each column. If two labels are alike after truncation, they begin with the column name.
 */
export function stataLabels(
	columns: readonly Pick<ColumnDescription, 'header' | 'label' | 'tick'>[],
): string[] {
	const counts = new Map<string, number>()
	const cut = columns.map((column) => stataLabel(wholeLabel(column)))
	for (const label of cut) counts.set(label, (counts.get(label) ?? 0) + 1)
	return columns.map((column, i) => {
		const [label = '', whole] = [cut[i], wholeLabel(column)]
		const isAmbiguous = label !== whole && (counts.get(label) ?? 0) > 1
		return isAmbiguous ? stataLabel(`${column.header}: ${whole}`) : label
	})
}

/** Returns information for Stata's `notes` that the variable does not show otherwise. */
export function stataNotes(column: ColumnDescription, name: string, codes: readonly StataCode[]): string[] {
	const { header } = column
	const label = wholeLabel(column)
	return [
		...(stataLabel(label) === label ? [] : [label]),
		...(name === header ? [] : [`Column in the other files: ${header}`]),
		...(codes.length > 0 && codes.some(({ code, value }) => code !== String(value))
			? [`Codes in the other files: ${codes.map(({ code, value }) => `${value} = ${code}`).join('; ')}`]
			: []),
	]
}
