import { describe, expect, test } from 'vitest'
import fc from '#shared/testing/fast-check'
import { parseRevision } from './parse-revision.ts'

/** Returns the parsed value, or that the parser refuses. */
const parseResult = (read: (text: string) => unknown, text: string) => {
	try {
		return JSON.stringify(read(text))
	} catch {
		return 'refused'
	}
}
function expectSame(text: string): void {
	expect(parseResult(parseRevision, text)).toBe(parseResult(JSON.parse, text))
}

const name = fc.oneof(
	fc.constantFrom(
		'set',
		'__proto__',
		'a/b',
		'r/@Row1/age',
		'1',
		'گھر/نام',
		'with "quotes"',
		'\\',
		'a\nb',
		'',
	),
	fc.string(),
)
const answer = fc.oneof(
	fc.constantFrom('x', 'a]b', 'a}b', '"set":{', '\\"set":{', 'line\nline', 31.5, -0, 1e300, null, true),
	fc.array(fc.constantFrom('tv', 'radio', 'a]b', 'a"b'), { maxLength: 3 }),
	fc.json().map((text) => JSON.parse(text) as unknown),
)
const set = fc.array(fc.tuple(name, answer), { maxLength: 8 }).map((pairs) => Object.fromEntries(pairs))
const revision = fc
	.array(fc.tuple(fc.constantFrom('at', 'form', 'set', 'sum', 'why', '__proto__'), fc.oneof(set, answer)), {
		maxLength: 6,
	})
	.map((pairs) => `{${pairs.map(([key, value]) => `"${key}":${JSON.stringify(value)}`).join(',')}}`)

describe('the serialized revision', () => {
	test('parses as JSON does, for any content, repeatedly', () => {
		fc.assert(
			fc.property(revision, (text) => expectSame(text)),
			{ numRuns: 2000 },
		)
	})
	test('is refused where JSON refuses it, wherever it is cut or changed', () => {
		const changed = fc
			.tuple(revision, fc.nat(), fc.nat(4), fc.constantFrom('', '"', '{', '}', ',', '\\', '\u0001', ' ', '0'))
			.map(([text, at, cut, put]) => {
				const where = at % (text.length + 1)
				return text.slice(0, where) + put + text.slice(where + cut)
			})
		fc.assert(
			fc.property(changed, (text) => expectSame(text)),
			{ numRuns: 5000 },
		)
	})
	test.each([
		'{"set":{}}',
		'{"form":{"set":{"a":1}},"set":0}',
		'{"author":"}","form":{"set":{"a":1}},"set":0}',
		'{"set":{"a":1},"set":{"b":2}}',
		'{"set":{"a":1},"set":0}',
		'{"set":{"a":1,"a":2}}',
		'{"set":{"a":01}}',
		'{"set":{"a":}}',
		'{"set":{"a":"x\u0001"}}',
		'{"set":{"a\u0001":"x"}}',
		'{"set":{"a":"x"}',
		'{"set":{"a":[1,[2]]}}',
		'[{"set":{"a":1}}]',
		'',
	])('%s is read like any other JSON', expectSame)
})
