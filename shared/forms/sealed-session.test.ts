import { describe, expect, test } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { formOf, type Scenario, scenario, testSurroundings } from '#shared/testing/scenario'
import type { Answer } from './answers.ts'
import { compileForm } from './compile-form.ts'
import { evaluateRecord } from './evaluate-record.ts'
import { sealedPrefix } from './sealed-answer-text.ts'

/** A sealed answer that nothing here can decrypt; every name gives another one. */
const sealed = (name: string): string => sealedPrefix + name.repeat(240).slice(0, 240)
const head =
	'type | name | label | relevant | required | constraint | calculation | read_only | bind::zila:sealed_to'
const lines = (...rows: string[]) => [head, ...rows].join('\n')

/** Opens a finished record again with its answers; `since` are the changes of an earlier session. */
const correct = (form: string, stored: Record<string, Answer>, since: Record<string, Answer | null> = {}) => {
	const answers = new Map(Object.entries(stored))
	for (const [path, answer] of Object.entries(since))
		if (answer === null) answers.delete(path)
		else answers.set(path, answer)
	return scenario(form, {
		answers,
		currentAnswers: new Map(Object.entries(stored)),
		isNew: false,
		wasFinished: true,
	})
}
const finished = ({ session }: Scenario) => Object.fromEntries(session.finalAnswers())
const choices = ['choices', 'list_name | name | label', 'yn | y | Yes', 'yn | n | No']

