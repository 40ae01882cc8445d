import { momentOf, noDate } from './dates.ts'
import type { TreeNode } from './tree.ts'

/**
 * Value of an expression: text, number, truth, or several nodes at once (all rows of a repeat). A blank
 * answer is the empty text; a date is its ISO text.
 */
export type Value = string | number | boolean | Nodes

export interface Nodes {
	readonly nodes: readonly TreeNode[]
}

export const isNodes = (value: Value): value is Nodes => typeof value === 'object'

const first = ({ nodes }: Nodes): string | number => nodes[0]?.value() ?? ''

/** XPath's string(): a whole number has no decimals; NaN is the text NaN. */
export function toText(value: Value): string {
	if (typeof value === 'string') return value
	if (typeof value === 'number') return numberText(value)
	if (typeof value === 'boolean') return value ? 'true' : 'false'
	return toText(first(value))
}

/** Writes a number without an exponent: `1e21` is nothing that a form's text compares with. */
function numberText(value: number): string {
	if (Object.is(value, -0)) return '0'
	const text = String(value)
	const [, sign = '', whole = '', fraction = '', exponent] = /^(-?)(\d+)\.?(\d*)e([+-]\d+)$/.exec(text) ?? []
	if (exponent === undefined) return text
	const digits = whole + fraction
	const point = whole.length + Number(exponent)
	return point > 0 ? sign + digits.padEnd(point, '0') : `${sign}0.${'0'.repeat(-point)}${digits}`
}

const msPerDay = 86_400_000

/**
 * XPath's number(): a date counts in days since 1970-01-01 in UTC, as in OpenRosa, so that a midnight in
 * Pakistan is 19:00 of the day before; blank and other text is NaN, and so is `1e6` (docs/decisions/015).
 */
export function toNumber(value: Value, offsetMinutes: number): number {
	if (typeof value === 'number') return value
	if (typeof value === 'boolean') return value ? 1 : 0
	if (typeof value !== 'string') return toNumber(first(value), offsetMinutes)
	if (value === '') return Number.NaN
	if (/^\s*-?(\d+\.?\d*|\.\d+)\s*$/.test(value)) return Number(value)
	return momentOf(value.trim(), offsetMinutes) / msPerDay
}

export function toTruth(value: Value): boolean {
	if (typeof value === 'boolean') return value
	if (typeof value === 'number') return value !== 0 && !Number.isNaN(value)
	if (typeof value === 'string') return value !== '' && value !== noDate
	return value.nodes.length > 0
}

/** Lists the values of nodes; for any other value, itself. */
const each = (value: Value): readonly (string | number | boolean)[] =>
	isNodes(value) ? value.nodes.map((node) => node.value()) : [value]

/** XPath's `=`: with several nodes, one equal value is enough. */
export function equals(left: Value, right: Value, offsetMinutes: number): boolean {
	if (typeof left === 'string' && typeof right === 'string') return left === right
	// a comparison of nodes with a truth tests whether there are any
	if (typeof left === 'boolean' || typeof right === 'boolean') return toTruth(left) === toTruth(right)
	if (isNodes(left) || isNodes(right))
		return each(left).some((a) => each(right).some((b) => equals(a, b, offsetMinutes)))
	return toNumber(left, offsetMinutes) === toNumber(right, offsetMinutes)
}

/** XPath's `!=` is not the negation of `=` with several nodes. */
export function differs(left: Value, right: Value, offsetMinutes: number): boolean {
	if (typeof left === 'boolean' || typeof right === 'boolean' || (!isNodes(left) && !isNodes(right)))
		return !equals(left, right, offsetMinutes)
	return each(left).some((a) => each(right).some((b) => !equals(a, b, offsetMinutes)))
}

/** `<`, `<=`, `>`, `>=`: always by number. */
export function compares(
	left: Value,
	right: Value,
	offsetMinutes: number,
	fits: (a: number, b: number) => boolean,
): boolean {
	if (!isNodes(left) && !isNodes(right))
		return fits(toNumber(left, offsetMinutes), toNumber(right, offsetMinutes))
	return each(left).some((a) =>
		each(right).some((b) => fits(toNumber(a, offsetMinutes), toNumber(b, offsetMinutes))),
	)
}

/** Splits a space-separated list, as a select-many answer is written. */
export const words = (value: Value): string[] => toText(value).split(/\s+/).filter(Boolean)

/** True if it is one of the words. Called so often that no list is made of them. */
export function hasWord(list: string, word: string): boolean {
	for (let at = list.indexOf(word); at >= 0; at = list.indexOf(word, at + 1))
		if (isBetweenWords(list, at - 1) && isBetweenWords(list, at + word.length)) return !/\s/.test(word)
	return false
}
const isBetweenWords = (list: string, at: number): boolean => {
	const sign = list[at]
	return sign === undefined || sign === ' ' || /\s/.test(sign)
}
