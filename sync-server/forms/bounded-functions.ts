import { RE2JS } from 're2js'
import { allFunctions } from '#shared/expressions/functions'
import { type FunctionTable, two } from '#shared/expressions/functions/function-row'
import { toText } from '#shared/expressions/values'

/** Of patterns that a form works out anew for each record. */
const mostRemembered = 500
const remembered = new Map<string, RE2JS | null>()

/** A pattern that takes a time in proportion to the text, whatever stands in either; null for one that must look back or ahead. */
export function boundedPattern(source: string): RE2JS | null {
	const known = remembered.get(source)
	if (known !== undefined) return known
	if (remembered.size >= mostRemembered) remembered.clear()
	let pattern: RE2JS | null = null
	try {
		pattern = RE2JS.compile(RE2JS.translateRegExp(`^(?:${asPhonesMean(source)})$`))
	} catch {
		// none
	}
	remembered.set(source, pattern)
	return pattern
}

/** What browsers take for a space, and for the end of a line (ECMA-262, WhiteSpace and LineTerminator). RE2 knows those of ASCII alone. */
const spaces = '\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff'
const ends = '\\n\\r\\u2028\\u2029'

/** The same pattern with what RE2 would read otherwise written out. @throws where that cannot be done */
function asPhonesMean(source: string): string {
	let isInClass = false
	return source.replace(/\\[\s\S]|[[\].]/g, (part) => {
		if (part === '[') isInClass = true
		else if (part === ']') isInClass = false
		else if (part === '.' && !isInClass) return `[^${ends}]`
		else if (part === '\\s') return isInClass ? spaces : `[${spaces}]`
		else if (part === '\\S') {
			if (isInClass) throw new Error('a class in a class')
			return `[^${spaces}]`
		}
		return part
	})
}

const { regex, ...others } = allFunctions

/**
 * The functions of forms for what is typed at the desk and worked out in every record of a round: there a pattern such as `(a+)+` would stop the server.
 * What a published form asks with patterns that look back or ahead is worked out as on a phone.
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
					return pattern ? pattern.test(toText(text)) : asOnPhone(scope)
				})
				return make(args)
			},
		},
	}),
}
