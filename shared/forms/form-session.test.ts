import { describe, expect, test } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { seededRandom } from '#shared/kernel/seeded-random'
import fc from '#shared/testing/fast-check'
import { formOf, scenario, testSurroundings } from '#shared/testing/scenario'
import { answerAtRandom } from '../exercise/random-answers.ts'
import { importForm } from '../xlsform/import-form.ts'
import { readMarkdown } from '../xlsform/sheets.ts'
import { compileForm } from './compile-form.ts'
import { evaluateRecord } from './evaluate-record.ts'
import { FormSession } from './form-session.ts'
import { questionTypes } from './question-types.ts'

test('a child under five is not asked about schooling', () => {
	const form = scenario(`
		type     name    label        relevant
		integer  age     Age
		text     school  School name  \${age} >= 5
	`)
	form.answer('age', '4')
	expect(form.isRelevant('school')).toBe(false)
	form.answer('age', '6')
	expect(form.isRelevant('school')).toBe(true)
})

describe('a question that is not asked', () => {
	const text = `
		type         name     label    relevant            calculation
		select_one yn  consent  Consent
		begin group  about    About    \${consent} = 'yes'
		integer      age      Age
		end group
		calculate    double   -        -                   \${age} * 2
		choices
		list_name  name  label
		yn         yes   Yes
		yn         no    No
	`
	test('[FE2] keeps its typed answer, reads as blank and is not in the result', () => {
		const form = scenario(text)
		form.answer('consent', 'yes')
		form.answer('age', '30')
		expect(form.value('double')).toBe(60)
		form.answer('consent', 'no')
		expect(form.isRelevant('age')).toBe(false)
		expect(form.value('double')).toBeUndefined()
		expect([...form.session.finalAnswers().keys()]).toEqual(['consent'])
		expect(form.session.draftAnswers().get('about/age')).toBe(30)
		form.answer('consent', 'yes')
		expect(form.value('double')).toBe(60)
	})
})

describe('an answer is invalid', () => {
	const form = scenario(`
		type     name   label  required  constraint          constraint_message
		integer  n      N      yes       . >= 1 and . <= 9   Between 1 and 9
		date     day    Day
	`)
	test('when missing', () => expect(form.violation('n')).toBe('required'))
	test('when it is a date that does not exist', () => {
		form.answer('day', '2026-02-31')
		expect(form.violation('day')).toBe('unreadable')
		form.answer('day', '2024-02-29')
		expect(form.violation('day')).toBeNull()
	})
	test('[FE3] when it cannot be parsed: the typed text stays', () => {
		form.answer('n', '3O')
		expect(form.violation('n')).toBe('unreadable')
		expect(form.session.typedAt('n')).toBe('3O')
		expect(form.session.finalAnswers().has('n')).toBe(false)
	})
	test('when it breaks the constraint, with the message of the form', () => {
		form.answer('n', '12')
		expect(form.session.violationAt('n')).toEqual({
			path: 'n',
			kind: 'constraint',
			message: { en: 'Between 1 and 9' },
		})
	})
	test('but not because of its digits: all scripts are accepted', () => {
		form.answer('n', '۷')
		expect(form.violation('n')).toBeNull()
		expect(form.value('n')).toBe(7)
		form.answer('day', '٢٠٢٦-٠١-١٥')
		expect(form.value('day')).toBe('2026-01-15')
	})
	test('digits inside an Urdu sentence stay as written', () => {
		const notes = scenario('type | name | label\ntext | note | Note')
		notes.answer('note', 'گھر نمبر ۷')
		expect(notes.value('note')).toBe('گھر نمبر ۷')
		notes.answer('note', 'PK۶۰۷-۰۳')
		expect(notes.value('note')).toBe('PK607-03')
	})
})

