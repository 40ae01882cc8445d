export type Token =
	| { readonly kind: 'number'; readonly at: number; readonly value: number }
	| { readonly kind: 'text'; readonly at: number; readonly value: string }
	| { readonly kind: 'reference'; readonly at: number; readonly name: string }
	| { readonly kind: 'name'; readonly at: number; readonly name: string }
	| { readonly kind: 'mark'; readonly at: number; readonly mark: string }
	| { readonly kind: 'end'; readonly at: number }

/** A syntax error: `at` counts letters from 0, and `found` is '' at the end. */
export interface ExpressionSyntaxError {
	readonly at: number
	readonly found: string
	readonly expected: ExpectedWord | Quoted
}
/** Things other than a sign that can be expected; the message has a word for each. */
export type ExpectedWord = 'value' | 'name' | 'axis' | 'end-or-operator' | 'operator-or-value' | 'shorter'
/** Letters to be written exactly so, the same in every language. */
type Quoted = `"${string}"`

/** Word processors turn straight quotes into curly ones; 27 % of real forms carry them. */
const closing: Readonly<Record<string, string>> = {
	'"': '"',
	"'": "'",
	'“': '”',
	'”': '”',
	'‘': '’',
	'’': '’',
}
const nameStart = /[\p{L}_]/u
const nameRest = /[\p{L}\p{M}\p{N}_.\-·]/u
const blank = /[\s\u200b\u200e\u200f\u00a0\ufeff]/
const marks = [
	'<=',
	'>=',
	'!=',
	'..',
	'//',
	'::',
	'(',
	')',
	',',
	'=',
	'<',
	'>',
	'+',
	'-',
	'*',
	'/',
	'.',
	'|',
	'[',
	']',
	'@',
]

/** Signs as XML escapes them, from which some forms were copied: longer ones first. */
const entities: Readonly<Record<string, string>> = { '&gt;=': '>=', '&lt;=': '<=', '&gt;': '>', '&lt;': '<' }

/** Splits an expression into tokens; the first error ends it. */
export function tokenize(source: string): { tokens: Token[] } | { fault: ExpressionSyntaxError } {
	const tokens: Token[] = []
	let at = 0
	/** True after a value: an operator comes next, or the end. */
	let isOperatorDue = false
	const add = (token: Token, end: number) => {
		isOperatorDue = isValueRead(token, isOperatorDue)
		tokens.push(token)
		at = end
	}
	const fault = (expected: ExpressionSyntaxError['expected']) => ({
		fault: { at, found: source.slice(at, at + 12), expected },
	})
	while (at < source.length) {
		const letter = source[at] as string
		if (blank.test(letter)) {
			at++
			continue
		}
		const close = closing[letter]
		if (close !== undefined) {
			const end = endOfText(source, at, letter, close)
			if (end < 0) return fault(`"${close}"`)
			add({ kind: 'text', at, value: source.slice(at + 1, end) }, end + 1)
			continue
		}
		if (letter === '$') {
			const match = /^\$\s*\{\s*([^{}]+?)\s*\}/.exec(source.slice(at))
			if (!match) return fault('"${…}"')
			add({ kind: 'reference', at, name: match[1] as string }, at + match[0].length)
			continue
		}
		const number = /^(\d+(\.\d*)?|\.\d+)/.exec(source.slice(at, at + 40))
		if (number) {
			add({ kind: 'number', at, value: Number(number[0]) }, at + number[0].length)
			continue
		}
		if (nameStart.test(letter)) {
			// `1 or2` and `${a} andselected(…)`: an operator and the text after it, since no name is possible there
			const operator = isOperatorDue ? /^(and|or|div|mod)/.exec(source.slice(at, at + 3)) : null
			const end = operator ? at + operator[0].length : endOfName(source, at)
			add({ kind: 'name', at, name: source.slice(at, end) }, end)
			continue
		}
		// other languages have `==`
		if (source.startsWith('==', at)) return fault('"="')
		const mark = marks.find((candidate) => source.startsWith(candidate, at))
		const written = mark ?? Object.keys(entities).find((candidate) => source.startsWith(candidate, at))
		if (!written) return fault('operator-or-value')
		add({ kind: 'mark', at, mark: entities[written] ?? written }, at + written.length)
	}
	tokens.push({ kind: 'end', at })
	return { tokens }
}

/**
 * True if an operator is due after a token. A name or `*` is a value where one was due, and an operator after
 * a value (XPath 1.0, 3.7; JavaRosa's Lexer).
 */
function isValueRead(token: Token, isAfterValue: boolean): boolean {
	if (token.kind === 'name' || (token.kind === 'mark' && token.mark === '*')) return !isAfterValue
	return token.kind !== 'mark' || [')', ']', '.', '..'].includes(token.mark)
}

/**
 * Finds the end of a text: its own closing quote. A text that begins with a curly quote may end with any of
 * its kind, since word processors turn both ways; one with a straight quote only with the same, so that
 * `"it’s"` is one text.
 */
function endOfText(source: string, start: number, opening: string, close: string): number {
	const isStraight = opening === '"' || opening === "'"
	const own = isStraight ? source.indexOf(opening, start + 1) : -1
	if (own >= 0) return own
	const kind = '“”"'.includes(opening) ? '“”"' : "‘’'"
	for (let end = start + 1; end < source.length; end++)
		if (source[end] === close || kind.includes(source[end] as string)) return end
	return -1
}

/**
 * Finds the end of a name: `jr:choice-name` and `xhtml:p` are one name with its prefix; `self::node()` is
 * not.
 */
function endOfName(source: string, start: number): number {
	let end = start + 1
	while (end < source.length && nameRest.test(source[end] as string)) end++
	if (source[end] === ':' && nameStart.test(source[end + 1] ?? '')) {
		end += 2
		while (end < source.length && nameRest.test(source[end] as string)) end++
	} else if (source.startsWith(':*', end)) end += 2
	return end
}
