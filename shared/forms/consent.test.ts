import { describe, expect, test } from 'vitest'
import { scenario, sheetsOf, testSurroundings } from '#shared/testing/scenario'
import { exportSheets } from '../xlsform/export-sheets.ts'
import { importForm } from '../xlsform/import-form.ts'
import { readMarkdown, type Sheet } from '../xlsform/sheets.ts'
import { writeMarkdown } from '../xlsform/write-markdown.ts'
import type { FormDefinition } from './form-definition.ts'

const text = `
	type             name      label        relevant             bind::zila:consent       bind::zila:checks
	text             place     Place
	geopoint         spot      Where        -                    goes
	select_one who   heard     Who hears?   -                    privacy: nobody child
	begin group      agree     Consent
	select_one yn    consent   Do you?      -                    ask: yes
	calculate        at        When         -                    time
	calculate        shown     Language     -                    language
	calculate        read      Version      -                    version
	calculate        card      Code         -                    code
	text             why       Why not?     \${consent} = 'no'   open
	text             phone     Telephone
	end group
	begin group      talk      Talk
	integer          age       Age
	end group
	begin repeat     trips     Trips
	text             where_to  Where to?
	end repeat
	begin group      end       End
	note             thanks    Thanks       -                    open
	text             advice    Advice
	select_one stop  result    Result       -                    stop: broken unsafe
	select_one wish  wish      Keep them?   \${result} != ''     wish: delete
	end group
	calculate        checks    Checks       -                    -                        yes
	choices
	list_name  name    label
	yn    yes       Yes
	yn    no        No
	who   nobody    Nobody
	who   child     A child
	who   adult     An adult
	stop  done      Done
	stop  broken    Stopped
	stop  unsafe    Unsafe
	wish  keep      Keep
	wish  delete    Delete
`

const withVersion = (form: string, version: string): Sheet[] =>
	sheetsOf(form).map((sheet) =>
		sheet.name === 'settings'
			? {
					...sheet,
					header: [...sheet.header, 'zila:consent_version'],
					rows: sheet.rows.map((row) => ({ ...row, cells: [...row.cells, version] })),
				}
			: sheet,
	)
const load = (form: string): FormDefinition => {
	const { definition, problems } = importForm(withVersion(form, '3'))
	expect(problems).toEqual([])
	if (!definition) throw new Error('the form cannot be imported')
	return definition
}
const agreed = (start: Parameters<typeof scenario>[1] = {}) => {
	const form = scenario(load(text), start)
	form.answer('heard', 'nobody')
	form.answer('consent', 'yes')
	return form
}

describe('questions behind the consent', () => {
	test('are asked once privacy and consent are answered, and not before', () => {
		const form = scenario(load(text))
		const behind = ['phone', 'talk', 'age', 'trips', 'advice']
		const relevantQuestions = () => behind.filter((name) => form.isRelevant(name))
		expect(relevantQuestions()).toEqual([])
		form.answer('consent', 'yes')
		expect(relevantQuestions()).toEqual([])
		form.answer('heard', 'adult')
		expect(relevantQuestions()).toEqual([])
		form.answer('heard', 'child')
		expect(relevantQuestions()).toEqual(behind)
		form.answer('consent', 'no')
		expect(relevantQuestions()).toEqual([])
	})
	test('are locked whatever their own condition; questions before the consent and exempt ones never are', () => {
		const form = scenario(load(text.replace('Age\n', "Age  ${place} = 'x'\n")))
		form.answer('place', 'x')
		expect(form.isRelevant('age')).toBe(false)
		for (const name of ['place', 'spot', 'heard', 'consent', 'thanks', 'result', 'end'])
			expect(form.isRelevant(name), name).toBe(true)
		form.answer('consent', 'no')
		expect(form.isRelevant('why')).toBe(true)
	})
	test('[CN1] are hidden when consent is withdrawn, and return unchanged', () => {
		const form = agreed()
		form.answer('age', '40')
		const row = form.addRow('trips')
		form.answer(`${row}/where_to`, 'Quetta')
		form.answer('consent', 'no')
		expect([...form.session.finalAnswers().keys()].filter((path) => /talk|trips/.test(path))).toEqual([])
		expect(form.session.hiddenAnswers()).toContain(form.path('age'))
		form.answer('consent', 'yes')
		expect(form.session.finalAnswers().get(form.path('age'))).toBe(40)
		expect(form.session.finalAnswers().get(`${row}/where_to`)).toBe('Quetta')
	})
	test('are locked in a read-only record, too', () => {
		const form = agreed()
		form.answer('age', '40')
		const answers = new Map([...form.session.finalAnswers(), [form.path('consent'), 'no']])
		const read = scenario(load(text), { answers, isNew: false, isReadOnly: true })
		expect(read.session.finalAnswers().has(form.path('age'))).toBe(false)
	})
	test('are deleted when the respondent wants that, with answers marked for it, but not exempt ones', () => {
		const form = agreed()
		form.answer('place', 'Kot')
		form.answer('spot', '30.1 70.2 0 5')
		form.answer('age', '40')
		form.answer('result', 'broken')
		form.answer('wish', 'keep')
		form.session.answer('checks', 'checks1')
		expect(form.session.finalAnswers().get('checks')).toBe('checks1')
		expect(form.value('age')).toBe(40)
		expect(form.session.finalAnswers().has(form.path('age'))).toBe(true)
		form.answer('wish', 'delete')
		expect(Object.fromEntries(form.session.finalAnswers())).toEqual({
			place: 'Kot',
			heard: 'nobody',
			'agree/consent': 'yes',
			'agree/at': '2026-01-15T10:00:00.000+05:00',
			'agree/shown': 'en',
			'agree/read': '3',
			'end/result': 'broken',
			'end/wish': 'delete',
		})
	})
	test('a form without a consent locks nothing', () => {
		const form = scenario(
			text
				.replaceAll(/(privacy|ask|stop|wish): [a-z ]+|goes|(?<= {6})open/g, '')
				.replaceAll(/calculate.*/g, ''),
		)
		expect(form.session.form.consent).toBeNull()
		expect(form.isRelevant('age')).toBe(true)
	})
})