describe('repeat rows', () => {
	const roster = `
		type          name      label  relevant      calculation
		begin repeat  members   Members
		text          first     Name
		integer       age       Age
		text          school    School  \${age} < 18
		calculate     place     -       -            position(..)
		end repeat
		calculate     how_many  -       -            count(\${members})
		calculate     oldest    -       -            max(\${age})
		calculate     second    -       -            indexed-repeat(\${first}, \${members}, 2)
	`
	test('each row has its own answers, and calculations over them follow', () => {
		const form = scenario(roster)
		const [a, b] = [form.addRow('members'), form.addRow('members')]
		form.answer(`${a}/first`, 'Amina')
		form.answer(`${b}/first`, 'Bilal')
		form.answer(`${a}/age`, '40')
		form.answer(`${b}/age`, '12')
		expect(form.value('how_many')).toBe(2)
		expect(form.value('oldest')).toBe(40)
		expect(form.value('second')).toBe('Bilal')
		expect(form.isRelevant(`${a}/school`)).toBe(false)
		expect(form.isRelevant(`${b}/school`)).toBe(true)
		expect(form.value(`${b}/place`)).toBe(2)
	})
	test('a deleted row takes its answers along and later rows move up', () => {
		const form = scenario(roster)
		const [a, b, c] = [form.addRow('members'), form.addRow('members'), form.addRow('members')]
		form.answer(`${c}/first`, 'Chand')
		form.session.removeRow(a)
		expect(form.value('how_many')).toBe(2)
		expect(form.value('second')).toBe('Chand')
		expect(form.value(`${b}/place`)).toBe(1)
		expect([...form.session.finalAnswers().keys()].some((path) => path.startsWith(a))).toBe(false)
	})
	test('a row added after a deletion does not reuse the id of the deleted one', () => {
		const form = scenario(roster)
		const [, b] = [form.addRow('members'), form.addRow('members')]
		form.session.removeRow(b)
		form.addRow('members')
		const places = [...form.session.finalAnswers()]
			.filter(([path]) => /@[^/]+$/.test(path))
			.map(([, place]) => place)
		expect(new Set(places).size).toBe(2)
	})
})

describe('a new record', () => {
	const text = `
		type        name      label  default    bind::zila:preset  calculation
		text        round     Round  -          round
		integer     visits    V      1
		date        day       Day    today()
		decimal     draw      Draw   -          -                  once(random())
	`
	test('gets prefilled values, plain and calculated defaults once', () => {
		const form = scenario(text, { presets: { round: 'endline' } })
		expect(form.value('round')).toBe('endline')
		expect(form.value('visits')).toBe(1)
		expect(form.value('day')).toBe('2026-01-15')
		form.answer('visits', '')
		const reopened = scenario(text, { answers: form.session.finalAnswers(), isNew: false })
		expect(reopened.value('visits')).toBeUndefined()
	})
	test('[FE4] stores a random draw and never draws again', () => {
		const form = scenario(text)
		expect(form.session.finalAnswers().get('draw')).toBe(0.25)
		const reopened = scenario(text, {
			answers: form.session.finalAnswers(),
			isNew: false,
			context: { ...testSurroundings, random: () => 0.9 },
		})
		expect(reopened.value('draw')).toBe(0.25)
	})
})

test('a choice filter narrows the choices; an answer that is no longer offered is a violation', () => {
	const form = scenario(`
		type              name  label  choice_filter
		select_one prov   p     P
		select_one dist   d     D      province = \${p}
		choices
		list_name  name  label  province
		prov       x     X
		prov       y     Y
		dist       x1    X1     x
		dist       y1    Y1     y
	`)
	form.answer('p', 'x')
	expect(form.session.choices('d').map(({ name }) => name)).toEqual(['x1'])
	form.answer('d', 'x1')
	form.answer('p', 'y')
	expect(form.violation('d')).toBe('not-offered')
})

test('a label shows the answers that it names, and is rendered again when they change', () => {
	const form = scenario(`
		type     name  label
		text     who   Who
		note     hello  Hello \${who}, welcome
	`)
	form.answer('who', 'Amina')
	const { label } = form.session.nodeAt('hello').part
	expect(form.session.text('hello', label, 'en')).toBe('Hello \u2068Amina\u2069, welcome')
	const before = form.session.stampOf('hello')
	form.answer('who', 'Bilal')
	expect(form.session.stampOf('hello')).toBeGreaterThan(before)
})

test('circular dependencies are detected and named completely', () => {
	const form = `
		type     name  label  relevant
		integer  a     A      \${c} = 1
		integer  b     B      \${a} = 1
		integer  c     C      \${b} = 1
	`
	expect(() => formOf(form)).toThrow(/a → b → c|b → c → a|c → a → b/)
})

describe('[FE4] a calculation with time, randomness or its own last result', () => {
	const text = `
		type       name   label  calculation
		integer    a      A
		calculate  day    -      today()
		calculate  draw   -      random()
		calculate  first  -      if(. = '', \${a}, .)
		calculate  twice  -      \${a} * 2
	`
	const form = scenario(text)
	form.answer('a', '1')
	form.answer('a', '2')
	const later = { ...testSurroundings, now: () => Date.UTC(2027, 5, 1), random: () => 0.9 }
	test('is stored as an answer, other calculations are not', () => {
		expect(form.value('first')).toBe(1)
		expect([...form.session.finalAnswers().keys()].sort()).toEqual(['a', 'day', 'draw', 'first'])
	})
	test('gives the same value when the record is opened a year later', () => {
		const again = scenario(text, {
			answers: form.session.finalAnswers(),
			isNew: false,
			context: later,
		})
		expect([again.value('day'), again.value('draw'), again.value('first')]).toEqual(['2026-01-15', 0.25, 1])
		expect(again.value('twice')).toBe(4)
		expect(again.session.takeChanged()).toEqual([])
	})
})

