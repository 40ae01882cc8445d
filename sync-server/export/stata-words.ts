import type { ColumnTold } from './describe-columns.ts'
import { type NameRules, namesFor } from './variables.ts'

/** As Stata asks it of a variable ("[U] 11.3 Naming conventions"). */
const nameRules: NameRules = {
	longest: 32,
	illegal: /[^A-Za-z0-9_]/g,
	isReserved: (name) => /^(byte|double|float|if|in|int|long|strL|str\d+|using|with)$/i.test(name),
}

export const stataNames = (columns: readonly ColumnTold[]): string[] =>
	namesFor(
		columns.map(({ header }) => header),
		nameRules,
	)

/** What stands for a code where labels hang on numbers: a whole number, or the letter of a missing value (`.a`). */
export interface StataCode {
	readonly code: string
	readonly label: string
	readonly value: number | string
}

const wholeNumber = /^(0|-?[1-9]\d{0,8})$/

/**
 * "Does not know" is `.a` and a refusal `.b` wherever they are asked, what else is no answer the next letter. Codes that are all whole numbers
 * stand for themselves; of others the first that the form ever had is 1, the next 2.
 */
export function stataCodes(codes: ColumnTold['codes']): StataCode[] {
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
	return codes.map(({ code, label }) => ({
		...{ code, label },
		value: missing.get(code) || (isNumbered ? Number(code) : answers.indexOf(code) + 1),
	}))
}

/** Letters of a label of a variable, whatever their bytes. */
const longestLabel = 80
export const stataLabel = (label: string): string =>
	[...label].length <= longestLabel ? label : `${[...label].slice(0, longestLabel - 1).join('')}…`

/** What a variable does not say by itself, for Stata's `notes`. */
export function stataNotes(
	{ header, label }: ColumnTold,
	name: string,
	codes: readonly StataCode[],
): string[] {
	return [
		...(stataLabel(label) === label ? [] : [label]),
		...(name === header ? [] : [`Column in the other files: ${header}`]),
		...(codes.length > 0 && codes.some(({ code, value }) => code !== String(value))
			? [`Codes in the other files: ${codes.map(({ code, value }) => `${value} = ${code}`).join('; ')}`]
			: []),
	]
}
