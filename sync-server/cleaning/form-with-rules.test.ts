import { expect, test } from 'vitest'
import type { Answer } from '#shared/forms/answers'
import type { FormDefinition } from '#shared/forms/form-definition'
import { compileFormWithRules, findViolations, readFor } from './form-with-rules.ts'

const question = (name: string) => ({ kind: 'question', type: 'integer', name, label: { en: name } }) as const
const form: FormDefinition = {
	id: 'visit',
	title: { en: 'Visit' },
	languages: [{ tag: 'en', name: 'English' }],
	choices: {},
	body: [
		question('people'),
		question('rooms'),
		{ ...question('note'), type: 'text' },
		{ kind: 'repeat', name: 'members', label: { en: 'Members' }, parts: [question('age'), question('work')] },
	],
}
const rows = { 'members/@a': 1, 'members/@b': 2 }

/** Returns the violations of a rule, each with the answers that it reads. */
function violationsOf(question: string, holds: string, answers: Readonly<Record<string, Answer>>) {
	const ruled = compileFormWithRules(form, [{ id: 'r', question, holds, into: null }], (problem) => {
		throw problem
	})
	const places = findViolations(ruled, readFor(ruled, new Map(Object.entries(answers)), 0))
	return places.map(({ path, reads }) => [path, reads.map((each) => [each.path, each.answer])])
}

test('a rule is not evaluated where its question is blank, or a value compared by size is missing', () => {
	const rule = `\${people} <= \${rooms} * 4 or \${people} = 99`
	expect(violationsOf('people', rule, { people: 9, rooms: 2 })).toHaveLength(1)
	expect(violationsOf('people', rule, { people: 99, rooms: 2 })).toEqual([])
	expect(violationsOf('people', rule, { people: 9 })).toEqual([])
	expect(violationsOf('people', rule, { rooms: 2 })).toEqual([])
	expect(violationsOf('people', `-\${rooms} > -3`, { people: 9 })).toEqual([])
})
test('a function of a blank alone is no number either; counts, sums and fallbacks are', () => {
	for (const side of ['number', 'int', 'round', 'abs', 'floor']
		.map((name) => `${name}(\${rooms})`)
		.concat([`round(number(\${rooms}), 0)`, `-abs(\${rooms})`, `2 * int(\${rooms})`])) {
		expect(violationsOf('people', `\${people} < ${side} - 99`, { people: 9 }), side).toEqual([])
		expect(violationsOf('people', `\${people} < ${side} - 99`, { people: 9, rooms: 2 }), side).toHaveLength(1)
	}
	for (const side of [
		`coalesce(\${rooms}, 1)`,
		`if(\${rooms} = '', 0, 1)`,
		`count-non-empty(\${rooms})`,
		`sum(\${age})`,
	])
		expect(violationsOf('people', `\${people} < ${side}`, { people: 9 }), side).toHaveLength(1)
})
test('a rule can detect missing values', () => {
	expect(violationsOf('people', `\${rooms} != ''`, { people: 9 })).toEqual([
		[
			'people',
			[
				['people', 9],
				['rooms', null],
			],
		],
	])
	expect(violationsOf('people', `\${rooms} != ''`, { people: 9, rooms: 1 })).toEqual([])
})
test('a blank result breaks no rule, and zero is false', () => {
	expect(violationsOf('people', `if(\${people} > 5, '', 1)`, { people: 9 })).toEqual([])
	expect(violationsOf('people', `\${people} - 9`, { people: 9 })).toHaveLength(1)
})
test('each repeat row is checked alone, and a question outside against all rows', () => {
	const answers = { people: 3, ...rows, 'members/@a/age': 50, 'members/@a/work': 60, 'members/@b/age': 40 }
	expect(violationsOf('members/@/age', `\${work} < \${age} and \${people} > 2`, answers)).toEqual([
		[
			'members/@a/age',
			[
				['members/@a/age', 50],
				['members/@a/work', 60],
				['people', 3],
			],
		],
	])
	expect(violationsOf('people', `sum(\${age}) < 90`, answers)).toEqual([
		[
			'people',
			[
				['people', 3],
				['members/@a/age', 50],
				['members/@b/age', 40],
			],
		],
	])
})
test('a rule that is invalid in a form version does not affect the others', () => {
	const problemCodes: unknown[] = []
	const rules = [
		{ id: 'a', question: 'people', holds: `\${gone} > 1`, into: null },
		{ id: 'b', question: 'people', holds: `\${people} < 5`, into: null },
	]
	const ruled = compileFormWithRules(form, rules, (problem) => problemCodes.push(problem.code))
	expect(problemCodes).toEqual(['expression-invalid'])
	expect(findViolations(ruled, readFor(ruled, new Map([['people', 9]]), 0)).map(({ rule }) => rule)).toEqual([
		'b',
	])
})

test('a pattern with catastrophic backtracking costs no more than another, and matches as on a phone', () => {
	const note = `${'a'.repeat(60)}b`
	for (const pattern of ['^(a+)+$', '(a|a)*', '(a|aa)+', '(.*,?)*[^b]']) {
		const started = performance.now()
		expect(violationsOf('note', `regex(\${note}, '${pattern}')`, { note }), pattern).toHaveLength(1)
		expect(performance.now() - started, pattern).toBeLessThan(2000)
	}
	for (const [pattern, fits, fitsNot] of [
		['[0-9]{5}-[0-9]{7}-[0-9]', '12345-1234567-1', '12345-1234567-12'],
		['[\\u0600-\\u06FF ]+', 'ڈیرہ غازی خان', 'Dera'],
		['b', 'b', 'abc'],
		// As phones match: no-break spaces and other line ends.
		['a\\sb', 'a\u00a0b', 'a-b'],
		['[\\s\\d]+', '\u20031', 'a'],
		['\\S+', 'ab', 'a\u00a0b'],
		['a.b', 'a b', 'a\u2028b'],
		['a[.]b', 'a.b', 'a b'],
	] as const)
		for (const [value, finds] of [
			[fits, 0],
			[fitsNot, 1],
		] as const)
			expect(violationsOf('note', `regex(\${note}, '${pattern}')`, { note: value }), value).toHaveLength(
				finds,
			)
})
test('a pattern with lookaround, or one that is calculated, is refused', () => {
	for (const [pattern, part] of [
		["'(?=a)a'", '(?=a)a'],
		["'(a)\\1'", '(a)\\1'],
		["concat('(a', '+)+')", 'regex()'],
		[`\${note}`, 'regex()'],
	] as const)
		expect(() => violationsOf('note', `regex(\${note}, ${pattern})`, { note: 'a' }), pattern).toThrow(
			expect.objectContaining({ code: 'pattern-not-allowed', details: { part } }),
		)
})
