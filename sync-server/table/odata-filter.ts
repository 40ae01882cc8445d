import type { DataColumn } from '#shared/integrations/odata-tables'
import { Problem } from '#shared/kernel/problem'
import type { DataRow, DataTable, DataValue } from './data-tables.ts'

/*
 * OData's $filter, of "OData Version 4.01, Part 2: URL Conventions" §5.1.1: comparisons, and, or, not,
 * brackets, in, and the functions `contains`, `startswith` and `endswith`.
 */
type Test = (line: DataRow) => boolean
type ODataTypeKind = 'text' | 'number' | 'day' | 'time' | 'null'
interface Operand {
	readonly kind: ODataTypeKind
	/** Times as ms since 1970: the same time can be written in many ways. */
	readonly read: (line: DataRow) => DataValue
}
const kinds: Readonly<Record<DataColumn['type'], ODataTypeKind>> = {
	'Edm.String': 'text',
	'Edm.Int64': 'number',
	'Edm.Double': 'number',
	'Edm.Date': 'day',
	'Edm.DateTimeOffset': 'time',
}

const tokens =
	/\s*(?:(\()|(\))|(,)|'((?:[^']|'')*)'|(\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,12})?)?(?:Z|[+-]\d{2}:\d{2}))?)|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([A-Za-z_][A-Za-z0-9_]*))/y
const deepest = 50

interface ODataToken {
	readonly kind: 'bracket' | 'end' | 'comma' | 'text' | 'day' | 'time' | 'number' | 'word'
	readonly text: string
}

export interface ODataFilter {
	readonly matches: Test
	/** Names of the columns that the filter reads. */
	readonly names: ReadonlySet<string>
}

/**
 * Compiles a filter for the rows of a table. @throws Problem `input-invalid` if it is no filter, or names a
 * column that the table does not have
 */
export function compileODataFilter(text: string, table: DataTable): ODataFilter {
	const known = new Map(table.columns.map(({ name, type }) => [name, kinds[type]]))
	const names = new Set<string>()
	const all = tokensOf(text)
	let at = 0
	let depth = 0
	const peek = () => all[at]
	const isWord = (word: string) => peek()?.kind === 'word' && peek()?.text === word
	const next = (kind: ODataToken['kind']): ODataToken => {
		const token = all[at++]
		if (token?.kind !== kind) throw wrong()
		return token
	}
	function inside<Found>(read: () => Found): Found {
		if (++depth > deepest) throw wrong()
		next('bracket')
		const found = read()
		next('end')
		depth--
		return found
	}
	function anyOf(): Test {
		const parts = [allOf()]
		while (isWord('or')) {
			at++
			parts.push(allOf())
		}
		return parts.length === 1 ? (parts[0] as Test) : (line) => parts.some((part) => part(line))
	}
	function allOf(): Test {
		const parts = [one()]
		while (isWord('and')) {
			at++
			parts.push(one())
		}
		return parts.length === 1 ? (parts[0] as Test) : (line) => parts.every((part) => part(line))
	}
	function one(): Test {
		if (isWord('not')) {
			at++
			if (++depth > deepest) throw wrong()
			const test = one()
			depth--
			return (line) => !test(line)
		}
		if (peek()?.kind === 'bracket') return inside(anyOf)
		const called = all[at]?.kind === 'word' ? (all[at]?.text ?? '') : ''
		const textTest = Object.hasOwn(textTests, called) ? textTests[called] : undefined
		if (textTest && all[at + 1]?.kind === 'bracket') {
			at++
			const [whole, part] = inside(() => {
				const first = operand()
				next('comma')
				return [first, operand()] as const
			})
			if (whole.kind !== 'text' || part.kind !== 'text') throw wrong()
			return (line) => textTest(String(whole.read(line) ?? ''), String(part.read(line) ?? ''))
		}
		const left = operand()
		const { text: word } = next('word')
		if (word === 'in') {
			const values = inside(() => {
				const found = [toComparableOperands(left, operand())]
				while (peek()?.kind === 'comma') {
					at++
					found.push(toComparableOperands(left, operand()))
				}
				return found
			})
			return (line) => values.some(([mine, theirs]) => mine(line) === theirs(line))
		}
		const test = Object.hasOwn(compare, word) ? compare[word] : undefined
		if (!test) throw wrong()
		const [mine, theirs] = toComparableOperands(left, operand())
		return (line) => test(mine(line), theirs(line))
	}
	function operand(): Operand {
		const token = all[at++]
		if (token?.kind === 'text' || token?.kind === 'day') return always(token.kind, token.text)
		if (token?.kind === 'number') return always('number', Number(token.text))
		if (token?.kind === 'time') {
			const ms = Date.parse(token.text)
			if (Number.isNaN(ms)) throw wrong()
			return always('time', ms)
		}
		if (token?.kind !== 'word') throw wrong()
		const { text: name } = token
		if (name === 'null') return always('null', null)
		const kind = known.get(name)
		if (!kind) throw wrong()
		names.add(name)
		if (kind !== 'time') return { kind, read: (line) => line[name] ?? null }
		return { kind, read: (line) => (line[name] == null ? null : Date.parse(String(line[name]))) }
	}
	const fits = anyOf()
	if (at !== all.length) throw wrong()
	return { matches: fits, names }
}

