/** A node of a complete record tree, without questions that are not relevant. */
export interface PlainNode {
	readonly name: string
	/** An answer as its question stores it: a number stays one, as in JavaRosa. Null for groups and rows. */
	readonly answer: string | number | null
	readonly parent: PlainNode | null
	readonly children: PlainNode[]
	readonly isRow: boolean
}
/**
 * A question of the form that is not relevant: it reads as blank, and does not exist (docs/decisions/015).
 */
export const absent: PlainNode = { name: '', answer: '', parent: null, children: [], isRow: false }

export type PlainValue = string | number | boolean | readonly PlainNode[]

export const nodesOf = (value: PlainValue): readonly PlainNode[] =>
	typeof value === 'object' ? value.filter((node) => node !== absent) : []

export const answerOf = (node: PlainNode): string | number =>
	node.answer ?? node.children.map((child) => textOf(answerOf(child))).join('')

/** Returns the values of all nodes, or the value itself. */
export const spreadOut = (value: PlainValue): readonly (string | number | boolean)[] =>
	typeof value === 'object' ? value.map(answerOf) : [value]

/** Returns the value of the first node, or the value itself. */
export const scalar = (value: PlainValue): string | number | boolean => spreadOut(value)[0] ?? ''

export function textOf(value: PlainValue): string {
	const one = scalar(value)
	return typeof one === 'number' && Number.isFinite(one) ? decimalText(one) : String(one)
}

/** Formats a number without exponent. */
function decimalText(value: number): string {
	const [digits = '', exponent = '0'] = String(Math.abs(value)).split('e')
	const [whole = '', fraction = ''] = digits.split('.')
	const all = `${whole}${fraction}`
	const point = whole.length + Number(exponent)
	const sign = value < 0 ? '-' : ''
	if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${all}`
	if (point >= all.length) return `${sign}${all.padEnd(point, '0')}`
	return `${sign}${all.slice(0, point)}.${all.slice(point)}`
}

export function numberOf(value: PlainValue): number {
	const one = scalar(value)
	if (typeof one === 'string' && !/^\s*-?(\d+(\.\d*)?|\.\d+)\s*$/.test(one)) return Number.NaN
	return Number(one)
}

export function truthOf(value: PlainValue): boolean {
	if (typeof value === 'object') return nodesOf(value).length > 0
	if (typeof value === 'number') return value !== 0 && !Number.isNaN(value)
	return typeof value === 'string' ? value !== '' : value
}