describe('[FE6] a sealed answer', () => {
	test('exists for any question type, without violations', () => {
		const form = lines(
			'integer | age | Age | - | yes | . > 3 | - | - | data-manager',
			'select_one yn | hurt | Hurt | - | yes | - | - | - | data-manager',
			'geopoint | place | Place | - | yes | - | - | - | data-manager',
			...choices,
		)
		const stored = { age: sealed('a'), hurt: sealed('h'), place: sealed('p') }
		const { session } = correct(form, stored)
		expect(session.violations()).toEqual([])
		expect(session.typedAt('age')).toBe('')
		expect(Object.fromEntries(session.finalAnswers())).toEqual(stored)
		expect(session.takeChanged()).toEqual([])
	})
	test('when answered again is validated like any answer, and can be restored', () => {
		const form = lines('integer | age | Age | - | yes | . > 3 | - | - | data-manager')
		const opened = correct(form, { age: sealed('a') })
		opened.session.answer('age', null)
		expect(opened.violation('age')).toBe('required')
		opened.answer('age', '2')
		expect(opened.violation('age')).toBe('constraint')
		opened.answer('age', '5')
		expect(opened.violation('age')).toBeNull()
		opened.session.answer('age', opened.session.sealedToKeep('age'))
		expect(finished(opened)).toEqual({ age: sealed('a') })
		expect(opened.session.takeChanged()).toEqual([{ path: 'age', answer: sealed('a') }])
	})
	test('leaves dependent values unchanged until it is answered again', () => {
		const form = lines(
			'text | what | What | - | - | - | - | - | data-manager',
			"text | how | How | ${what} = 'fire' | yes | - | - | - | data-manager",
			'integer | more | More | - | - | . > string-length(${what}) | - | - | data-manager',
			"text | both | Both | - | - | - | concat(${what}, '!') | yes | data-manager",
		)
		const stored = { what: sealed('w'), how: sealed('h'), more: sealed('m'), both: sealed('b') }
		const opened = correct(form, stored)
		expect(opened.isRelevant('how')).toBe(true)
		opened.session.answer('more', 1)
		expect(opened.violation('more')).toBeNull()
		expect(finished(opened)).toEqual({ ...stored, more: 1 })

		opened.answer('what', 'flood')
		expect(opened.isRelevant('how')).toBe(false)
		expect(opened.violation('more')).toBe('constraint')
		expect(finished(opened)).toEqual({ what: 'flood', more: 1, both: 'flood!' })
		opened.answer('what', 'fire')
		expect(finished(opened)).toMatchObject({ how: sealed('h') })
		// sealed again, and so is the calculation from it
		opened.session.answer('what', sealed('w'))
		expect(finished(opened)).toEqual({ ...stored, more: 1 })
	})
	test('that decides on other questions makes them optional', () => {
		const form = lines(
			'select_one yn | hurt | Hurt | - | - | - | - | - | data-manager',
			"note | call | Call now | ${hurt} = 'y'",
			"begin group | more | More | ${hurt} = 'y'",
			'text | who | Who | - | yes | - | - | - | data-manager',
			'end group',
			...choices,
		)
		// an older app did not seal a blank there
		const opened = correct(form, { hurt: sealed('h') })
		expect([opened.isRelevant('who'), opened.violation('who')]).toEqual([true, null])
		expect(opened.session.isRequired('more/who')).toBe(false)
		// a note would warn of something unknown
		expect(opened.isRelevant('call')).toBe(false)
		opened.session.answer('hurt', 'y')
		expect([opened.violation('who'), opened.isRelevant('call')]).toEqual(['required', true])
		opened.session.answer('hurt', 'n')
		expect(opened.isRelevant('who')).toBe(false)
	})
	test('is deleted when an open answer hides its question, and restored with it', () => {
		const form = lines(
			'select_one yn | agrees | Agrees',
			"text | what | What | ${agrees} = 'y' | yes | - | - | - | data-manager",
			...choices,
		)
		const stored = { agrees: 'y', what: sealed('w') }
		const opened = correct(form, stored)
		opened.answer('agrees', 'n')
		expect(finished(opened)).toEqual({ agrees: 'n' })
		expect(opened.session.hiddenAnswers()).toEqual(['what'])
		// the next session has the change too
		expect(correct(form, stored, { agrees: 'n' }).session.hiddenAnswers()).toEqual(['what'])
		opened.answer('agrees', 'y')
		expect(finished(opened)).toEqual(stored)
	})
	test('that was hidden and still is stays unchanged: hidden sealed values are placeholders', () => {
		const form = lines(
			'select_one yn | agrees | Agrees',
			"text | what | What | ${agrees} = 'y' | yes | - | - | - | data-manager",
			'integer | age | Age',
			...choices,
		)
		const stored = { agrees: 'n', what: sealed('0'), age: 3 }
		const opened = correct(form, stored)
		opened.answer('age', '4')
		expect(finished(opened)).toEqual({ ...stored, age: 4 })
		expect(opened.session.hiddenAnswers()).toEqual([])
		// answered on the way, and not asked in the end
		opened.answer('agrees', 'y')
		opened.answer('what', 'fire')
		opened.answer('agrees', 'n')
		expect(finished(opened)).toEqual({ agrees: 'n', age: 4 })
		expect(opened.session.hiddenAnswers()).toEqual(['what'])
	})
	test('that was hidden and is asked now is unanswered: required if the question is, else blank', () => {
		const form = lines(
			'select_one yn | agrees | Agrees',
			"begin group | more | More | ${agrees} = 'y'",
			'text | what | What | - | yes | - | - | - | data-manager',
			'text | where | Where | - | - | - | - | - | data-manager',
			'end group',
			...choices,
		)
		const stored = { agrees: 'n', 'more/what': sealed('0'), 'more/where': sealed('1') }
		const opened = correct(form, stored)
		expect(opened.session.violations()).toEqual([])
		opened.answer('agrees', 'y')
		expect(opened.session.violations()).toMatchObject([{ path: 'more/what', kind: 'required' }])
		expect(opened.session.answerAt('more/where')).toBeUndefined()
		expect(opened.session.sealedToKeep('more/where')).toBeNull()
		opened.answer('more/what', 'fire')
		expect(opened.session.violations()).toEqual([])
		expect(finished(opened)).toEqual({ ...stored, agrees: 'y', 'more/what': 'fire' })
		// an answer that was asked before stays
		const other = correct(form, { ...stored, agrees: 'y' })
		expect(other.session.violations()).toEqual([])
		expect(other.session.answerAt('more/where')).toBe(sealed('1'))
		expect(other.session.sealedToKeep('more/where')).toBe(sealed('1'))
	})
	test('that depended on phone-only answers is kept although those are gone', () => {
		const form = [
			'type | name | label | relevant | bind::zila:on_phone_only | bind::zila:sealed_to',
			'text | called | Called | - | yes',
			"text | what | What | ${called} = 'Zoya' | - | data-manager",
			'integer | age | Age',
		].join('\n')
		const opened = correct(form, { what: sealed('w'), age: 3 })
		opened.answer('age', '4')
		expect(finished(opened)).toEqual({ what: sealed('w'), age: 4 })
	})
	test('that is calculated is recalculated only when its inputs change, not when it is opened', () => {
		const form = lines(
			'text | village | Village',
			"text | told | Told | - | - | - | concat(${village}, '!') | yes | data-manager",
			'text | drawn | Drawn | - | - | - | once(${village}) | yes | data-manager',
		)
		const stored = { village: 'Jampur', told: sealed('t'), drawn: sealed('d') }
		const opened = correct(form, stored)
		expect(opened.session.takeChanged()).toEqual([])
		opened.answer('village', 'Kot')
		expect(finished(opened)).toEqual({ village: 'Kot', told: 'Kot!', drawn: sealed('d') })
		const since = Object.fromEntries(opened.session.takeChanged().map(({ path, answer }) => [path, answer]))
		expect(finished(correct(form, stored, since))).toEqual(finished(opened))
	})
	test('in a repeat row behaves the same', () => {
		const form = lines(
			'begin repeat | child | Child',
			'text | name | Name | - | yes | - | - | - | data-manager',
			"text | ill | Ill | ${name} != '' | yes | - | - | - | data-manager",
			'end repeat',
		)
		const stored = { 'child/@a': 1, 'child/@a/name': sealed('n'), 'child/@a/ill': sealed('i') }
		const opened = correct(form, stored)
		expect(opened.session.violations()).toEqual([])
		expect(finished(opened)).toEqual(stored)
		const row = opened.addRow('child')
		expect(opened.session.violations()).toEqual([{ path: `${row}/name`, kind: 'required' }])
		opened.session.type(`${row}/name`, 'Ali')
		expect(opened.session.violations()).toEqual([{ path: `${row}/ill`, kind: 'required' }])
		opened.session.removeRow('child/@a')
		expect(Object.keys(finished(opened))).toEqual([row, `${row}/name`])
	})
	test('is shown in no label, no choice list and no later record', () => {
		const form = formOf(
			[
				'type | name | label | choice_filter | default | bind::zila:sealed_to',
				'begin repeat | child | Child',
				'text | name | Name | - | - | data-manager',
				'end repeat',
				'select_one ${name} | eldest | Who is eldest? | - | - | data-manager',
				'select_one yn | ill | Is ${eldest} ill? | name = ${eldest} | - | data-manager',
				'text | again | Again | - | ${last-saved#eldest} | data-manager',
				...choices,
			].join('\n'),
		)
		const { session } = scenario(form, {
			answers: new Map<string, Answer>([
				['child/@a', 1],
				['child/@a/name', sealed('n')],
				['child/@b', 2],
				['child/@b/name', 'Zoya'],
				['eldest', sealed('e')],
			]),
			lastSaved: new Map([['eldest', sealed('l')]]),
			isNew: true,
		})
		expect(session.choices('eldest').map(({ name }) => name)).toEqual(['Zoya'])
		expect(session.choices('ill').map(({ name }) => name)).toEqual(['y', 'n'])
		expect(session.text('ill', session.nodeAt('ill').part.label, 'en')).toBe('Is \u2068…\u2069 ill?')
		expect(session.answerAt('again')).toBeUndefined()
	})
	test('stays where it was for the reader of the record, also when the phone calculated it from others', () => {
		const definition = formOf(
			lines(
				'text | what | What | - | - | - | - | - | data-manager',
				"text | how | How | ${what} = 'fire' | - | - | - | - | data-manager",
				"text | both | Both | - | - | - | concat(${what}, '!') | yes | data-manager",
			),
		)
		// no other reader could calculate it again
		const { session } = scenario(definition)
		session.type('what', 'fire')
		expect(Object.fromEntries(session.finalAnswers())).toEqual({ what: 'fire', both: 'fire!' })

		const compiled = compileForm(definition, allFunctions)
		if (!('form' in compiled)) throw new Error('the form does not compile')
		const answers = new Map([
			['what', sealed('w')],
			['how', sealed('h')],
			['both', sealed('b')],
		])
		const { relevant, calculated, leftOver } = evaluateRecord(compiled.form, answers, testSurroundings.now())
		expect([relevant, calculated.size, leftOver.size]).toEqual([answers, 0, 0])
	})
})
