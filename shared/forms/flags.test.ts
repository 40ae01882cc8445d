import { describe, expect, test } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { seededRandom } from '#shared/kernel/seeded-random'
import { formOf, type Scenario, scenario, sheetsOf, testSurroundings } from '#shared/testing/scenario'
import { buildTableRows, planTables } from '../export/table-plan.ts'
import { exportSheets } from '../xlsform/export-sheets.ts'
import { importForm } from '../xlsform/import-form.ts'
import { describeProblem } from '../xlsform/import-problems.ts'
import type { Answer } from './answers.ts'
import { checkSealed } from './check-sealed.ts'
import { compileForm } from './compile-form.ts'
import { evaluateRecord } from './evaluate-record.ts'
import type { FormDefinition, Question } from './form-definition.ts'
import { isFlag } from './form-nodes.ts'
import { FormSession } from './form-session.ts'
import { sealedPrefix } from './sealed-answer-text.ts'

/** A sealed answer that nothing here can decrypt; every name gives another one. */
const sealed = (name: string): string => sealedPrefix + name.repeat(240).slice(0, 240)
const head =
	'type | name | label | relevant | calculation | bind::zila:sealed_to | bind::zila:flag | bind::zila:on_phone_only'
const lines = (...rows: string[]) => [head, ...rows].join('\n')
const contact = 'text | contact | Contact | - | - | data-manager'
const short = "calculate | short | - | - | if(string-length(${contact}) < 7, 'short', 'ok') | - | yes"
const problemsOf = (...rows: string[]) => importForm(sheetsOf(lines(...rows))).problems.map(describeProblem)
const compiledOf = (definition: FormDefinition) => {
	const compiled = compileForm(definition, allFunctions)
	if (!('form' in compiled)) throw new Error('the form does not compile')
	return compiled.form
}

/** A finished record that is opened again to be corrected. */
const correct = (form: string, stored: Record<string, Answer>): Scenario =>
	scenario(form, {
		answers: new Map(Object.entries(stored)),
		currentAnswers: new Map(Object.entries(stored)),
		isNew: false,
		wasFinished: true,
	})
const finished = ({ session }: Scenario) => Object.fromEntries(session.finalAnswers())

