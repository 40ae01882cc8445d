import type { ColumnDescription } from './describe-columns.ts'
import { type NameRules, namesFor } from './variables.ts'

/** As Stata asks it of a variable ("[U] 11.3 Naming conventions"). */
const nameRules: NameRules = {
	longest: 32,
	illegal: /[^A-Za-z0-9_]/g,
	isReserved: (name) => /^(byte|double|float|if|in|int|long|strL|str\d+|using|with)$/i.test(name),
}

/** The name of a column's variable, and of those for the local time and the offset of its moments. */
export interface StataName {
	readonly name: string
	readonly local: string
	readonly offset: string
}

/** Columns have their names first, so that no variable for a local time takes that of a column. */
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

/** What stands for a code where labels hang on numbers: a whole number, or the letter of a missing value (`.a`). */
export interface StataCode {
	readonly code: string
	readonly label: string
	readonly value: number | string
}

const wholeNumber = /^(0|-?[1-9]\d{0,8})$/
/** As Stata and its users count them, and as the columns of one choice each are counted. */
const yesAndNo: ReadonlyMap<string, number> = new Map([
	['yes', 1],
	['no', 0],
])

/**
 * "Does not know" is `.a` and a refusal `.b` wherever they are asked, what else is no answer the next letter. Codes that are all whole numbers
 * stand for themselves; yes is 1 and no is 0 where these two are all answers; of others the first that the form ever had is 1, the next 2.
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

/** Of a column for one choice of several. */
export const tickCodes = ({ no, yes }: NonNullable<ColumnDescription['tick']>): StataCode[] => [
	{ code: '0', label: no, value: 0 },
	{ code: '1', label: yes, value: 1 },
]

/** Letters of a label of a variable, whatever their bytes. */
const longestLabel = 80
export const stataLabel = (label: string): string =>
	[...label].length <= longestLabel ? label : `${[...label].slice(0, longestLabel - 1).join('')}…`

/** A choice of several stands before its question: there is no room for both, and the question is that of all of them. */
const wholeLabel = ({ label, tick }: Pick<ColumnDescription, 'label' | 'tick'>): string =>
	tick ? `${tick.choice}: ${tick.setLabel}` : label

/** A label for each column. Where two would be alike once they are cut, the name of the column stands first. */
export function stataLabels(
	columns: readonly Pick<ColumnDescription, 'header' | 'label' | 'tick'>[],
): string[] {
	const counts = new Map<string, number>()
	const cut = columns.map((column) => stataLabel(wholeLabel(column)))
	for (const label of cut) counts.set(label, (counts.get(label) ?? 0) + 1)
	return columns.map((column, i) => {
		const [label = '', whole] = [cut[i], wholeLabel(column)]
		const isAlike = label !== whole && (counts.get(label) ?? 0) > 1
		return isAlike ? stataLabel(`${column.header}: ${whole}`) : label
	})
}

/** What a variable does not say by itself, for Stata's `notes`. */
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
