import { toBase64url, toHex, utf8 } from '#shared/kernel/bytes'
import { digest } from '#shared/kernel/digest'
import { civilDate, dateTimeText, formatDate } from './dates.ts'
import type { Evaluate, Scope } from './scope.ts'
import { shuffle } from './shuffle.ts'
import type { Expression } from './syntax.ts'
import { dateMs, isNodes, toNumber, toText, toTruth, type Value, words } from './values.ts'

/**
 * One row per function. `make` gets the arguments as closures, so that `if` and `coalesce` evaluate only
 * what they need.
 */
export interface FunctionRow {
	readonly least: number
	readonly most: number
	readonly make: (args: readonly Evaluate[]) => Evaluate
	/** What is wrong with arguments that are written out; null if nothing is. Asked when the form is read. */
	readonly check?: (args: readonly Expression[]) => string | null
	/** Gives another result when asked again later: its result is stored as an answer, not recomputed. */
	readonly volatile?: true
}

const always =
	(value: Value): Evaluate =>
	() =>
		value

const none = (find: (scope: Scope) => Value, volatile?: true): FunctionRow => ({
	least: 0,
	most: 0,
	make: () => find,
	...(volatile ? { volatile } : {}),
})
const one = (find: (a: Value) => Value): FunctionRow => ({
	least: 1,
	most: 1,
	make: ([a = always('')]) => {
		return (scope) => find(a(scope))
	},
})
const two = (find: (a: Value, b: Value) => Value): FunctionRow => ({
	least: 2,
	most: 2,
	make: ([a = always(''), b = always('')]) => {
		return (scope) => find(a(scope), b(scope))
	},
})
const several = (least: number, most: number, find: (values: Value[]) => Value): FunctionRow => ({
	least,
	most,
	make: (args) => (scope) => find(args.map((arg) => arg(scope))),
})
const ofNumber = (find: (a: number) => number) => one((a) => find(toNumber(a)))

/** The numbers among the nodes and values given; blanks do not count. */
const numbersIn = (values: readonly Value[]): number[] =>
	values
		.flatMap((value): readonly Value[] => (isNodes(value) ? value.nodes : [value]))
		.filter((value) => value !== '')
		.map(toNumber)

/** OpenRosa's round(): to `places` decimals, halves upwards. */
function round(value: number, places: number): number {
	const factor = 10 ** Math.trunc(places)
	return Math.floor(value * factor + 0.5) / factor
}

const hexOrBase64 = (bytes: Uint8Array, encoding: string): string =>
	encoding === 'hex'
		? toHex(bytes)
		: toBase64url(bytes)
				.replaceAll('-', '+')
				.replaceAll('_', '/')
				.padEnd(Math.ceil(bytes.length / 3) * 4, '=')

/** Blank for a digest other than SHA-256: where the name is written out, the importer has refused it. */
const digestText = (text: string, algorithm: string, encoding: string): string =>
	algorithm === 'SHA-256' ? hexOrBase64(digest(utf8(text)), encoding) : ''

/** Counts from 0 and takes negative numbers from the end. */
const substr = (text: string, start: number, end?: number): string => text.slice(start, end)

const patterns = new Map<string, RegExp | null>()
/** A pattern must match the whole text, as OpenRosa says: `regex('abc', 'b')` is false. Null for what is none. */
function patternOf(source: string): RegExp | null {
	const known = patterns.get(source)
	if (known !== undefined) return known
	let compiled: RegExp | null = null
	// without `u` some escapes are allowed that forms in use have
	for (const flags of ['u', ''])
		try {
			compiled ??= new RegExp(`^(?:${source})$`, flags)
		} catch {
			// the next one, or none
		}
	patterns.set(source, compiled)
	return compiled
}

