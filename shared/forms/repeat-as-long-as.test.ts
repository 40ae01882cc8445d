import { describe, expect, test } from 'vitest'
import { scenario, testSurroundings } from '#shared/testing/scenario'
import { evaluateRecord } from './evaluate-record.ts'
import { FormSession } from './form-session.ts'

/**
 * ODK's documented way of "repeat as long as": the rows are counted, and one more is added if the last one
 * says so.
 */
const asLongAs = `
	type              name    label     calculation         repeat_count
	calculate         n       -         count(\${people})
	begin repeat      people  People    -                   if(\${n} = 0 or \${people}[position()=\${n}]/more = 'yes', \${n}+1, \${n})
	text              who     Name
	select_one yn     more    Another?
	end repeat
	calculate         names   -         join(' ', \${who})
	choices
	list_name  name  label
	yn         yes   Yes
	yn         no    No
`
/** SurveyCTO's roster: the sum of a question in all rows, and one more. */
const bySum = `
	type          name   label   calculation        repeat_count
	calculate     s      -       sum(\${many}) + 1
	begin repeat  rooms  Rooms   -                  \${s}
	integer       many   More
	end repeat
`
const rows = (form: ReturnType<typeof scenario>, path: string) => form.session.rows(path)

describe('a repeat that continues while its last row says so', () => {
	test('begins with one row, and adds another when requested', () => {
		const form = scenario(asLongAs)
		expect(rows(form, 'people')).toHaveLength(1)
		form.answer('people/@n1/who', 'Amina')
		expect(rows(form, 'people')).toHaveLength(1)
		form.answer('people/@n1/more', 'yes')
		expect(rows(form, 'people')).toHaveLength(2)
		form.answer('people/@n2/who', 'Bilal')
		form.answer('people/@n2/more', 'no')
		expect(rows(form, 'people')).toHaveLength(2)
		expect([form.value('n'), form.value('names')]).toEqual([2, 'Amina Bilal'])
	})
	test('keeps existing rows when "another" is changed to no', () => {
		const form = scenario(asLongAs)
		for (const [row, more] of [
			[1, 'yes'],
			[2, 'yes'],
			[3, 'no'],
		] as const)
			form.answer(`people/@n${row}/more`, more)
		form.answer('people/@n3/who', 'Chanda')
		form.answer('people/@n1/more', 'no')
		expect(form.value('names')).toBe('  Chanda')
		expect(form.session.finalAnswers().get('people/@n3/who')).toBe('Chanda')
	})
	test('opens with all its rows, on a phone and on the server', () => {
		const form = scenario(asLongAs)
		for (let row = 1; row <= 12; row++) form.answer(`people/@n${row}/more`, row < 12 ? 'yes' : 'no')
		const answers = form.session.finalAnswers()
		const again = new FormSession(form.session.form, {
			answers,
			isNew: false,
			context: testSurroundings,
		})
		expect([again.rows('people').length, again.read('n')]).toEqual([12, 12])
		expect(evaluateRecord(form.session.form, answers, 0).calculated.get('n')).toBe(12)
	})
})

test('a repeat counted by a sum over its own rows has the requested rows', () => {
	const form = scenario(bySum)
	expect(rows(form, 'rooms')).toHaveLength(1)
	form.answer('rooms/@n1/many', '3')
	expect(rows(form, 'rooms')).toHaveLength(4)
	form.answer('rooms/@n2/many', '0')
	form.answer('rooms/@n3/many', '0')
	form.answer('rooms/@n4/many', '1')
	// three and one, and one
	expect(rows(form, 'rooms')).toHaveLength(5)
	// as in Collect, an existing row is not removed
	form.answer('rooms/@n1/many', '0')
	expect(rows(form, 'rooms')).toHaveLength(5)
})

test('a count that always exceeds its rows by one adds one row per answer, and stops', () => {
	const form = scenario(`
		type          name  label  repeat_count
		begin repeat  rows  Rows   count(\${rows}) + 1
		text          what  What
		end repeat
	`)
	expect(rows(form, 'rows')).toHaveLength(1)
	form.answer('rows/@n1/what', 'a')
	expect(rows(form, 'rows')).toHaveLength(2)
	// not in the last row
	form.answer('rows/@n1/what', 'b')
	expect(rows(form, 'rows')).toHaveLength(2)
	form.answer('rows/@n2/what', 'c')
	expect(rows(form, 'rows')).toHaveLength(3)
})

test('two repeats whose counts depend on each other follow the answers', () => {
	const form = scenario(`
		type          name    label   calculation      repeat_count
		calculate     inside  -       count(\${second})
		begin repeat  first   First   -                \${inside} + 1
		integer       many    Many
		end repeat
		calculate     all     -       sum(\${many})
		begin repeat  second  Second  -                \${all}
		text          what    What
		end repeat
	`)
	expect([rows(form, 'first').length, rows(form, 'second').length]).toEqual([1, 0])
	form.answer('first/@n1/many', '2')
	expect([rows(form, 'first').length, rows(form, 'second').length]).toEqual([3, 2])
})