describe('a flag in a workbook', () => {
	test('may depend on sealed answers, with a warning at its cell that names what it discloses', () => {
		const problems = problemsOf(contact, short)
		expect(problems).toEqual([expect.stringMatching(/survey G3: .*"short".*: contact\./)])
		expect(importForm(sheetsOf(lines(contact, short))).problems[0]?.severity).toBe('warning')
		expect(problemsOf(contact, short.replace('| yes', '| -'))).toEqual([
			expect.stringMatching(/survey E3: .*"contact"/),
		])
		// a flag that reads no sealed answer discloses nothing
		expect(problemsOf('text | contact | Contact', short)).toEqual([])
	})
	test('the warning also names indirect dependencies and those of the surrounding group', () => {
		expect(
			problemsOf(
				contact,
				'text | first | First | - | - | - | - | yes',
				'calculate | both | - | - | concat(${contact}, ${first}) | - | - | yes',
				"select_one yn | hurt | Hurt | - | - | data-manager\nbegin group | g | G | ${hurt} = 'y'",
				'calculate | told | - | - | string-length(${both}) | - | yes\nend group',
				'choices\nlist_name | name | label\nyn | y | Yes',
			),
		).toEqual([expect.stringMatching(/"told".*: contact, first, hurt\./)])
		// a count of a group discloses whether it is asked
		expect(
			problemsOf(
				`select_one yn | hurt | Hurt | - | - | data-manager\nbegin group | g | G | \${hurt} = 'y'\n${contact}\nend group`,
				'calculate | there | - | - | count(${g}) | - | yes',
				'choices\nlist_name | name | label\nyn | y | Yes',
			),
		).toEqual([expect.stringMatching(/"there".*: hurt\./)])
	})
	test('may be read by other questions, which then may read nothing sealed', () => {
		const rows = [contact, short, "text | why | Why | ${short} = 'short'"]
		expect(problemsOf(...rows)).toEqual([expect.stringContaining('"short"')])
		expect(problemsOf(...rows, "text | who | Who | ${contact} = 'x'")).toEqual([
			expect.stringMatching(/survey D5: .*"contact"/),
			expect.stringContaining('"short"'),
		])
	})
	test('is refused on questions, notes, phone-only answers and fields without a calculation', () => {
		const refused = [expect.stringMatching(/survey G2: .*bind::zila:flag/)]
		expect(problemsOf("text | a | A | - | 'x' | - | yes")).toEqual(refused)
		expect(problemsOf("calculate | a | A | - | 'x' | - | yes")).toEqual(refused)
		expect(problemsOf("calculate | a | - | - | 'x' | - | yes | yes")).toEqual(refused)
		expect(problemsOf('start | a | - | - | - | - | yes')).toEqual(refused)
		expect(problemsOf('hidden | a | - | - | - | - | yes')).toEqual(refused)
		expect(problemsOf('begin group | a | A | - | - | - | yes\ntext | b | B\nend group')).toEqual(refused)
		expect(problemsOf("hidden | a | - | - | 'x' | - | yes")).toEqual([])
	})
	test('is refused in a group whose presence is sealed from others', () => {
		expect(
			problemsOf(
				contact,
				'calculate | p | - | - | ${contact} | - | - | yes',
				"begin group | g | G | ${p} = 'x'",
				short,
				'end group',
			),
		).toEqual([expect.stringMatching(/survey D4: .*"p"/), expect.stringMatching(/"short".*: contact\./)])
	})
	test('survives export and import, and a form without flags is unchanged', () => {
		const form = formOf(lines(contact, short))
		expect(importForm(exportSheets(form)).definition).toEqual(form)
		expect((form.body[1] as Question).flag).toBe(true)
		expect(JSON.stringify(formOf(lines(contact)))).not.toContain('flag')
	})
})

