import { describe, expect, test } from 'vitest'
import fc from '#shared/testing/fast-check'
import { writeExpression } from '#shared/testing/write-expression'
import { compile } from './evaluate.ts'
import { rareFunctions } from './functions/rare-functions.ts'
import { needsDigests, needsRare, rareNames } from './functions/rare-names.ts'
import { allFunctions } from './functions.ts'
import type { NameResolver } from './names.ts'
import { parse } from './parse.ts'
import { noAnswers, type Scope } from './scope.ts'
import { shuffle } from './shuffle.ts'
import { axes, type BinaryOperator, type Expression, type PathStep, strength } from './syntax.ts'
import type { TreeNode } from './tree.ts'
import type { Value } from './values.ts'

const scope: Scope = {
	answers: noAnswers,
	context: {
		now: () => Date.UTC(2026, 0, 15, 20, 30),
		offsetMinutes: 300,
		random: () => 0.5,
		uuid: () => 'id',
		language: 'en',
	},
	self: '',
	row: '',
	position: null,
}

function value(source: string, answers: Record<string, Value> = {}, self: Value = ''): Value {
	const parsed = parse(source)
	if ('fault' in parsed) throw new Error(`${parsed.fault.expected} expected at ${parsed.fault.at}`)
	const names: NameResolver = {
		reference: (name) => () => answers[name] ?? '',
		functions: allFunctions,
		exists: () => () => true,
		plain: () => () => '',
		start: () => () => ({ nodes: [] }),
		call: () => null,
	}
	return compile(parsed.expression, names)({ ...scope, self })
}

describe('operators', () => {
	test.each<[string, Value]>([
		['1 + 2 * 3', 7],
		['(1 + 2) * 3', 9],
		['10 div 4', 2.5],
		['-7 mod 3', -1],
		['--3', 3],
		['1 - 2 - 3', -4],
		["'a' = 'a' and 1 < 2 or false()", true],
		["'10' > 9", true],
		["'' = 0", false],
		["'2026-01-02' > '2026-01-01'", true],
		['1 = 1 = 1', true],
	])('%s', (source, expected) => expect(value(source)).toEqual(expected))

	test('typographic quotes are read like straight ones', () => {
		expect(value('‘a’ = “a”')).toBe(true)
	})
	test('names may contain operator signs and operator words', () => {
		expect(value('${a-b} + ${div}', { 'a-b': 2, div: 3 })).toBe(5)
	})
})

describe('functions', () => {
	test.each<[string, Value]>([
		["selected('a b c', 'b')", true],
		["selected('radios radio', 'radio')", true],
		["selected('radios aradio', 'radio')", false],
		["selected('a b c', 'a b')", false],
		["selected('', '')", true],
		["count-selected('a  b ')", 2],
		["selected-at('a b', 1)", 'b'],
		["if('' , 'x', 'y')", 'y'],
		["coalesce('', 'z')", 'z'],
		["string-length('کلسٹر')", 5],
		["regex('PK607-03', 'PK[0-9]{3}-[0-9]{2}')", true],
		["regex('xPK607-03', 'PK[0-9]{3}-[0-9]{2}')", false],
		["substr('abcdef', 1, 3)", 'bc'],
		["translate('a1b2', 'ab', '')", '12'],
		["round('2.345', 2)", 2.35],
		["int('-2.9')", -2],
		["decimal-time('06:00')", 0.25],
		["concat('a', 1, true())", 'a1true'],
		['string(1000000000000 * 1000000000000)', `1${'0'.repeat(24)}`],
		['string(-1 div 10000000)', '-0.0000001'],
		["digest('abc', 'SHA-256', 'hex')", 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
		["format-date('2026-01-05', '%e/%n/%Y')", '5/1/2026'],
	])('%s', (source, expected) => expect(value(source)).toEqual(expected))

	test('today is the day in Pakistan, also while it is still yesterday in UTC', () => {
		expect(value('today()')).toBe('2026-01-16')
		expect(value('now()')).toBe('2026-01-16T01:30:00.000+05:00')
	})
	test('once keeps the first value', () => {
		expect(value('once(random())')).toBe(0.5)
		expect(value('once(random())', {}, 0.25)).toBe(0.25)
	})
	test('a datetime with any offset compares with now', () => {
		expect(value('. > now()', {}, '2026-01-16T01:31:00.000+05:00')).toBe(true)
		expect(value('. > now()', {}, '2026-01-15T20:29:00.000Z')).toBe(false)
	})
	test.each([
		[42, 'AFCBDE'],
		[-42, 'EDAFBC'],
		[1, 'BFEACD'],
		[11_111_111, 'ACDBFE'],
	])('shuffle with seed %d gives the order of other implementations', (seed, order) => {
		expect(shuffle([...'ABCDEF'], seed).join('')).toBe(order)
	})
	test('every order of three comes about equally often', () => {
		const seen = new Map<string, number>()
		for (let i = 0; i < 6000; i++) {
			const order = shuffle(['a', 'b', 'c'], i / 6000).join('')
			seen.set(order, (seen.get(order) ?? 0) + 1)
		}
		expect(seen.size).toBe(6)
		for (const count of seen.values()) expect(count).toBeGreaterThan(600)
	})
})

describe('node sets', () => {
	const node = (text: string | number): TreeNode => ({
		kind: 'element',
		name: 'age',
		parent: null,
		children: () => [],
		attributes: () => [],
		value: () => text,
		key: text,
	})
	const ages = { age: { nodes: [10, 20, ''].map(node) }, all: { nodes: [10, 20].map(node) } }
	test.each<[string, Value]>([
		['count(${age})', 3],
		['count-non-empty(${age})', 2],
		['sum(${all})', 30],
		['max(${all})', 20],
		// with one blank among them the sum is unknown, as in the peers
		['sum(${age})', Number.NaN],
		["join(',', ${age})", '10,20,'],
		['${age} = 20', true],
		['${age} > 15', true],
	])('%s', (source, expected) => expect(value(source, ages)).toEqual(expected))
})

describe('parse errors give their position', () => {
	test.each([
		['1 +', 3, 'value'],
		["'abc", 0, '"\'"'],
		['${a', 0, '"${…}"'],
		['1 2', 2, 'end-or-operator'],
		['if(1, 2', 7, '")"'],
		['# 1', 0, 'operator-or-value'],
	])('%s', (source, at, expected) => {
		expect(parse(source)).toMatchObject({ fault: { at, expected } })
	})
	test('any text gives an expression or a parse error, never a crash', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					fc
						.array(fc.constantFrom('(', ')', '+', '-', ' ', "'", '${a}', 'if', ',', '1', 'and', '/', '..'))
						.map((parts) => parts.join('')),
				),
				(source) => {
					const parsed = parse(source)
					expect('expression' in parsed || parsed.fault.at <= source.length).toBe(true)
				},
			),
			{ numRuns: 2000 },
		)
	})
	test('an excessively nested expression is a parse error, not a stack overflow', () => {
		expect(parse('('.repeat(100_000))).toMatchObject({ fault: { expected: 'shorter' } })
	})
})