test('questions locked for this user are read-only', () => {
	const form = scenario('type | name | label\ninteger | a | A\ninteger | b | B', { locked: new Set(['a']) })
	expect([form.session.isReadOnly('a'), form.session.isReadOnly('b')]).toEqual([true, false])
})

test('a constraint on a calculation blocks nothing, because it cannot be corrected', () => {
	const form = scenario(`
		type       name   label  calculation  constraint
		integer    a      A
		calculate  twice  -      \${a} * 2     . > 100
	`)
	form.answer('a', '1')
	expect(form.session.violations()).toEqual([])
})

test('answers hidden by others are listed before they are dropped', () => {
	const form = scenario(`
		type     name  label  relevant
		integer  a     A
		integer  b     B      \${a} > 1
		integer  c     C      \${a} > 1
	`)
	form.answer('a', '2')
	form.answer('b', '7')
	expect(form.session.hiddenAnswers()).toEqual([])
	form.answer('a', '1')
	expect(form.session.hiddenAnswers()).toEqual(['b'])
})

test('today() in a condition is the start date of the record, for every reader', () => {
	const form = scenario('type | name | label | relevant\ndate | d | D\ntext | why | Why | ${d} <= today()', {
		answers: new Map([
			['d', '2026-01-10'],
			['why', 'late'],
		]),
		isNew: false,
	})
	const read = evaluateRecord(form.session.form, form.session.finalAnswers(), Date.UTC(2026, 0, 15))
	expect(read.relevant.get('why')).toBe('late')
})

test('[FE5] answers to questions missing in this version are preserved', () => {
	const form = scenario('type | name | label\ninteger | a | A', {
		answers: new Map([['old/question', 'kept']]),
		isNew: false,
	})
	form.answer('a', '1')
	expect(form.session.finalAnswers().get('old/question')).toBe('kept')
})

describe('for any answers', () => {
	const definition = formOf(`
		type            name   label  relevant                calculation         constraint
		integer         a      A
		integer         b      B      \${a} > 2
		select_multiple xyz  m  M
		begin group     g      G      selected(\${m}, 'x')
		integer         c      C
		begin repeat    r      R
		integer         d      D      \${c} > 0
		calculate       e      -      -                       \${d} + \${c}
		end repeat
		end group
		calculate       total  -      -                       sum(\${e}) + coalesce(\${b}, 0)
		choices
		list_name  name  label
		xyz  x  X
		xyz  y  Y
		xyz  z  Z
	`)
	const compiled = compileForm(definition, allFunctions)
	if ('faults' in compiled) throw new Error('the form above does not compile')
	const { form } = compiled
	const fresh = () => new FormSession(form, { answers: new Map(), isNew: true, context: testSurroundings })

	test('[FE1] independent answers in any order give the same state', () => {
		const answers: [string, string][] = [
			['a', '5'],
			['b', '1'],
			['m', 'x y'],
			['g/c', '2'],
			['g/r/@one/d', '3'],
			['g/r/@two/d', '4'],
		]
		const fill = (order: [string, string][]) => {
			const session = fresh()
			session.addRow('g/r', 'one')
			session.addRow('g/r', 'two')
			for (const [path, typed] of order) session.type(path, typed)
			return JSON.stringify([[...session.finalAnswers()].sort(), [...session.calculated()].sort()])
		}
		const whole = fill(answers)
		expect(whole).toContain('["total",12]')
		fc.assert(
			fc.property(fc.shuffledSubarray(answers, { minLength: answers.length }), (order) => {
				expect(fill(order)).toBe(whole)
			}),
		)
	})
	test('the state after each step equals the state read at once', () => {
		fc.assert(
			fc.property(fc.nat(100_000), (seed) => {
				const random = seededRandom(seed)
				const session = fresh()
				answerAtRandom(session, { random, rows: { r: random.below(3) } })
				for (let i = 0; i < 5; i++)
					session.type(random.pick(['a', 'b', 'm', 'g/c']), random.pick(['', '1', '4', 'x', 'y z']))
				const read = evaluateRecord(form, session.draftAnswers(), 0)
				expect([...read.relevant].sort()).toEqual([...session.finalAnswers()].sort())
				expect([...read.calculated].sort()).toEqual([...session.calculated()].sort())
			}),
			{ numRuns: 300 },
		)
	})
})

