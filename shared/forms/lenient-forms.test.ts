import { describe, expect, test } from 'vitest'
import { scenario } from '#shared/testing/scenario'
import { importForm } from './import-form.ts'
import { runThrough } from './run-through.ts'
import { readMarkdown } from './sheets.ts'

describe('what deployed forms have, and Collect runs', () => {
	test.each([
		['3', true],
		['5555', true],
		['4', false],
	])('an operator before a point is an operator: .=3 or.=5555 of %s', (typed, isRight) => {
		const form = scenario(`
			type     name  label  constraint
			integer  age   Age    .=3 or.=5555
		`)
		form.answer('age', typed)
		expect(form.session.violationAt('age') === null).toBe(isRight)
	})
	test('where an operand is missing, the operator is a name that leads nowhere: nothing is there', () => {
		const form = scenario(`
			type     name  label  relevant
			text     a     A
			text     b     B
			text     both  Both   \${a} = 'x' and and \${b}
			text     one   One    \${a} = 'x' or or \${b}
		`)
		form.answer('a', 'x')
		form.answer('b', 'y')
		expect([form.isAsked('both'), form.isAsked('one')]).toEqual([false, true])
		expect(form.session.form.unknownPaths.map(({ template }) => template)).toEqual(['both', 'one'])
	})
	test.each([
		['[A-Z]{3}+_[0-9]++', 'ABC_12', true],
		['[A-Z]{3}+_', 'AB_', false],
		// neither is a quantifier: an escaped plus, and one in a class
		['a\\++', 'a++', true],
		['[*+]+', '*+', true],
	])('a possessive quantifier of Java: %s and %s', (pattern, typed, isRight) => {
		const form = scenario(`
			type  name  label  constraint
			text  code  Code   regex(., '${pattern}')
		`)
		form.answer('code', typed)
		expect(form.session.violationAt('code') === null).toBe(isRight)
	})
	test('date() with a format beside it is the date', () => {
		const form = scenario(`
			type       name  label  calculation
			date       born  Born
			calculate  day   -      date(\${born}, '%d-%b-%Y')
		`)
		form.answer('born', '1990-02-03')
		expect(form.value('day')).toBe('1990-02-03')
	})
	test('the label of a choice has the answers that it names in it', () => {
		const form = scenario(`
			type               name    label               calculation
			text               who     Name
			select_one area    where   Where
			calculate          told    -                   jr:choice-name(\${where}, '\${where}')
			note               say     You chose \${told}
			choices
			list_name  name  label
			area       own   \${who}'s area
			area       none  No area
		`)
		form.answer('who', 'Zed')
		form.answer('where', 'own')
		expect(form.value('told')).toBe("Zed's area")
		form.answer('who', 'Amina')
		expect(form.value('told')).toBe("Amina's area")
	})
})

test.each(['coalesce(., ${t})', 'once(.)', "if(. = '', ${t}, .)", 'coalesce(${a}, ${t})'])(
	'a calculation that keeps what it was can be run through: %s',
	(calculation) => {
		const { form } = scenario(`
			type       name  label  relevant        calculation
			text       t     T
			calculate  a     -      -               ${calculation}
			note       n     Note   \${a} = 'c'
		`).session
		const made = runThrough(form, { seed: 1, now: Date.UTC(2026, 0, 15), offsetMinutes: 300 })
		expect(() => {
			for (let run = 0; run < 20; run++) made.run()
		}).not.toThrow()
	},
)

test('a note that is required is said when a form is imported, at its cell', () => {
	const { problems } = importForm(
		readMarkdown(
			'## survey\n| type | name | label | required |\n| note | sum | Not 100 | yes |\n| note | plain | Welcome | |\n## settings\n| form_id |\n| f |\n',
		),
	)
	expect(problems.map(({ cell, code, severity }) => [cell, code, severity])).toEqual([
		['D2', 'note-stops', 'warning'],
	])
})