export const functions: Readonly<Record<string, FunctionRow>> = {
	// truth
	true: none(() => true),
	false: none(() => false),
	not: one((a) => !toTruth(a)),
	boolean: one(toTruth),
	if: {
		least: 3,
		most: 3,
		make:
			([test = always(''), yes = always(''), no = always('')]) =>
			(scope) =>
				toTruth(test(scope)) ? yes(scope) : no(scope),
	},
	coalesce: {
		least: 1,
		most: 64,
		make: (args) => (scope) => {
			for (const arg of args) {
				const value = arg(scope)
				if (toText(value) !== '') return value
			}
			return ''
		},
	},
	/** Keeps the first value it ever had. */
	once: {
		least: 1,
		most: 1,
		volatile: true,
		make:
			([a = always('')]) =>
			(scope) =>
				toText(scope.self) === '' ? a(scope) : scope.self,
	},

	// select
	selected: two((list, choice) => words(list).includes(toText(choice).trim())),
	'count-selected': one((list) => words(list).length),
	'selected-at': two((list, index) => words(list)[toNumber(index)] ?? ''),

	// text
	string: one(toText),
	concat: several(0, 255, (values) =>
		values.map((value) => (isNodes(value) ? value.nodes.map(toText).join('') : toText(value))).join(''),
	),
	join: several(1, 255, ([separator = '', ...values]) =>
		values
			.flatMap((value) => (isNodes(value) ? value.nodes.map(toText) : [toText(value)]))
			.join(toText(separator)),
	),
	'string-length': one((a) => [...toText(a)].length),
	'starts-with': two((a, b) => toText(a).startsWith(toText(b))),
	'ends-with': two((a, b) => toText(a).endsWith(toText(b))),
	contains: two((a, b) => toText(a).includes(toText(b))),
	'substring-before': two((a, b) => {
		const at = toText(a).indexOf(toText(b))
		return at < 0 ? '' : toText(a).slice(0, at)
	}),
	'substring-after': two((a, b) => {
		const at = toText(a).indexOf(toText(b))
		return at < 0 ? '' : toText(a).slice(at + toText(b).length)
	}),
	substr: several(2, 3, ([text = '', start = 0, end]) =>
		substr(toText(text), toNumber(start), end === undefined ? undefined : toNumber(end)),
	),
	translate: several(3, 3, ([text = '', from = '', to = '']) => {
		const replacements = [...toText(to)]
		const letters = [...toText(from)]
		return [...toText(text)]
			.map((letter) => {
				const at = letters.indexOf(letter)
				return at < 0 ? letter : (replacements[at] ?? '')
			})
			.join('')
	}),
	'normalize-space': one((a) => words(a).join(' ')),
	regex: {
		...two((text, pattern) => patternOf(toText(pattern))?.test(toText(text)) ?? false),
		check: ([, pattern]) =>
			pattern?.kind === 'text' && !patternOf(pattern.value) ? `"${pattern.value}" is no pattern` : null,
	},
	digest: {
		...several(2, 3, ([text = '', algorithm = '', encoding = 'base64']) =>
			digestText(toText(text), toText(algorithm), toText(encoding)),
		),
		check: ([, algorithm]) =>
			algorithm?.kind === 'text' && algorithm.value !== 'SHA-256'
				? `digest() knows SHA-256 and not "${algorithm.value}"`
				: null,
	},

	// number
	number: one(toNumber),
	int: ofNumber(Math.trunc),
	round: several(1, 2, ([value = '', places = 0]) => round(toNumber(value), toNumber(places))),
	floor: ofNumber(Math.floor),
	ceiling: ofNumber(Math.ceil),
	abs: ofNumber(Math.abs),
	pow: two((a, b) => toNumber(a) ** toNumber(b)),
	sum: several(1, 64, (values) => numbersIn(values).reduce((total, value) => total + value, 0)),
	min: several(1, 64, (values) => Math.min(...numbersIn(values))),
	max: several(1, 64, (values) => Math.max(...numbersIn(values))),
	count: one((a) => (isNodes(a) ? a.nodes.length : 1)),
	'count-non-empty': one((a) => (isNodes(a) ? a.nodes.filter((node) => node !== '').length : 1)),

	// time
	today: none(({ surroundings: { now, offsetMinutes } }) => civilDate(now(), offsetMinutes), true),
	now: none(({ surroundings: { now, offsetMinutes } }) => dateTimeText(now(), offsetMinutes), true),
	'decimal-date-time': one((a) => dateMs(toText(a)) / 86_400_000),
	/** `'10:30'` → 0.4375, the part of the day. */
	'decimal-time': one((a) => dateMs(`1970-01-01T${toText(a)}`) / 86_400_000),
	date: one((a) => (typeof a === 'number' ? civilDate(a * 86_400_000, 0) : toText(a))),
	'format-date': two((date, format) => formatDate(toText(date), toText(format))),
	'format-date-time': two((date, format) => formatDate(toText(date), toText(format))),

	// chance
	random: none(({ surroundings }) => surroundings.random(), true),
	uuid: none(({ surroundings }) => surroundings.uuid(), true),
	/**
	 * Ours: the words of a list in an order that depends on the seed alone. Used for the order in which
	 * questions are shown (`bind::zila:order`), where XLSForm has nothing.
	 */
	shuffle: two((list, seed) => shuffle(words(list), toNumber(seed)).join(' ')),
}
