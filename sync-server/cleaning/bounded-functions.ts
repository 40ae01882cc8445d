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
		pattern = RE2JS.compile(RE2JS.translateRegExp(`^(?:${source})$`))
	} catch {
		// none
	}
	remembered.set(source, pattern)
	return pattern
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