const always = (kind: ODataTypeKind, value: DataValue): Operand => ({ kind, read: () => value })

/** Makes two operands comparable: a day compared with a time is the beginning of that day. */
function toComparableOperands(one: Operand, other: Operand): [Operand['read'], Operand['read']] {
	const isTimely = one.kind === 'time' || other.kind === 'time'
	const read = ({ kind, read: plain }: Operand): Operand['read'] =>
		isTimely && kind === 'day' ? (line) => Date.parse(`${plain(line)}T00:00:00Z`) : plain
	const comparableKind = (kind: ODataTypeKind) => (isTimely && kind === 'day' ? 'time' : kind)
	if (one.kind !== 'null' && other.kind !== 'null' && comparableKind(one.kind) !== comparableKind(other.kind))
		throw wrong()
	return [read(one), read(other)]
}

const textTests: Readonly<Record<string, (whole: string, part: string) => boolean>> = {
	contains: (whole, part) => whole.includes(part),
	startswith: (whole, part) => whole.startsWith(part),
	endswith: (whole, part) => whole.endsWith(part),
}

/** Null is neither greater nor less than any value. */
const both =
	(test: (a: string | number, b: string | number) => boolean) =>
	(a: DataValue, b: DataValue): boolean =>
		a !== null && b !== null && typeof a === typeof b && test(a, b)
const compare: Readonly<Record<string, (a: DataValue, b: DataValue) => boolean>> = {
	eq: (a, b) => a === b,
	ne: (a, b) => a !== b,
	gt: both((a, b) => a > b),
	ge: both((a, b) => a >= b),
	lt: both((a, b) => a < b),
	le: both((a, b) => a <= b),
}

function tokensOf(text: string): ODataToken[] {
	const found: ODataToken[] = []
	tokens.lastIndex = 0
	while (tokens.lastIndex < text.trimEnd().length) {
		const match = tokens.exec(text)
		if (!match) throw wrong()
		const [, open, close, comma, quoted, day, number, word] = match
		if (open) found.push({ kind: 'bracket', text: open })
		else if (close) found.push({ kind: 'end', text: close })
		else if (comma) found.push({ kind: 'comma', text: comma })
		else if (quoted !== undefined) found.push({ kind: 'text', text: quoted.replaceAll("''", "'") })
		else if (day) found.push({ kind: day.includes('T') ? 'time' : 'day', text: day })
		else if (number) found.push({ kind: 'number', text: number })
		else found.push({ kind: 'word', text: word ?? '' })
	}
	return found
}

const wrong = () => new Problem('input-invalid', { field: '$filter' })