describe('a repeat with a count', () => {
	const form = () =>
		scenario(
			formOf(`
				type          name     label    repeat_count  calculation
				integer       n        How many -             -
				begin repeat  people   People   \${n}          -
				text          who      Name     -             -
				end repeat    people
				calculate     names    -        -             join(',', \${who})
				calculate     rows     -        -             count(\${people})
			`),
		)
	test('has that many rows, and a removed row keeps its answers until it returns', () => {
		const filled = form()
		filled.answer('n', '3')
		const rows = filled.session.rows('people')
		expect(rows).toEqual(['people/@n1', 'people/@n2', 'people/@n3'])
		for (const [i, row] of rows.entries())
			filled.session.type(`${row}/who`, ['Amina', 'Bilal', 'Gul'][i] ?? '')
		expect(filled.value('names')).toBe('Amina,Bilal,Gul')
		filled.answer('n', '1')
		expect(filled.session.rows('people')).toHaveLength(1)
		expect(filled.value('names')).toBe('Amina')
		expect(filled.value('rows')).toBe(1)
		expect([...filled.session.finalAnswers().keys()].filter((path) => path.includes('@n3'))).toEqual([])
		filled.answer('n', '3')
		expect(filled.value('names')).toBe('Amina,Bilal,Gul')
	})
	test('has the same rows when reopened; an invalid or excessive count creates none', () => {
		const filled = form()
		filled.answer('n', '2')
		const again = new FormSession(filled.session.form, {
			answers: filled.session.finalAnswers(),
			isNew: false,
			isReadOnly: true,
			context: testSurroundings,
		})
		expect(again.rows('people')).toEqual(filled.session.rows('people'))
		filled.answer('n', '-4')
		expect(filled.session.rows('people')).toEqual([])
		filled.answer('n', '99999999')
		expect(filled.session.rows('people')).toHaveLength(1000)
	})
})

test('new rows are calculated, including nested rows', () => {
	const form = scenario(`
		type          name    label    repeat_count  calculation
		integer       n       How many -             -
		begin repeat  people  People   \${n}          -
		begin group   about   About    -             -
		calculate     place   -        -             position(../..)
		end group
		end repeat
	`)
	form.answer('n', '1')
	form.answer('n', '2')
	expect(['@n1', '@n2'].map((row) => form.value(`people/${row}/about/place`))).toEqual([1, 2])
})

test('calculations see multiple choices in order, and numbers that were texts before as numbers', () => {
	const form = scenario(`
		type                 name   label  calculation
		text                 t      T
		select_multiple xyz  m      M
		calculate            first  -      selected-at(\${m}, 0)
		calculate            typed  -      if(\${first} = 'y', 1, \${t})
		choices
		list_name  name  label
		xyz        x     X
		xyz        y     Y
	`)
	form.answer('t', '1')
	form.answer('m', 'x y')
	expect(['first', 'typed'].map(form.value)).toEqual(['x', '1'])
	form.answer('m', 'y x')
	expect(['first', 'typed'].map(form.value)).toEqual(['y', 1])
})

test('a calculation with a trigger runs when the trigger changes, not when its inputs do', () => {
	const form = scenario(
		formOf(`
			type       name   label  trigger    calculation
			text       name   Name   -          -
			text       other  Other  -          -
			calculate  said   -      \${name}    concat(\${name}, '/', \${other})
		`),
	)
	form.answer('other', 'x')
	expect(form.value('said')).toBeUndefined()
	form.answer('name', 'a')
	expect(form.value('said')).toBe('a/x')
	form.answer('other', 'y')
	expect(form.value('said')).toBe('a/x')
	expect(form.session.finalAnswers().get('said')).toBe('a/x')
	form.answer('name', 'b')
	expect(form.value('said')).toBe('b/y')
})

