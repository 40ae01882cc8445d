import { describe, expect, test } from 'vitest'
import { scenario } from '#shared/testing/scenario'
import { exerciseForm } from '../exercise/exercise-form.ts'
import { importForm } from '../xlsform/import-form.ts'
import { readMarkdown } from '../xlsform/sheets.ts'

describe('syntax of deployed forms that Collect runs', () => {
	test.each([
		['3', true],
		['5555', true],
		['4', false],
	])('an operator before a decimal point is an operator: .=3 or.=5555 of %s', (typed, isRight) => {
		const form = scenario(`
			type     name  label  constraint
			integer  age   Age    .=3 or.=5555
		`)
		form.answer('age', typed)
		expect(form.session.violationAt('age') === null).toBe(isRight)
	})
	test.each([
		["${a} = 'x' andselected(${b}, 'y')", true],
		['${n} mod2 = 1', true],
		// a name that begins like an operator, where a value is due
		["${a} = 'x' and order = ${n}", false],
		['2 * model = 2', false],
	])(
		'an operator needs no space after it, and a name containing an operator is not split: %s',
		(relevant, isRelevant) => {
			const form = scenario(`
			type     name  label  relevant
			text     a     A
			text     b     B
			integer  n     N
			text     q     Q      ${relevant}
		`)
			form.answer('a', 'x')
			form.answer('b', 'y')
			form.answer('n', '3')
			expect(form.isRelevant('q')).toBe(isRelevant)
		},
	)
	test('columns of a list may begin like an operator', () => {
		const form = scenario(`
			type              name  label  choice_filter
			text              d     D
			text              o     O
			select_one place  p     P      division = \${d} and order = \${o} and modern = 'yes'
			choices
			list_name  name  label  division  order  modern
			place      a     A      north     1      yes
			place      b     B      north     2      yes
			place      c     C      north     1      no
		`)
		form.answer('d', 'north')
		form.answer('o', '1')
		expect(form.session.choices('p').map(({ name }) => name)).toEqual(['a'])
	})
	test('where an operand is missing, the operator is an unknown name, which is blank', () => {
		const form = scenario(`
			type     name  label  relevant
			text     a     A
			text     b     B
			text     both  Both   \${a} = 'x' and and \${b}
			text     one   One    \${a} = 'x' or or \${b}
		`)
		form.answer('a', 'x')
		form.answer('b', 'y')
		expect([form.isRelevant('both'), form.isRelevant('one')]).toEqual([false, true])
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
	test('date() ignores a format argument', () => {
		const form = scenario(`
			type       name  label  calculation
			date       born  Born
			calculate  day   -      date(\${born}, '%d-%b-%Y')
		`)
		form.answer('born', '1990-02-03')
		expect(form.value('day')).toBe('1990-02-03')
	})
	test('the label of a choice contains the answers that it names', () => {
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
	test('jr:itext() is the label of the choice with that text id', () => {
		const form = scenario(`
			type               name   label  calculation
			text               who    Who
			select_one area    where  Where
			calculate          told   -      jr:itext(instance('area')/root/item[name = \${where}]/itextId)
			choices
			list_name  name  label
			area       own   \${who}'s area
			area       none  No area
		`)
		expect(form.value('told')).toBeUndefined()
		form.answer('where', 'none')
		expect(form.value('told')).toBe('No area')
		form.answer('who', 'Zed')
		form.answer('where', 'own')
		expect(form.value('told')).toBe("Zed's area")
	})
	test.each([
		['q string', 'text'],
		['add text prompt', 'text'],
		['add dateTime prompt', 'datetime'],
		['add note prompt', 'note'],
		['get start time', 'calculate'],
		['start time', 'calculate'],
		['uri:deviceid', 'calculate'],
		['get phone number', 'calculate'],
		['phone number', 'text'],
		['percentage', 'integer'],
		['number of days in last six months', 'integer'],
		['add select one prompt using area', 'select-one'],
		['add select multiple prompt using area', 'select-many'],
		['select all that apply from area', 'select-many'],
		['select one using area', 'select-one'],
	])('a type in the notation of the first XLSForms: %s', (written, type) => {
		const { session } = scenario(`
			type  name  label
			${written}  q  Q
			choices
			list_name  name  label
			area       own   Own area
		`)
		const { part } = session.nodeAt('q')
		expect(part.kind === 'question' && part.type).toBe(type)
	})
	test.each([
		'constructor',
		'get constructor',
		'uri:constructor',
		'get text',
		'get begin group',
		'q begin group',
		'add start prompt',
		'get phone',
	])('an unknown type is refused: %s', (type) => {
		const { problems } = importForm(
			readMarkdown(
				`## survey\n| type | name | label |\n| ${type} | q | Q |\n| text | t | T |\n## settings\n| form_id |\n| f |\n`,
			),
		)
		expect(problems.map(({ cell, code }) => `${cell} ${code}`)).toEqual(['A2 type-unknown'])
	})
	test('a list may be named prompt', () => {
		const form = scenario(`
			type                             name  label
			select_multiple prompt or_other  q     Q
			choices
			list_name  name  label
			prompt     a     A
		`)
		expect(form.session.choices('q').map(({ name }) => name)).toEqual(['a', 'other'])
	})
	test('a percentage and a phone number are validated as such, unless the form says otherwise', () => {
		const form = scenario(`
			type          name   label  constraint
			percentage    share  Share
			percentage    more   More   . < 200
			phone number  call   Call
		`)
		form.answer('share', '101')
		form.answer('more', '150')
		form.answer('call', 'none')
		expect(['share', 'more', 'call'].map(form.violation)).toEqual(['constraint', null, 'constraint'])
		form.answer('share', '100')
		form.answer('call', '03001234567')
		expect(['share', 'call'].map(form.violation)).toEqual([null, null])
	})
	test('fields recorded in the background by other apps exist and are empty', () => {
		const form = scenario(`
			type              name    label  trigger  calculation
			start-geopoint    warmup  -
			text              t       T
			background-audio  sound   -
			calculate         has     -      -        if(\${warmup} = '', 'none', 'some')
		`)
		expect(form.value('has')).toBe('none')
	})
})

test.each(['coalesce(., ${t})', 'once(.)', "if(. = '', ${t}, .)", 'coalesce(${a}, ${t})'])(
	'a calculation that keeps its value can be exercised: %s',
	(calculation) => {
		const { form } = scenario(`
			type       name  label  relevant        calculation
			text       t     T
			calculate  a     -      -               ${calculation}
			note       n     Note   \${a} = 'c'
		`).session
		const made = exerciseForm(form, { seed: 1, now: Date.UTC(2026, 0, 15), offsetMinutes: 300 })
		expect(() => {
			for (let run = 0; run < 20; run++) made.run()
		}).not.toThrow()
	},
)

test('a required note is reported at its cell on import', () => {
	const { problems } = importForm(
		readMarkdown(
			'## survey\n| type | name | label | required |\n| note | sum | Not 100 | yes |\n| note | plain | Welcome | |\n## settings\n| form_id |\n| f |\n',
		),
	)
	expect(problems.map(({ cell, code, severity }) => [cell, code, severity])).toEqual([
		['D2', 'note-stops', 'warning'],
	])
})
