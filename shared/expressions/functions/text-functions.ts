import { toBase64url, toHex, utf8 } from '#shared/kernel/bytes'
import { digest } from '#shared/kernel/digest'
import { toText } from '../values.ts'
import {
	type FunctionTable,
	none,
	numberOf,
	ofText,
	ofTexts,
	one,
	several,
	spread,
	two,
} from './function-row.ts'
import { withoutPossessive } from './without-possessive.ts'

/** Encodes bytes as `digest` returns them: base64 or hex. */
export const encoded = (bytes: Uint8Array, encoding: string): string =>
	encoding === 'hex'
		? toHex(bytes)
		: toBase64url(bytes)
				.replaceAll('-', '+')
				.replaceAll('_', '/')
				.padEnd(Math.ceil(bytes.length / 3) * 4, '=')

const patterns = new Map<string, RegExp | null>()
/**
 * Compiles a pattern, which must match the whole text, as OpenRosa says: `regex('abc', 'b')` is false. Null
 * if it is invalid.
 */
function patternOf(source: string): RegExp | null {
	const known = patterns.get(source)
	if (known !== undefined) return known
	let compiled: RegExp | null = null
	// without `u` some escapes are allowed that forms in use have
	for (const flags of ['u', ''])
		try {
			compiled ??= new RegExp(`^(?:${withoutPossessive(source)})$`, flags)
		} catch {
			// try the next flags; null if none work
		}
	patterns.set(source, compiled)
	return compiled
}

/** XPath's substring: counts from 1 and rounds; positions outside of the text do not count. */
function substring(text: string, start: number, length: number | null): string {
	const from = roundHalfUp(start)
	const to = length === null ? Number.POSITIVE_INFINITY : from + roundHalfUp(length)
	return [...text].filter((_, i) => i + 1 >= from && i + 1 < to).join('')
}
const roundHalfUp = (value: number): number => Math.floor(value + 0.5)

const trimmed = /^[ \t\r\n]+|[ \t\r\n]+$/g

export const textFunctions: FunctionTable = {
	string: { ...one(toText), isPositional: true },
	concat: several(0, 255, (values) => spread(values).map(toText).join('')),
	join: several(1, 255, ([separator = '', ...values]) => spread(values).map(toText).join(toText(separator))),
	'string-length': { ...ofText((a) => [...a].length), isPositional: true },
	'starts-with': ofTexts((a, b) => a.startsWith(b)),
	'ends-with': ofTexts((a, b) => a.endsWith(b)),
	contains: ofTexts((a, b) => a.includes(b)),
	'substring-before': ofTexts((a, b) => a.slice(0, Math.max(0, a.indexOf(b)))),
	'substring-after': ofTexts((a, b) => (a.includes(b) ? a.slice(a.indexOf(b) + b.length) : '')),
	substring: several(2, 3, ([text = '', start = 1, length], scope) =>
		substring(toText(text), numberOf(start, scope), length === undefined ? null : numberOf(length, scope)),
	),
	/** Counts from 0; negative numbers count from the end. */
	substr: several(2, 3, ([text = '', start = 0, end], scope) =>
		toText(text).slice(numberOf(start, scope), end === undefined ? undefined : numberOf(end, scope)),
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
	'normalize-space': {
		...ofText((a) => a.replace(trimmed, '').replace(/[ \t\r\n]+/g, ' ')),
		isPositional: true,
	},
	/** SurveyCTO: information on the device, here its id. */
	'device-info': none(({ context: { device } }) => device ?? ''),
	trim: ofText((a) => a.trim()),
	'to-upper-case': ofText((a) => a.toUpperCase()),
	'upper-case': ofText((a) => a.toUpperCase()),
	'to-lower-case': ofText((a) => a.toLowerCase()),
	'lower-case': ofText((a) => a.toLowerCase()),
	regex: {
		...two((text, pattern) => patternOf(toText(pattern))?.test(toText(text)) ?? false),
		check: ([, pattern]) =>
			pattern?.kind === 'text' && !patternOf(pattern.value)
				? { given: pattern.value, possible: '[0-9]+' }
				: null,
	},
	/** SHA-256 only: the rare functions have the other algorithms. */
	digest: several(2, 3, ([text = '', algorithm = '', encoding = 'base64']) =>
		toText(algorithm) === 'SHA-256' ? encoded(digest(utf8(toText(text))), toText(encoding)) : '',
	),
}