describe('the consent record', () => {
	test('[CN2] has the time, the language on the screen and the version of text and form, as answers', () => {
		let language = 'en'
		let now = Date.UTC(2026, 0, 15, 5, 0)
		const surroundings = { ...testSurroundings, now: () => now, shownIn: () => language, formVersion: 7 }
		const form = scenario(load(text), { context: surroundings })
		form.answer('heard', 'nobody')
		expect(form.value('at')).toBeUndefined()
		language = 'ur'
		form.answer('consent', 'yes')
		const consentMetadata = () =>
			['at', 'shown', 'read'].map((name) => form.session.finalAnswers().get(form.path(name)))
		const first = ['2026-01-15T10:00:00.000+05:00', 'ur', '3 (form 7)']
		expect(consentMetadata()).toEqual(first)
		// another person comes in and leaves; the language is switched; the record is opened the next day
		now += 60_000
		language = 'en'
		form.answer('heard', 'adult')
		form.answer('heard', 'nobody')
		form.answer('consent', 'yes')
		expect(consentMetadata()).toEqual(first)
		now += 86_400_000
		const again = scenario(load(text), {
			answers: form.session.draftAnswers(),
			isNew: false,
			context: surroundings,
		})
		expect(again.value('at')).toBe(first[0])
		again.answer('age', '33')
		expect(again.value('at')).toBe(first[0])
		// another answer is another consent
		again.answer('consent', 'no')
		again.answer('consent', 'yes')
		expect(again.value('at')).toBe('2026-01-16T10:01:00.000+05:00')
		expect(again.value('shown')).toBe('en')
		again.answer('consent', '')
		expect(again.value('at')).toBeUndefined()
	})
	test('is stored with the answer that it documents', () => {
		const form = agreed()
		const changed = form.session.takeChanged().map(({ path }) => path)
		expect(changed).toEqual(
			expect.arrayContaining(['agree/consent', 'agree/at', 'agree/shown', 'agree/read']),
		)
		form.answer('consent', '')
		expect(form.session.takeChanged()).toEqual(expect.arrayContaining([{ path: 'agree/at', answer: null }]))
	})
	test('includes the withdrawal code, which is no answer', () => {
		const form = agreed({ context: { ...testSurroundings, withdrawalCode: 'ABCD-2345' } })
		expect(form.value('card')).toBe('ABCD-2345')
		expect(form.session.draftAnswers().has(form.path('card'))).toBe(false)
		form.answer('consent', 'no')
		expect(form.value('card')).toBeUndefined()
	})
})

describe('a workbook with a consent question', () => {
	test('survives conversion to sheets and Markdown', () => {
		const definition = load(text)
		const again = importForm(exportSheets(definition))
		expect(again.definition).toEqual(definition)
		expect(importForm(readMarkdown(writeMarkdown(exportSheets(definition)))).definition).toEqual(definition)
	})
	const problemsOf = (before: string | RegExp, after: string) =>
		importForm(withVersion(text.replace(before, after), '3')).problems.map(
			({ code, cell, details }) => `${cell} ${code} ${details.found ?? ''}`,
		)
	test.each([
		['ask: yes', 'aks: yes', ['E6 consent-role-unknown aks']],
		['ask: yes', 'ask', ['E6 consent-answers-missing ask']],
		['ask: yes', 'ask: yess', ['E6 consent-answer-unknown yess']],
		['ask: yes', 'open', ['E3 consent-ask-missing goes']],
		['stop: broken', 'privacy: broken', ['E23 consent-role-twice privacy']],
		[/-( +)time/, '-$1ask: yes', ['E7 consent-role-misplaced ask', 'E6 consent-incomplete time']],
		[/-( +)language/, '-$1open', ['E6 consent-incomplete language']],
	])('%s instead of %s is reported at its cell', (before, after, expectedProblems) => {
		expect(problemsOf(before, after).sort()).toEqual(expect.arrayContaining([...expectedProblems].sort()))
	})
})