describe('a question with a trigger', () => {
	const form = () =>
		scenario(`
			type           name  label  relevant        trigger        calculation        default
			text           t     T
			text           u     U
			select_one yn  on    On
			text           hid   Hid    \${on} = 'yes'  \${t}          concat(\${t}, '!')  d
			text           both  Both   -               \${t}, \${u}    concat(\${t}, \${u})
			text           next  Next   -               \${both}       concat(\${both}, '?')
			text           gone  Gone   -               \${t}          -
			choices
			list_name  name  label
			yn         yes   Yes
			yn         no    No
		`)
	test('keeps its default until the trigger is answered, also when it becomes relevant', () => {
		const { answer, value } = form()
		answer('on', 'yes')
		expect(value('hid')).toBe('d')
		answer('on', 'no')
		answer('on', 'yes')
		expect(value('hid')).toBe('d')
	})
	test('takes the new value also while it is not asked', () => {
		const { answer, value, session } = form()
		answer('t', 'abc')
		expect(session.finalAnswers().has('hid')).toBe(false)
		answer('on', 'yes')
		expect(value('hid')).toBe('abc!')
	})
	test('may have several triggers, and be a trigger itself', () => {
		const { answer, value } = form()
		answer('t', 'a')
		expect([value('both'), value('next')]).toEqual(['a', 'a?'])
		answer('both', 'mine')
		expect([value('both'), value('next')]).toEqual(['mine', 'mine?'])
		answer('u', 'b')
		expect([value('both'), value('next')]).toEqual(['ab', 'ab?'])
	})
	test('without a calculation becomes blank', () => {
		const { answer, value } = form()
		answer('gone', 'x')
		answer('u', 'b')
		expect(value('gone')).toBe('x')
		answer('t', 'a')
		expect(value('gone')).toBeUndefined()
	})
	test('keeps the typed answer when its trigger is only shown or hidden', () => {
		const { answer, value } = scenario(`
			type           name  label  relevant        trigger   calculation
			text           t     T
			select_one yn  on    On
			text           mid   Mid    \${on} = 'yes'  \${t}     concat(\${t}, '!')
			text           next  Next   -               \${mid}   concat(\${mid}, '?')
			choices
			list_name  name  label
			yn         yes   Yes
			yn         no    No
		`)
		answer('on', 'yes')
		answer('t', 'a')
		expect(value('next')).toBe('a!?')
		answer('next', 'mine')
		answer('on', 'no')
		answer('on', 'yes')
		expect(value('next')).toBe('mine')
	})
	test('is not set when a row is added, and only in the row that was answered', () => {
		const { answer, session, addRow } = scenario(`
			type          name   label  trigger   calculation           default
			text          out    Out
			begin repeat  r      R
			text          a      A
			text          b      B      \${a}     concat(\${a}, '!')    d
			text          all    All    \${out}   concat(\${out}, '.')
			end repeat
		`)
		const [first, second] = [addRow('r'), addRow('r')]
		expect([session.answerAt(`${first}/b`), session.answerAt(`${second}/b`)]).toEqual(['d', 'd'])
		answer(`${second}/a`, 'x')
		expect([session.answerAt(`${first}/b`), session.answerAt(`${second}/b`)]).toEqual(['d', 'x!'])
		answer('out', 'o')
		expect([session.answerAt(`${first}/all`), session.answerAt(`${second}/all`)]).toEqual(['o.', 'o.'])
	})
	test('two may set each other', () => {
		const { answer, value } = scenario(`
			type     name  label  trigger  calculation
			decimal  c     C      \${f}    (\${f} - 32) * 5 div 9
			decimal  f     F      \${c}    \${c} * 9 div 5 + 32
		`)
		answer('c', '20')
		expect([value('c'), value('f')]).toEqual([20, 68])
		answer('f', '50')
		expect([value('c'), value('f')]).toEqual([10, 50])
	})
	test('two that never converge stop after a limit', () => {
		const { answer, value } = scenario(`
			type     name  label  trigger  calculation
			text     t     T
			integer  a     A      \${t}, \${b}    coalesce(\${b}, 0) + 1
			integer  b     B      \${a}    \${a} + 1
		`)
		answer('t', 'x')
		expect(Number(value('b'))).toBeGreaterThan(1)
	})
	test('replaces an invalid typed answer', () => {
		const { answer, session, value, violation } = scenario(`
			type     name  label  trigger  calculation
			text     t     T
			integer  n     N      \${t}    string-length(\${t})
		`)
		answer('n', 'abc')
		expect(violation('n')).toBe('unreadable')
		answer('t', 'four')
		expect([value('n'), violation('n'), session.typedAt('n')]).toEqual([4, null, '4'])
	})
	test.each([
		['calculate', 'error'],
		['note', 'warning'],
		['begin group', 'error'],
	])('a trigger without a question is reported: %s', (type, severity) => {
		const { problems } = importForm(
			readMarkdown(
				`## survey\n| type | name | label | trigger | calculation |\n| ${type} | c | C | | ${type === 'calculate' ? '1' : ''} |\n${type === 'begin group' ? '| text | t | T | | |\n| end group | | | | |\n' : ''}| text | a | A | \${c} | 1 |\n## settings\n| form_id |\n| f |\n`,
			),
		)
		expect(problems.map((each) => [each.code, each.severity])).toEqual([['trigger-never', severity]])
	})
})

