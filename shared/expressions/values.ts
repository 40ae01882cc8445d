/**
 * What an expression can be: text, number, truth, or several nodes at once (all rows of a repeat). A blank
 * answer is the empty text.
 */
export type Value = string | number | boolean | Nodes

export interface Nodes {
	readonly nodes: readonly (string | number)[]
}

export const isNodes = (value: Value): value is Nodes => typeof value === 'object'

const first = (value: Nodes): string | number => value.nodes[0] ?? ''

/** XPath's string(): a whole number has no decimals; NaN is the text NaN. */
export function toText(value: Value): string {
	if (typeof value === 'string') return value
	if (typeof value === 'number') return numberText(value)
	if (typeof value === 'boolean') return value ? 'true' : 'false'
	return toText(first(value))
}

/** Without an exponent: `1e21` is nothing that a form's text compares with. */
function numberText(value: number): string {
	if (Object.is(value, -0)) return '0'
	const text = String(value)
	return text.includes('e') && Number.isFinite(value) ? value.toFixed(Math.abs(value) < 1 ? 20 : 0) : text
}

const dateText =
	/^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/
const msPerDay = 86_400_000

/** Milliseconds since 1970 of an ISO date or date and time; NaN for anything else. No offset means UTC. */
export function dateMs(text: string): number {
	const match = dateText.exec(text)
	if (!match) return Number.NaN
	const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', offset] = match
	const ms = Date.UTC(
		Number(year),
		Number(month) - 1,
		Number(day),
		+hour,
		+minute,
		+second,
		+fraction.padEnd(3, '0'),
	)
	if (!offset || offset === 'Z') return ms
	const sign = offset.startsWith('-') ? -1 : 1
	return ms - sign * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2))) * 60_000
}

/** XPath's number(): a date counts in days since 1970-01-01, as in OpenRosa; blank and other text is NaN. */
export function toNumber(value: Value): number {
	if (typeof value === 'number') return value
	if (typeof value === 'boolean') return value ? 1 : 0
	if (typeof value !== 'string') return toNumber(first(value))
	const text = value.trim()
	if (text === '') return Number.NaN
	if (/^-?(\d+\.?\d*|\.\d+)$/.test(text)) return Number(text)
	return dateMs(text) / msPerDay
}

export function toTruth(value: Value): boolean {
	if (typeof value === 'boolean') return value
	if (typeof value === 'number') return value !== 0 && !Number.isNaN(value)
	if (typeof value === 'string') return value !== ''
	return value.nodes.length > 0
}

/** XPath's `=`: with several nodes it is enough that one fits. */
export function equals(left: Value, right: Value): boolean {
	if (isNodes(left)) return left.nodes.some((node) => equals(node, right))
	if (isNodes(right)) return right.nodes.some((node) => equals(left, node))
	if (typeof left === 'boolean' || typeof right === 'boolean') return toTruth(left) === toTruth(right)
	if (typeof left === 'number' || typeof right === 'number') return toNumber(left) === toNumber(right)
	return left === right
}

/** XPath's `!=` is not the negation of `=` where there are several nodes. */
export function differs(left: Value, right: Value): boolean {
	if (isNodes(left)) return left.nodes.some((node) => differs(node, right))
	if (isNodes(right)) return right.nodes.some((node) => differs(left, node))
	return !equals(left, right)
}

/** `<`, `<=`, `>`, `>=`: always of numbers. */
export function compares(left: Value, right: Value, fits: (a: number, b: number) => boolean): boolean {
	if (isNodes(left)) return left.nodes.some((node) => compares(node, right, fits))
	if (isNodes(right)) return right.nodes.some((node) => compares(left, node, fits))
	return fits(toNumber(left), toNumber(right))
}

/** The words of a space-separated list, as a select-many answer is written. */
export const words = (value: Value): string[] => toText(value).split(/\s+/).filter(Boolean)
