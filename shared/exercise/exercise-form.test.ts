import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { seededRandom } from '#shared/kernel/seeded-random'
import { readDistricts } from '#shared/study/district-list'
import { defaultRounds } from '#shared/study/study'
import { buildStudyLists } from '#shared/study/study-lists'
import { formOf } from '#shared/testing/scenario'
import { compileForm } from '../forms/compile-form.ts'
import type { FormDefinition } from '../forms/form-definition.ts'
import { importForm } from '../xlsform/import-form.ts'
import { readMarkdown } from '../xlsform/sheets.ts'
import { type ExerciseProgress, exerciseForm } from './exercise-form.ts'
import { samplePattern } from './sample-pattern.ts'

const presets = [
	{ round: 'endline', district: 'PK607', districts: 'PK607', person: 'amina', centre: '30.05 70.63 0 0' },
	{ round: 'baseline', districts: 'PK607 PK608', person: 'amina' },
]

function after(runs: number, definition: FormDefinition, seed = 1): ExerciseProgress {
	const compiled = compileForm(definition, allFunctions)
	if ('faults' in compiled) throw new Error(JSON.stringify(compiled.faults))
	const made = exerciseForm(compiled.form, { seed, now: Date.UTC(2026, 0, 15), offsetMinutes: 300, presets })
	for (let i = 0; i < runs; i++) made.run()
	return made
}
/** Lists the findings as `kind name`, with their details. */
const found = (form: string, runs = 150) =>
	after(runs, formOf(form))
		.findings()
		.map(({ kind, template, isStuck, names }) =>
			[kind, template, isStuck && 'stuck', names?.join(',')].filter(Boolean).join(' '),
		)

describe.each(['household', 'focus-group', 'key-informant'])('%s', (file) => {
	const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
	const { definition } = importForm(readMarkdown(read(`../study/pakistan-2023/${file}.md`)), {
		files: buildStudyLists({
			districts: readDistricts(read('../study/pakistan-2023/districts.csv')),
			rounds: [...defaultRounds],
		}),
	})

	test.each([1, 2, 3])(
		'every question is reached, without findings (seed %i)',
		(seed) => {
			const made = after(150, definition as FormDefinition, seed)
			expect(made.reached).toBe(made.questions)
			expect(made.findings()).toEqual([])
		},
		30_000,
	)
})

test('the same seed gives the same runs', () => {
	const form = formOf('type | name | label\ninteger | a | A\ndate | b | B')
	const findings = (seed: number) => JSON.stringify(after(20, form, seed).findings())
	expect(findings(5)).toBe(findings(5))
})

describe('questions', () => {
	test('that no answer reaches are reported; for an unreachable group only the group', () => {
		expect(
			found(`type | name | label | relevant
integer | age | Age
text | a | A | \${age} > 10 and \${age} < 5
begin group | g | G | \${age} = 'x'
text | b | B
text | c | C
end group`),
		).toEqual(['not-reached a', 'not-reached g'])
	})
	test('behind several conditions, codes and calculations are reached', () => {
		expect(
			found(
				`type | name | label | relevant | calculation | constraint
integer | age | Age | - | - | . >= 0 and . < 120
calculate | adult | - | - | if(\${age} > 17, 'yes', 'no')
select_one yn | agrees | Agrees? | \${adult} = 'yes'
text | code | Code | \${agrees} = 'y' | - | regex(., 'PK[0-9]{3}-[a-c]{2}')
select_multiple abc | ticks | Ticks | \${code} != ''
text | last | Last | selected(\${ticks}, 'c') and not(selected(\${ticks}, 'a'))
choices
list_name | name | label
yn | y | Yes
yn | n | No
abc | a | A
abc | b | B
abc | c | C`,
			),
		).toEqual([])
	})
	test('at the edge of a number range are reached', () => {
		expect(
			found(`type | name | label | relevant
decimal | metres | Metres
text | exactly | Exactly | \${metres} = 1234.5
text | far | Far | \${metres} > 98765`),
		).toEqual([])
	})
	test('in a repeat without rows are not reached', () => {
		expect(
			found(`type | name | label | repeat_count
begin repeat | r | R | 0
text | a | A
end repeat`),
		).toEqual(['not-reached r'])
	})
})