describe('a flag', () => {
	const form = lines(
		contact,
		'text | other | Other | - | - | data-manager',
		'integer | age | Age',
		short,
		"calculate | whose | - | - | if(${age} < 18, 'child', if(${contact} = ${other}, 'same', 'two')) | - | yes",
		"calculate | urgent | - | - | concat(${short}, ' ', ${whose})",
	)
	const stored = {
		contact: sealed('c'),
		other: sealed('o'),
		age: 30,
		short: 'short',
		whose: 'two',
	}

	test('is calculated while the phone can read the answers, and is sent with the record', () => {
		const opened = scenario(form)
		expect(finished(opened)).toEqual({ short: 'short', whose: 'same' })
		opened.answer('contact', '03001234567')
		opened.answer('age', '30')
		expect(finished(opened)).toEqual({ contact: '03001234567', age: 30, short: 'ok', whose: 'two' })
		expect(opened.session.takeChanged().map(({ path }) => path)).toContain('short')
		expect(Object.fromEntries(opened.session.calculated())).toEqual({ urgent: 'ok two' })
	})
	test('keeps the value sent by the phone for other readers, and so do values calculated from it', () => {
		const read = evaluateRecord(compiledOf(formOf(form)), new Map(Object.entries(stored)), 0)
		expect(Object.fromEntries(read.relevant)).toEqual(stored)
		expect(Object.fromEntries(read.calculated)).toEqual({ urgent: 'short two' })
		expect(read.leftOver.size).toBe(0)
		// nor is a flag made up that the phone did not send
		const { short: _, ...without } = stored
		const other = evaluateRecord(compiledOf(formOf(form)), new Map(Object.entries(without)), 0)
		expect(Object.fromEntries([...other.relevant, ...other.calculated])).toEqual({
			...without,
			urgent: ' two',
		})
	})
	test('is unchanged by an edit that touches none of its inputs', () => {
		const opened = correct(form, { ...stored, short: 'by another app', whose: 'none' })
		expect(opened.session.takeChanged()).toEqual([])
		opened.answer('age', '31')
		expect(finished(opened)).toMatchObject({ age: 31, short: 'by another app', whose: 'none' })
		// also a flag that could be calculated from open answers
		const young = correct(form, { ...stored, age: 3, whose: 'none' })
		expect(young.session.takeChanged()).toEqual([])
		expect(finished(young)).toMatchObject({ whose: 'none' })
	})
	test('is recalculated when an input is answered again, and restored when that is undone', () => {
		const opened = correct(form, stored)
		opened.answer('contact', '03001234567')
		expect(finished(opened)).toMatchObject({ short: 'ok', whose: 'two' })
		opened.session.answer('contact', opened.session.sealedToKeep('contact'))
		expect(finished(opened)).toEqual(stored)
		// a blank is an answer as well
		const emptied = correct(form, { ...stored, short: 'ok' })
		emptied.session.answer('contact', null)
		expect(finished(emptied)).toMatchObject({ short: 'short' })
	})
	test('keeps its value while it needs a sealed answer, and is recalculated where other inputs suffice', () => {
		const opened = correct(form, { ...stored, whose: 'same' })
		opened.answer('contact', 'x')
		expect(finished(opened)).toMatchObject({ short: 'short', whose: 'same' })
		opened.answer('other', 'y')
		expect(finished(opened)).toMatchObject({ whose: 'two' })
		opened.session.answer('other', sealed('o'))
		expect(finished(opened)).toMatchObject({ whose: 'same' })
		opened.answer('age', '3')
		expect(finished(opened)).toMatchObject({ whose: 'child' })
		opened.answer('age', '40')
		expect(finished(opened)).toMatchObject({ whose: 'same' })
	})
	test('keeps its value where an answer that it was calculated from is deleted', () => {
		const gone = lines(
			'text | first | First | - | - | - | - | yes',
			contact,
			'integer | age | Age',
			"calculate | named | - | ${first} != '' or ${age} > 90 | concat(${first}, ${age}) | - | yes",
			short,
		)
		// the first name stayed on the phone, and the retention of the contact is over
		const opened = correct(gone, { age: 3, named: 'Zoya3', short: 'ok' })
		opened.answer('age', '4')
		expect(finished(opened)).toEqual({ age: 4, named: 'Zoya3', short: 'ok' })
		const read = evaluateRecord(compiledOf(formOf(gone)), new Map<string, Answer>([['named', 'Zoya3']]), 0)
		expect([...read.relevant]).toEqual([['named', 'Zoya3']])
		opened.answer('contact', 'x')
		expect(finished(opened)).toMatchObject({ short: 'short' })
	})
	test('conditional on a sealed answer is available to all readers if the phone sent it', () => {
		const hanging = lines(
			contact,
			"begin group | g | G | ${contact} != ''",
			'text | how | How | - | - | data-manager',
			"calculate | long | - | ${how} != '' | string-length(${how}) | - | yes",
			'end group',
			'calculate | twice | - | - | ${long} * 2',
		)
		const opened = scenario(hanging)
		opened.answer('how', 'by telephone')
		expect(finished(opened)).toEqual({})
		opened.answer('contact', 'Zoya')
		expect(finished(opened)).toMatchObject({ 'g/long': 12 })
		const compiled = compiledOf(formOf(hanging))
		const answers = new Map<string, Answer>([
			...([
				['contact', sealed('c')],
				['g/how', sealed('h')],
			] as const),
			['g/long', 12],
		])
		expect(evaluateRecord(compiled, answers, 0).relevant).toEqual(answers)
		expect([...evaluateRecord(compiled, answers, 0).calculated]).toEqual([['twice', 24]])
		const again = correct(hanging, Object.fromEntries(answers))
		again.session.answer('contact', null)
		expect(finished(again)).toEqual({})
		again.session.answer('contact', sealed('c'))
		expect(finished(again)).toEqual(Object.fromEntries(answers))
		// the flag was sent, so it was asked
		again.answer('how', 'by post')
		expect(finished(again)).toMatchObject({ 'g/long': 7 })
		const { 'g/long': _, ...withoutLong } = Object.fromEntries(answers)
		const other = correct(hanging, withoutLong)
		other.answer('how', 'by post')
		expect(finished(other)).toEqual({ ...withoutLong, 'g/how': 'by post' })
	})
	test('is deleted with the sealed answer that an open answer hides', () => {
		const opened = correct(
			lines('integer | age | Age\ntext | contact | Contact | ${age} > 17 | - | data-manager', short),
			{ age: 30, contact: sealed('c'), short: 'ok' },
		)
		opened.answer('age', '3')
		expect(finished(opened)).toEqual({ age: 3, short: 'short' })
		opened.answer('age', '30')
		expect(finished(opened)).toEqual({ age: 30, contact: sealed('c'), short: 'ok' })
	})
	test('is deleted when consent is withdrawn', () => {
		const formText = [
			'type | name | label | calculation | bind::zila:sealed_to | bind::zila:flag | bind::zila:on_phone_only | bind::zila:consent',
			'select_one yn | agrees | Do you? | - | - | - | - | ask: y',
			'text | first | First | - | - | - | yes',
			'text | contact | Contact | - | data-manager',
			'calculate | named | - | concat(${first}, string-length(${contact})) | - | yes',
			'select_one yn | wish | Delete? | - | - | - | - | wish: y',
			'choices\nlist_name | name | label\nyn | y | Yes\nyn | n | No',
		].join('\n')
		const started = scenario(formText)
		started.answer('first', 'Zoya')
		expect(finished(started)).toEqual({})
		started.answer('agrees', 'y')
		expect(finished(started)).toEqual({ agrees: 'y', first: 'Zoya', named: 'Zoya0' })
		const opened = correct(formText, { agrees: 'y', contact: sealed('c'), named: 'Zoya0' })
		opened.answer('wish', 'y')
		expect(finished(opened)).toEqual({ agrees: 'y', wish: 'y' })
		// also if another phone has sent the flag since
		const answers = new Map<string, Answer>([
			['agrees', 'y'],
			['wish', 'y'],
			['named', 'Zoya0'],
		])
		const { relevant, leftOver } = evaluateRecord(compiledOf(formOf(formText)), answers, 0)
		expect([relevant.has('named'), leftOver.has('named')]).toEqual([false, true])
	})
	test('in a repeat is calculated row by row', () => {
		const rows = lines(`begin repeat | p | P\n${contact}\n${short}\nend repeat`)
		const opened = correct(rows, {
			'p/@a': 1,
			'p/@a/contact': sealed('a'),
			'p/@a/short': 'ok',
			'p/@b': 2,
			'p/@b/contact': sealed('b'),
			'p/@b/short': 'ok',
		})
		const added = opened.addRow('p')
		expect(opened.value(`${added}/short`)).toBe('short')
		opened.answer('p/@b/contact', 'x')
		expect([opened.value('p/@a/short'), opened.value('p/@b/short')]).toEqual(['ok', 'short'])
	})
	test('has its own column in exports, with the value that was sent', () => {
		const [table] = planTables([{ version: 1, definition: formOf(form) }], {
			values: 'codes',
			byteOrderMark: false,
		} as const).tables
		if (!table) throw new Error('the table is missing')
		const { relevant, calculated } = evaluateRecord(
			compiledOf(formOf(form)),
			new Map(Object.entries(stored)),
			0,
		)
		const [line] = buildTableRows(table, 'r', new Map([...relevant, ...calculated]))
		const at = table.columns.findIndex(({ header }) => header === 'short')
		expect(line?.cells[at]).toBe('short')
	})
})

