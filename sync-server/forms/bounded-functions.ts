import { RE2JS } from 're2js'
import { allFunctions } from '#shared/expressions/functions'
import { type FunctionTable, two } from '#shared/expressions/functions/function-row'
import { withoutPossessive } from '#shared/expressions/functions/without-possessive'
import { toText } from '#shared/expressions/values'
import { withDeadline } from './deadline.ts'

/** Of patterns that a form works out anew for each record. */
const mostRemembered = 500
const remembered = new Map<string, BoundedPattern | null>()

/** A pattern that takes a time in proportion to the text and to its own size. */
export class BoundedPattern {
	readonly #pattern: RE2JS
	readonly #size: number

	constructor(pattern: RE2JS) {
		this.#pattern = pattern
		this.#size = pattern.programSize()
	}
	/** @throws TooSlow: a large pattern over a long text */
	test(text: string): boolean {
		const isQuick = this.#size * text.length <= quickSteps
		return isQuick ? this.#pattern.test(text) : withDeadline(longestPatternMs, () => this.#pattern.test(text))
	}
}
/** Some 20 ms; a pattern of twenty instructions over two pages has a tenth of it. */
const quickSteps = 200_000
const longestPatternMs = 100

/** The pattern as it stands in a form; null for one that must look back or ahead. */
export function boundedPattern(source: string): BoundedPattern | null {
	const known = remembered.get(source)
	if (known !== undefined) return known
	if (remembered.size >= mostRemembered) remembered.clear()
	let pattern: BoundedPattern | null = null
	try {
		pattern = new BoundedPattern(
			RE2JS.compile(RE2JS.translateRegExp(`^(?:${asPhonesMean(withoutPossessive(source))})$`)),
		)
	} catch {
		// none
	}
	remembered.set(source, pattern)
	return pattern
}

/** What browsers take for a space, and for the end of a line (ECMA-262, WhiteSpace and LineTerminator). RE2 knows those of ASCII alone. */
const spaces = '\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff'
/** Everything else, as it can stand in a class. */
const noSpaces =
	'\\x{0}-\\x{8}\\x{e}-\\x{1f}!-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}'
const ends = '\\n\\r\\u2028\\u2029'

/** The same pattern with what RE2 would read otherwise written out. */
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
 * The functions of forms as a server has them, for published forms and for what is typed at the desk: there a pattern such as `(a+)+` would stop
 * everything. Patterns that look back or ahead are published no more; what an older form asks with them is worked out as on a phone, and stopped
 * when it takes too long.
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

/** The same for a form that is to be published: a pattern that is written out and looks back or ahead is a fault of the form. */
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