test('a value from time or randomness in one row stays when another row is answered', () => {
	let clock = Date.UTC(2026, 0, 15, 5, 0)
	const definition = formOf(`
		type          name    label   trigger     calculation
		begin repeat  people  People
		text          who     Who
		calculate     at      -       -           if(\${who} != '', now(), '')
		calculate     told    -       \${who}      now()
		end repeat
	`)
	const compiled = compileForm(definition, allFunctions)
	if ('faults' in compiled) throw new Error('the form does not compile')
	const session = new FormSession(compiled.form, {
		answers: new Map(),
		isNew: true,
		context: { ...testSurroundings, now: () => clock },
	})
	const [first, second] = [session.addRow('people', 'a'), session.addRow('people', 'b')]
	session.type(`${first}/who`, 'Amina')
	const before = [session.answerAt(`${first}/at`), session.answerAt(`${first}/told`)]
	clock += 3_600_000
	session.type(`${second}/who`, 'Bilal')
	expect([session.answerAt(`${first}/at`), session.answerAt(`${first}/told`)]).toEqual(before)
	expect(session.answerAt(`${second}/at`)).not.toBe(before[0])
	session.addRow('people', 'c')
	session.removeRow(second)
	expect([session.answerAt(`${first}/at`), session.answerAt(`${first}/told`)]).toEqual(before)
})

test('an edited default stays when rows around it are added or deleted, also in rows with a count', () => {
	const form = scenario(`
		type          name    label   relevant    calculation              repeat_count
		begin repeat  people  People  -           -                        count-non-empty(\${more}) + 1
		text          who     Who
		integer       size    Size    -           string-length(\${who})
		integer       more    More
		end repeat
		begin repeat  houses  Houses
		integer       rooms   Rooms   -           count(\${room})
		begin repeat  room    Room
		text          use     Use
		end repeat
		end repeat
	`)
	const { session } = form
	session.type('people/@n1/who', 'Amina')
	session.type('people/@n1/size', '9')
	session.type('people/@n1/more', '1')
	session.type('people/@n2/more', '1')
	expect(session.rows('people')).toHaveLength(3)
	session.type('people/@n2/more', '')
	expect(session.rows('people')).toHaveLength(2)
	expect(session.answerAt('people/@n1/size')).toBe(9)

	const [first, second] = [session.addRow('houses', 'a'), session.addRow('houses', 'b')]
	session.type(`${first}/rooms`, '7')
	session.addRow(`${second}/room`, 'x')
	expect(session.answerAt(`${second}/rooms`)).toBe(1)
	expect(session.answerAt(`${first}/rooms`)).toBe(7)
	session.addRow(`${first}/room`, 'y')
	expect(session.answerAt(`${first}/rooms`)).toBe(1)
})

test('a row number is updated when an earlier row is deleted', () => {
	const form = scenario(`
		type          name    label  calculation
		begin repeat  people  People
		calculate     number  -      position(..)
		end repeat
	`)
	const { session } = form
	const [first, second] = [session.addRow('people', 'a'), session.addRow('people', 'b')]
	session.removeRow(first)
	expect(session.answerAt(`${second}/number`)).toBe(1)
})

test('a field is rendered again for changes of other answers, not for its own typed text', () => {
	const form = scenario(`
		type     name  label  required
		text     who   Who
		text     why   Why    \${who} != ''
		text     when  When
	`)
	const before = form.session.movedStampOf('who')
	form.session.takeTouched()
	form.answer('who', 'Amina')
	expect([...form.session.takeTouched()].sort()).toEqual(['who', 'why'])
	expect([...form.session.takeTouched()]).toEqual([])
	expect(form.session.movedStampOf('who')).toBe(before)
	expect(form.session.stampOf('who')).toBeGreaterThan(before)
	expect(form.session.movedStampOf('why')).toBeGreaterThan(0)
})

test('"or_other" offers another answer and asks for it', () => {
	const form = scenario(
		formOf(`
			type                  name  label
			select_one colours or_other  c  Colour
			choices
			list_name  name  label
			colours    red   Red
		`),
	)
	expect(form.session.choices('c').map(({ name }) => name)).toEqual(['red', 'other'])
	expect(form.isRelevant('c_other')).toBe(false)
	form.answer('c', 'other')
	expect(form.isRelevant('c_other')).toBe(true)
})