test('an expression survives serializing and parsing', () => {
	const expression: fc.Arbitrary<Expression> = fc.letrec<{ any: Expression; step: PathStep }>((tie) => ({
		any: fc.oneof(
			{ depthSize: 'small' },
			fc.nat(1000).map((number): Expression => ({ kind: 'number', value: number / 8 })),
			fc
				.constantFrom('a', 'b c', '', "it's", 'صحت')
				.map((text): Expression => ({ kind: 'text', value: text })),
			fc.constantFrom('age', 'x-y').map((name): Expression => ({ kind: 'reference', name })),
			fc.constant<Expression>({ kind: 'reference', name: 'age', lastSaved: true }),
			tie('any').map((operand): Expression => ({ kind: 'negate', operand })),
			fc
				.tuple(fc.constantFrom(...(Object.keys(strength) as BinaryOperator[])), tie('any'), tie('any'))
				.map(([operator, left, right]) => ({ kind: 'binary', operator, left, right }) as Expression),
			fc
				.tuple(fc.constantFrom('if', 'concat'), fc.array(tie('any'), { maxLength: 3 }))
				.map(([name, args]): Expression => ({ kind: 'call', name, args })),
			fc
				.tuple(
					fc.constantFrom('here', 'root' as const),
					fc.array(tie('step'), { minLength: 1, maxLength: 3 }),
				)
				.map(([origin, steps]) => ({ kind: 'path', origin, steps }) as Expression),
			fc
				.tuple(tie('any'), fc.array(tie('step'), { minLength: 1, maxLength: 2 }))
				.map(([origin, steps]) => ({ kind: 'path', origin, steps }) as Expression),
		),
		step: fc.record({
			axis: fc.constantFrom(...axes),
			test: fc.constantFrom('item', 'jr:name', '*', 'node()', 'text()'),
			predicates: fc.array(tie('any'), { maxLength: 2 }),
		}),
	})).any
	fc.assert(
		fc.property(expression, (whole) => {
			expect(parse(writeExpression(whole))).toEqual({ expression: whole })
		}),
	)
})

test('a form that calls a rarely used function is detected by its text, other forms are not', () => {
	expect([...rareNames].sort()).toEqual(Object.keys(rareFunctions).sort())
	for (const text of ['{"calculation":"area(${field})"}', '1 + sqrt (4)'])
		expect(needsRare(text), text).toBe(true)
	for (const text of ["digest(${a}, 'SHA-256')", 'explog(1)', 'my-area(1)', '${area} > 1'])
		expect(needsRare(text), text).toBe(false)
})

test('a form with another digest than SHA-256 is detected by its text', () => {
	expect(needsDigests("digest(${a}, 'MD5')")).toBe(true)
	expect(needsDigests("digest(${a}, 'SHA-512')")).toBe(true)
	expect(needsDigests("digest(${a}, 'SHA-256')")).toBe(false)
	expect(needsDigests(JSON.stringify('digest(${a}, "SHA-256")'))).toBe(false)
	expect(needsDigests("digest(${a}, concat('SHA-', ${n}))")).toBe(true)
	expect(needsDigests("digest(${a}, 'SHA-256') = digest(${b}, ${algorithm})")).toBe(true)
})
