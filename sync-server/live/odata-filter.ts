import { Problem } from '#shared/kernel/problem'
import type { LiveLine, LiveTable, LiveValue } from './live-tables.ts'

/*
 * What OData calls $filter, of "OData Version 4.01, Part 2: URL Conventions" §5.1.1: comparisons, and, or, not, brackets, in, and the three functions
 * that look for a part of a text.
 */
type Test = (line: LiveLine) => boolean
type Operand = (line: LiveLine) => LiveValue

const tokens =
	/\s*(?:(\()|(\))|(,)|'((?:[^']|'')*)'|(\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2}))?)|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([A-Za-z_][A-Za-z0-9_]*))/y
const deepest = 50

interface Token {
	readonly kind: 'bracket' | 'end' | 'comma' | 'text' | 'number' | 'word'
	readonly text: string
}

export interface Filter {
	readonly fits: Test
	/** The columns that it looks at. */
	readonly names: ReadonlySet<string>
}

/** A test for the lines of a table. @throws Problem `input-invalid` where it is no filter, or names what the table has not */
export function readFilter(text: string, table: LiveTable): Filter {
	const known = new Set(table.columns.map(({ name }) => name))
	const names = new Set<string>()
	const all = tokensOf(text)
	let at = 0
	let depth = 0
	const peek = () => all[at]
	const isWord = (word: string) => peek()?.kind === 'word' && peek()?.text === word
	const next = (kind: Token['kind']): Token => {
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
		const look = all[at]?.kind === 'word' ? textTests[all[at]?.text ?? ''] : undefined
		if (look && all[at + 1]?.kind === 'bracket') {
			at++
			const [whole, part] = inside(() => {
				const first = operand()
				next('comma')
				return [first, operand()] as const
			})
			return (line) => look(String(whole(line) ?? ''), String(part(line) ?? ''))
		}
		const left = operand()
		const { text: word } = next('word')
		if (word === 'in') {
			const values = inside(() => {
				const found = [operand()]
				while (peek()?.kind === 'comma') {
					at++
					found.push(operand())
				}
				return found
			})
			return (line) => values.some((value) => compare.eq?.(left(line), value(line)))
		}
		const test = Object.hasOwn(compare, word) ? compare[word] : undefined
		if (!test) throw wrong()
		const right = operand()
		return (line) => test(left(line), right(line))
	}
	function operand(): Operand {
		const token = all[at++]
		if (token?.kind === 'text') return () => token.text
		if (token?.kind === 'number') {
			const value = Number(token.text)
			return () => value
		}
		if (token?.kind !== 'word') throw wrong()
		if (token.text === 'null') return () => null
		if (!known.has(token.text)) throw wrong()
		names.add(token.text)
		return (line) => line[token.text] ?? null
	}
	const fits = anyOf()
	if (at !== all.length) throw wrong()
	return { fits, names }
}

const textTests: Readonly<Record<string, (whole: string, part: string) => boolean>> = {
	contains: (whole, part) => whole.includes(part),
	startswith: (whole, part) => whole.startsWith(part),
	endswith: (whole, part) => whole.endsWith(part),
}

/** Nothing is neither more nor less than anything. */
const both =
	(test: (a: string | number, b: string | number) => boolean) =>
	(a: LiveValue, b: LiveValue): boolean =>
		a !== null && b !== null && typeof a === typeof b && test(a, b)
const compare: Readonly<Record<string, (a: LiveValue, b: LiveValue) => boolean>> = {
	eq: (a, b) => a === b,
	ne: (a, b) => a !== b,
	gt: both((a, b) => a > b),
	ge: both((a, b) => a >= b),
	lt: both((a, b) => a < b),
	le: both((a, b) => a <= b),
}

function tokensOf(text: string): Token[] {
	const found: Token[] = []
	tokens.lastIndex = 0
	while (tokens.lastIndex < text.trimEnd().length) {
		const match = tokens.exec(text)
		if (!match) throw wrong()
		const [, open, close, comma, quoted, day, number, word] = match
		if (open) found.push({ kind: 'bracket', text: open })
		else if (close) found.push({ kind: 'end', text: close })
		else if (comma) found.push({ kind: 'comma', text: comma })
		else if (quoted !== undefined) found.push({ kind: 'text', text: quoted.replaceAll("''", "'") })
		else if (day) found.push({ kind: 'text', text: day })
		else if (number) found.push({ kind: 'number', text: number })
		else found.push({ kind: 'word', text: word ?? '' })
	}
	return found
}

const wrong = () => new Problem('input-invalid', { field: '$filter' })