test('"or_other" is in the languages of its form', () => {
	const form = scenario(
		formOf(`
			type                         name  label::English (en)  label::اردو (ur)
			select_one colours or_other  c     Colour               رنگ
			choices
			list_name  name  label::English (en)  label::اردو (ur)
			colours    red   Red                  سرخ
		`),
	)
	expect(form.session.choices('c')[1]?.label).toEqual({ en: 'Other', ur: 'دیگر' })
	expect(form.session.nodeAt('c_other').part.label?.ur).toBe('دیگر کی وضاحت کریں۔')
})

test('paths select rows and choices: predicates, the last row, an item of a list', () => {
	const form = scenario(
		formOf(`
			type              name     label  calculation
			begin repeat      people   P      -
			integer           age      Age    -
			calculate         older    -      count(../../people[age > current()/../age])
			end repeat        people
			calculate         adults   -      count(\${people}[age >= 18])
			calculate         youngest  -     /data/people[last()]/age
			select_one towns  town     Town   -
			calculate         size     -      instance('towns')/root/item[name = \${town}]/size
			choices
			list_name  name    label   size
			towns      lahore  Lahore  big
			towns      swat    Swat    small
		`),
	)
	const rows = [form.addRow('people'), form.addRow('people'), form.addRow('people')]
	for (const [i, row] of rows.entries()) form.session.type(`${row}/age`, ['40', '30', '5'][i] ?? '')
	expect(form.value('adults')).toBe(2)
	expect(form.value('youngest')).toBe('5')
	expect(rows.map((row) => form.session.answerAt(`${row}/older`))).toEqual([0, 1, 2])
	form.answer('town', 'swat')
	expect(form.value('size')).toBe('small')
})

test('a path that finds its question at any level follows it', () => {
	const form = scenario(`
		type          name   label  calculation
		calculate     said   -      string(//age)
		calculate     told   -      count(//age[. > 17])
		begin group   about  About
		integer       age    Age
		end group
	`)
	form.answer('age', '30')
	expect([form.value('said'), form.value('told')]).toEqual(['30', 1])
	form.answer('age', '4')
	expect([form.value('said'), form.value('told')]).toEqual(['4', 0])
})

test('a path that leaves its row and enters again means all rows', () => {
	const form = scenario(`
		type          name   label  calculation
		begin repeat  people  P     -
		integer       age    Age    -
		calculate     all    -      sum(../../people/age)
		calculate     own    -      ../age * 2
		calculate     same   -      /data/people/age
		end repeat
	`)
	const [a, b] = [form.addRow('people'), form.addRow('people')]
	form.answer(`${a}/age`, '40')
	form.answer(`${b}/age`, '2')
	const valuesOf = (name: string) => [a, b].map((row) => form.value(`${row}/${name}`))
	expect([valuesOf('all'), valuesOf('own'), valuesOf('same')]).toEqual([
		[42, 42],
		[80, 4],
		[40, 2],
	])
})

test('a path to a question is true once it is answered, as its name is', () => {
	const form = scenario(`
		type       name   label  relevant   calculation
		integer    a      A
		text       b      B      \${a} > 1
		calculate  path   -      -          if(../b, 'asked', 'not')
		calculate  name   -      -          if(\${b}, 'asked', 'not')
		calculate  never  -      -          if(../b = contains('a', 'b'), 'not', 'asked')
	`)
	const currentValues = () => ['path', 'name', 'never'].map(form.value)
	expect(currentValues()).toEqual(['not', 'not', 'not'])
	form.answer('a', '2')
	expect(currentValues()).toEqual(['asked', 'asked', 'asked'])
})

test('randomised choices are in an order from the seed, which is stable while the form is open', () => {
	const form = scenario(
		formOf(`
			type                name   label  parameters
			integer             seed   Seed   -
			select_one letters  one    One    randomize=true,seed=\${seed}
			select_one letters  free   Free   randomize=true
			choices
			list_name  name  label
			letters    A     A
			letters    B     B
			letters    C     C
			letters    D     D
			letters    E     E
			letters    F     F
		`),
	)
	const order = (name: string) =>
		form.session
			.choices(name)
			.map((choice) => choice.name)
			.join('')
	form.answer('seed', '1')
	expect(order('one')).toBe('BFEACD')
	form.answer('seed', '11111111')
	expect(order('one')).toBe('ACDBFE')
	expect(order('free')).toBe(order('free'))
	expect([...order('free')].sort().join('')).toBe('ABCDEF')
})