describe('for any form', () => {
	/** Makes a form of sealed and open questions, calculations, conditions and flags that read each other. */
	function formAtRandom(seed: number): FormDefinition {
		const random = seededRandom(seed)
		const names: string[] = []
		const randomCondition = () => `string-length(\${${random.pick(names)}}) > ${random.below(4)}`
		const randomCalculation = () => `concat(\${${random.pick(names)}}, '${random.pick(['x', 'yy', ''])}')`
		const body = Array.from({ length: 4 + random.below(6) }, (_, index) => {
			const name = `q${index}`
			const kind = random.pick(['sealed', 'sealed', 'open', 'made', 'flag', 'flag', 'sealed-made'] as const)
			const isFirst = names.length === 0
			const isMade = !isFirst && kind !== 'sealed' && kind !== 'open'
			const question: Question = {
				kind: 'question',
				name,
				type: isMade && kind !== 'sealed-made' ? 'calculate' : 'text',
				...(!isFirst && random.chance(0.4) ? { relevant: randomCondition() } : {}),
				...(isMade
					? {
							calculation: random.chance(0.5)
								? randomCalculation()
								: `if(${randomCondition()}, ${randomCalculation()}, 'no')`,
						}
					: {}),
				...(kind === 'sealed-made' ? { readOnly: 'true()' } : {}),
				...(kind === 'sealed' || kind === 'sealed-made' ? { sealedTo: 'data-manager' } : {}),
				...(isMade && kind === 'flag' ? { flag: true } : {}),
			}
			names.push(name)
			return question
		})
		const title = { en: 'Random' }
		return { id: 'random', title, languages: [{ tag: 'en', name: 'English' }], choices: {}, body }
	}

	test('no open answer other than a flag depends on a sealed one: readers without the key see what the phone saw', () => {
		let [seen, moved] = [0, 0]
		for (let seed = 1; seed <= 1500; seed++) {
			const definition = formAtRandom(seed)
			const compiled = compileForm(definition, allFunctions)
			if (!('form' in compiled) || checkSealed(compiled.form).references.length > 0) continue
			const { form } = compiled
			const isSealedPath = (path: string) =>
				form.nodes.some(
					({ part, template }) => template === path && part.kind === 'question' && part.sealedTo,
				)
			const random = seededRandom(seed)
			const session = new FormSession(form, {
				answers: new Map(),
				isNew: true,
				context: testSurroundings,
			})
			for (const { part, template } of form.nodes)
				if (part.kind === 'question' && part.calculation === undefined)
					session.type(template, random.pick(['', 'a', 'abc', 'abcde']))
			const finalAnswers = new Map<string, Answer>(
				[...session.finalAnswers()].map(([path, answer]) => [
					path,
					isSealedPath(path) ? sealed(path) : answer,
				]),
			)
			for (const { template } of form.nodes)
				if (isSealedPath(template)) finalAnswers.set(template, sealed(template))
			const reading = evaluateRecord(form, finalAnswers, testSurroundings.now())
			expect([seed, reading.relevant]).toEqual([seed, finalAnswers])
			expect([seed, reading.calculated]).toEqual([seed, session.calculated()])
			// and a phone that corrects it finds nothing to change
			const again = new FormSession(form, {
				answers: finalAnswers,
				currentAnswers: finalAnswers,
				isNew: false,
				wasFinished: true,
				context: testSurroundings,
			})
			expect([seed, again.finalAnswers()]).toEqual([seed, finalAnswers])
			// and whichever of the surely asked questions are answered again, a flag stays as it was, or is as a
			// phone that can read everything calculates it
			for (const { part, template } of form.nodes)
				if (
					part.kind === 'question' &&
					part.calculation === undefined &&
					!again.isUnsure(template) &&
					random.chance(0.4)
				) {
					const typed = random.pick(['', 'a', 'abc', 'abcde'])
					session.type(template, typed)
					again.type(template, typed)
				}
			for (const node of form.nodes.filter(isFlag)) {
				const { template } = node
				if (again.isUnsure(template)) continue
				const answer = again.finalAnswers().get(template)
				expect([seed, template, finalAnswers.get(template), session.finalAnswers().get(template)]).toContain(
					answer,
				)
				if (answer !== finalAnswers.get(template)) moved++
			}
			if (form.nodes.some((node) => isFlag(node) && finalAnswers.has(node.template))) seen++
		}
		expect(Math.min(seen, moved)).toBeGreaterThan(100)
	})
})
