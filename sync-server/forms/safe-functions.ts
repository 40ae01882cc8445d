import { RE2JS } from 're2js'
import { allFunctions } from '#shared/expressions/functions'
import { type FunctionTable, two } from '#shared/expressions/functions/function-row'
import { withoutPossessive } from '#shared/expressions/functions/without-possessive'
import { toText } from '#shared/expressions/values'
import { withDeadline } from './deadline.ts'

/** Maximum compiled patterns in memory; a form may compute patterns from answers. */
const maxRemembered = 500
const remembered = new Map<string, BoundedPattern | null>()

/** A pattern whose matching time is proportional to the lengths of text and pattern. */
export class BoundedPattern {
	readonly #pattern: RE2JS
	readonly #size: number

	constructor(pattern: RE2JS) {
		this.#pattern = pattern
		this.#size = pattern.programSize()
	}
	/** True if the pattern matches. @throws TooSlow for a large pattern and a long text */
	test(text: string): boolean {
		const isQuick = this.#size * text.length <= quickSteps
		return isQuick ? this.#pattern.test(text) : withDeadline(longestPatternMs, () => this.#pattern.test(text))
	}
}
/** About 20 ms; a pattern of twenty instructions on two pages of text needs a tenth of it. */
const quickSteps = 200_000
const longestPatternMs = 100

/** Compiles a pattern of a form. Null if it needs lookbehind, lookahead or backreferences. */
export function boundedPattern(source: string): BoundedPattern | null {
	const known = remembered.get(source)
	if (known !== undefined) return known
	if (remembered.size >= maxRemembered) remembered.clear()
	let pattern: BoundedPattern | null = null
	try {
		pattern = new BoundedPattern(
			RE2JS.compile(RE2JS.translateRegExp(`^(?:${asPhonesMean(withoutPossessive(source))})$`)),
		)
	} catch {
		// RE2 does not support it.
	}
	remembered.set(source, pattern)
	return pattern
}

/**
 * White space and line ends of browsers (ECMA-262, WhiteSpace and LineTerminator). RE2 knows the ASCII ones
 * only.
 */
const spaces = '\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff'
/** All other characters, for a character class. */
const noSpaces =
	'\\x{0}-\\x{8}\\x{e}-\\x{1f}!-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}'
const ends = '\\n\\r\\u2028\\u2029'

/** Rewrites a pattern for RE2 where its meaning differs from ECMAScript. */
function asPhonesMean(source: string): string {
	let isInClass = false
	return source.replace(/\\[\s\S]|[[\].]/g, (part) => {
		if (part === '[') isInClass = true
		else if (part === ']') isInClass = false
		else if (part === '.' && !isInClass) return `[^${ends}]`
		else if (part === '\\s') return isInClass ? spaces : `[${spaces}]`
		else if (part === '\\S') return isInClass ? noSpaces : `[^${spaces}]`
		return part
	})
}

const { regex, ...others } = allFunctions

/**
 * Functions of forms on the server, for published forms and for expressions typed at the desk, where a
 * pattern such as `(a+)+` would block the server. Patterns with lookbehind or lookahead can no longer be
 * published; those of older forms are evaluated as on a phone, with a deadline.
 */
export const boundedFunctions: FunctionTable = {
	...others,
	...(regex && {
		regex: {
			...regex,
			make: (args) => {
				const asOnPhone = regex.make(args)
				const { make } = two((text, source, scope) => {
					const pattern = boundedPattern(toText(source))
					return pattern ? pattern.test(toText(text)) : withDeadline(longestPatternMs, () => asOnPhone(scope))
				})
				return make(args)
			},
		},
	}),
}

/**
 * Functions for a form that is to be published: a literal pattern with lookbehind or lookahead is an error of
 * the form.
 */
export const publishableFunctions: FunctionTable = {
	...boundedFunctions,
	...(regex && {
		regex: {
			...regex,
			check: ([, pattern]) =>
				pattern?.kind === 'text' && !boundedPattern(pattern.value)
					? { given: pattern.value, possible: '' }
					: null,
		},
	}),
}
