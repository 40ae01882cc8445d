import { nodesOf, numberOf, type PlainValue, scalar, spreadOut, textOf, truthOf } from './plain-values.ts'

type Find = (...args: PlainValue[]) => PlainValue

const text =
	(find: (...texts: string[]) => PlainValue): Find =>
	(...args) =>
		find(...args.map(textOf))
const number =
	(find: (value: number) => number): Find =>
	(value = '') =>
		find(numberOf(value))
const allOf = (args: readonly PlainValue[]) => args.flatMap(spreadOut)
const numbers = (args: readonly PlainValue[]) => allOf(args).map(numberOf)
const wordsOf = (list: string) => list.split(' ').filter((word) => word !== '')

/** Resolves the index of a slice: negative numbers count from the end. */
const placeIn = (letters: string, place: number): number =>
	Math.trunc(place) < 0 ? letters.length + Math.trunc(place) : Math.trunc(place)

/** The functions of XPath 1.0 and OpenRosa, each written plainly from its specification. */
export const plainFunctions: Readonly<Record<string, Find>> = {
	true: () => true,
	false: () => false,
	not: (value = '') => !truthOf(value),
	boolean: (value = '') => truthOf(value),
	number: number((value) => value),
	string: text((value = '') => value),
	int: number((value) => (value < 0 ? -Math.floor(-value) : Math.floor(value))),
	round: number((value) => (value < 0 ? -Math.floor(-value + 0.5) : Math.floor(value + 0.5))),
	floor: number(Math.floor),
	ceiling: number(Math.ceil),
	abs: number((value) => (value < 0 ? -value : value)),
	count: (nodes = '') => nodesOf(nodes).length,
	'count-non-empty': (nodes = '') => spreadOut(nodes).filter((value) => value !== '').length,
	sum: (...args) => numbers(args).reduce((total, value) => total + value, 0),
	min: (...args) => extreme(numbers(args), (a, b) => a < b),
	max: (...args) => extreme(numbers(args), (a, b) => a > b),
	concat: (...args) => allOf(args).map(textOf).join(''),
	join: (separator = '', ...args) => allOf(args).map(textOf).join(textOf(separator)),
	'string-length': text((value = '') => Array.from(value).length),
	'starts-with': text((a = '', b = '') => a.indexOf(b) === 0),
	'ends-with': text((a = '', b = '') => a.length >= b.length && a.slice(a.length - b.length) === b),
	contains: text((a = '', b = '') => a.indexOf(b) >= 0),
	'substring-before': text((a = '', b = '') => (a.indexOf(b) < 0 ? '' : a.slice(0, a.indexOf(b)))),
	'substring-after': text((a = '', b = '') => (a.indexOf(b) < 0 ? '' : a.slice(a.indexOf(b) + b.length))),
	substring(value = '', start = '', length) {
		const from = Math.floor(numberOf(start) + 0.5)
		const end = length === undefined ? Number.POSITIVE_INFINITY : from + Math.floor(numberOf(length) + 0.5)
		return Array.from(textOf(value))
			.filter((_, i) => i + 1 >= from && i + 1 < end)
			.join('')
	},
	substr(value = '', start = '', end) {
		const letters = textOf(value)
		const from = placeIn(letters, numberOf(start) || 0)
		const to = end === undefined ? letters.length : placeIn(letters, numberOf(end) || 0)
		return Array.from(letters)
			.filter((_, i) => i >= from && i < to)
			.join('')
	},
	translate: text((value = '', from = '', to = '') =>
		Array.from(value)
			.map((letter) => (from.includes(letter) ? (to[from.indexOf(letter)] ?? '') : letter))
			.join(''),
	),
	'normalize-space': text((value = '') => wordsOf(value).join(' ')),
	selected: text((list = '', choice = '') =>
		choice.trim() === ''
			? wordsOf(list).length === 0
			: list === choice.trim() || wordsOf(list).includes(choice.trim()),
	),
	'count-selected': text((list = '') => wordsOf(list).length),
	'selected-at': (list = '', index = '') => wordsOf(textOf(list))[numberOf(index)] ?? '',
	coalesce(...args) {
		const found = args.find((value) => textOf(value) !== '' && !Number.isNaN(value))
		return found === undefined ? '' : scalar(found)
	},
	if(test = '', yes = '', no = '') {
		const [first = []] = [truthOf(test) ? yes : no].flatMap(spreadOut)
		return first
	},
}

function extreme(values: readonly number[], isFurther: (a: number, b: number) => boolean): number {
	if (values.length === 0 || values.some(Number.isNaN)) return Number.NaN
	return values.reduce((found, value) => (isFurther(value, found) ? value : found))
}