test('a group whose condition reads its own content finds it blank', () => {
	const text = (relevant: string) => `
		type         name    label   relevant      default
		begin group  inputs  Inputs  ${relevant}   -
		text         source  Source  -             user
		end group
	`
	expect(scenario(formOf(text("./source = 'user'"))).isRelevant('inputs')).toBe(false)
	const form = scenario(formOf(text("${source} != 'x'")))
	expect(form.isRelevant('source')).toBe(true)
	// nothing folds up while the user is typing
	form.answer('source', 'x')
	expect(form.isRelevant('source')).toBe(true)
})

test('a calculation on a question is an editable default', () => {
	const form = scenario(
		formOf(`
			type      name   label  calculation    readonly
			integer   years  Years  -              -
			integer   born   Born   2026 - \${years}  -
			integer   again  Again  2026 - \${years}  yes
		`),
	)
	form.answer('years', '30')
	expect([form.value('born'), form.value('again')]).toEqual([1996, 1996])
	form.answer('born', '1995')
	expect([form.value('born'), form.value('again')]).toEqual([1995, 1996])
	// emptied, it stays empty for every reader, and when it is opened again
	form.answer('born', '')
	const { session } = form
	expect(evaluateRecord(session.form, session.finalAnswers(), 0).relevant.has('born')).toBe(false)
	const again = new FormSession(session.form, {
		answers: session.draftAnswers(),
		isNew: false,
		context: testSurroundings,
	})
	expect(again.answerAt('born')).toBeUndefined()
	// a new answer before it makes a new suggestion
	form.answer('years', '40')
	expect(form.value('born')).toBe(1986)
})
test('a default or a calculation that is none of the choices is ignored', () => {
	const form = scenario(
		formOf(`
			type            name   label  default  calculation
			select_one yn   a      A      maybe    -
			select_one yn   b      B      y        -
			select_multiple yn  c      C      y maybe  -
			text            d      D      -        -
			select_one yn   e      E      -        \${d}
			choices
			list_name  name  label
			yn         y     Yes
			yn         n     No
		`),
	)
	expect([form.value('a'), form.value('b'), form.value('c')]).toEqual([undefined, 'y', ['y']])
	form.answer('d', 'other')
	expect(form.value('e')).toBeUndefined()
	form.answer('d', 'n')
	expect(form.value('e')).toBe('n')
})
test('a location entered by hand keeps its reason; one without coordinates is invalid', () => {
	const form = scenario(
		formOf(`
			type       name   label
			geopoint   place  Place
		`),
	)
	form.answer('place', '30.15 71.5 0 0 no satellite in the bazaar')
	expect(form.violation('place')).toBeNull()
	const columns = questionTypes.geopoint.columns.map(({ ending, cell }) => [
		ending,
		cell(form.value('place') ?? ''),
	])
	expect(Object.fromEntries(columns)).toEqual({
		_latitude: '30.15',
		_longitude: '71.5',
		_altitude: '0',
		_accuracy: '0',
		_by_hand: 'no satellite in the bazaar',
	})
	form.answer('place', '30.15 71.5 in the bazaar')
	expect(form.violation('place')).toBe('unreadable')
})
test('a value from the previous record is a default, and a calculation keeps it', () => {
	const form = formOf(`
		type       name  label  default              calculation
		text       a     A      \${last-saved#a}      -
		calculate  b     -      -                    \${last-saved#a}
	`)
	const started = scenario(form, { lastSaved: new Map([['a', 'Kot']]) })
	expect([started.value('a'), started.value('b')]).toEqual(['Kot', 'Kot'])
	expect(started.session.form.readsLastSaved).toBe(true)
	// a reader without the last record has the value from the revision
	expect(evaluateRecord(started.session.form, started.session.finalAnswers(), 0).relevant.get('b')).toBe(
		'Kot',
	)
})
test('the end and duration of a record are set on completion', () => {
	let ms = Date.UTC(2026, 0, 15, 9)
	const compiled = compileForm(
		formOf(`
			type       name  label  calculation
			end        end   -      -
			text       a     A      -
			calculate  took  -      duration()
		`),
		allFunctions,
	)
	if ('faults' in compiled) throw new Error('the form does not compile')
	const session = new FormSession(compiled.form, {
		answers: new Map(),
		isNew: true,
		context: { ...testSurroundings, now: () => ms, startedAt: ms },
	})
	session.type('a', 'x')
	expect(session.finalAnswers().get('end')).toBeUndefined()
	ms += 90_500
	session.close()
	expect(session.finalAnswers().get('end')).toBe('2026-01-15T14:01:30.500+05:00')
	expect(session.finalAnswers().get('took')).toBe(90)
})