describe('constraints', () => {
	test('that no answer meets are reported, as are required ones that block finishing', () => {
		expect(
			found(`type | name | label | required | constraint
integer | a | A | yes | . > 10 and . < 5
integer | b | B | - | . = 'x'`),
		).toEqual(['constraint-unmet a stuck', 'constraint-unmet b'])
	})
	test('that refuse nothing, and conditions that hide nothing, are hints', () => {
		expect(
			found(`type | name | label | constraint | relevant
integer | a | A | . > 5 or . <= 5
integer | b | B | . != '' | true()`),
		).toEqual(['constraint-always a', 'relevance-always b', 'constraint-always b'])
	})
	test('a condition decided by its group is no hint, and the same one further down is reported once', () => {
		expect(
			found(`type | name | label | relevant | required
begin repeat | r | R
integer | age | Age | - | yes
begin group | old | Old | \${age} >= 5
text | a | A | \${age} >= 5 and \${age} >= 0
end group
begin group | young | Young | \${age} <= 4
begin group | inner | Inner
text | b | B | not(\${age} > 4)
end group
end group
end repeat
begin group | all | All | true()
text | c | C | true()
end group`),
		).toEqual(['relevance-always all'])
	})
	test('with calculated bounds are met and refused', () => {
		expect(
			found(`type | name | label | constraint
date | born | Born | floor((today() - .) div 365) >= 18 and floor((today() - .) div 365) <= 100
integer | year | Year | . <= int(format-date(today(), '%Y')) + 57 - 10 and . > int(format-date(today(), '%Y')) + 46
integer | half | Half | . = int(\${year} div 2)`),
		).toEqual([])
	})
	test('on other answers, dates, lengths and multiple choices are met and refused', () => {
		expect(
			found(`type | name | label | constraint
date | born | Born | . <= today() and . > '1900-01-01'
date | met | Met | . >= \${born}
text | why | Why | string-length(.) <= 120
select_multiple abc | ticks | Ticks | not(selected(., 'c') and count-selected(.) > 1)
choices
list_name | name | label
abc | a | A
abc | b | B
abc | c | C`),
		).toEqual([])
	})
})

describe('repeats', () => {
	test('with unbounded row counts are reported, with the answer that makes them grow', () => {
		expect(
			found(`type | name | label | constraint | repeat_count
integer | few | Few | . <= 20
integer | many | Many
begin repeat | r | R | - | \${few}
text | a | A
end repeat
begin repeat | s | S | - | \${many} + 1
text | b | B
end repeat`),
		).toEqual(['count-unbounded s many'])
	})
	test('that grow with every row are reported; those that the enumerator ends are not', () => {
		const form = (count: string) => `type | name | label | repeat_count | required
begin repeat | r | R | ${count}
select_one yn | more | More? | - | yes
end repeat
choices
list_name | name | label
yn | y | Yes
yn | n | No`
		expect(found(form('count-non-empty(${more}) + 1'))).toEqual(['count-of-itself r'])
		// one more row at each opening
		expect(found(form('count(${r}) + 1'))).toEqual(['count-of-itself r'])
		expect(found(form("count(${r}[more = 'y']) + 1"))).toEqual([])
	})
})

test('a choice filter without any match is reported', () => {
	expect(
		found(`type | name | label | choice_filter | required
select_one town | a | A | of = 'east' | yes
select_one town | b | B | of = 'west'
choices
list_name | name | label | of
town | x | X | west`),
	).toEqual(['nothing-offered a stuck'])
})

test('calculations without a number: a problem when answers cause it, a hint naming the blanks otherwise', () => {
	expect(
		found(`type | name | label | calculation
text | word | Word
integer | a | A
integer | b | B
calculate | twice | - | \${word} * 2
calculate | sum | - | \${a} + \${b}
calculate | safe | - | coalesce(\${a}, 0) + 1`),
	).toEqual(['not-a-number twice', 'blank-number sum a,b'])
})

test('missing translations are reported once for a language and a column', () => {
	const definition = importForm([
		{
			name: 'survey',
			header: ['type', 'name', 'label::English (en)', 'label::Urdu (ur)', 'hint::English (en)'],
			rows: [
				{ line: 2, cells: ['text', 'a', 'A', 'الف', ''] },
				{ line: 3, cells: ['text', 'b', 'B', '', 'here'] },
				{ line: 4, cells: ['text', 'c', 'C', '', ''] },
			],
		},
		{ name: 'settings', header: ['form_id'], rows: [{ line: 2, cells: ['f'] }] },
	]).definition as FormDefinition
	expect(after(1, definition).findings()).toEqual([
		{ kind: 'not-translated', template: '', language: 'ur', column: 'label', names: ['b', 'c'] },
		{ kind: 'not-translated', template: '', language: 'ur', column: 'hint', names: ['b'] },
	])
})

test.each(['PK[0-9]{3}-[0-9]{2}', '^03\\d{9}$', '(a|bc)+x?', '[^a-y0-9]{2,4}', '[\\w]+@[a-z]+\\.(com|pk)'])(
	'generates a text matching %s',
	(pattern) => {
		const random = seededRandom(3)
		for (let i = 0; i < 50; i++)
			expect(samplePattern(pattern, random)).toMatch(new RegExp(`^(?:${pattern})$`))
	},
)
