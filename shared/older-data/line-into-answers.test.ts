import { expect, test } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { compileForm } from '#shared/forms/compile-form'
import { sealMark } from '#shared/forms/sealed-text'
import { formOf } from '#shared/testing/scenario'
import { lineReader } from './line-into-answers.ts'
import type { Mapping } from './mapping.ts'
import { bringInSchema } from './older-data.ts'

const compiled = compileForm(
	formOf(`
	type     name    label              default    calculation    bind::zila:personal  bind::zila:sealed_to  bind::zila:preset
	text     enumer  Interviewer        -          -              -                    -                     person
	integer  size    How many?
	text     phone   Telephone          0300       -              yes
	text     hurt    What happened?     nothing    -              -                    safeguarding-lead
`),
	allFunctions,
)
if ('faults' in compiled) throw new Error(JSON.stringify(compiled.faults))
const { form } = compiled
const mapping: Mapping = {
	...{ form: 'scenario', version: 1, id: ['id'], time: 'time', district: null, interviewer: 'who' },
	...{ questions: { size: { columns: ['size'] } }, repeats: {}, blanks: [], days: 'day-first' },
}
const read = (who: string) =>
	lineReader(
		form,
		{ mapping, header: ['id', 'time', 'who', 'size'] },
		{ project: 'p', round: 'baseline', districts: [], offsetMinutes: 300, now: Date.parse('2026-01-01') },
	)({ cells: ['1', '2023-01-31', who, '4'] })

test('what a form gives by itself to a question that is sealed or points at a person does not come in', () => {
	expect(Object.fromEntries(read('ali').answers)).toEqual({ enumer: 'ali', size: 4 })
})

test.each([
	[`${sealMark}abc`, 'letters-lost'],
	['al\ufffd', 'letters-lost'],
	['a'.repeat(65), 'not-read'],
])('%s is no code of an interviewer', (who, why) => {
	const { answers, interviewer, faults } = read(who)
	expect([interviewer, answers.has('enumer')]).toEqual(['', false])
	expect(faults).toEqual([{ column: 'who', question: '', why }])
})

test('a text with half a letter is refused', () => {
	const part = {
		...{ mapping, round: 'baseline', header: ['id'], withoutFaults: false, id: 'one', file: 'f.csv' },
		...{ status: 'approved', lines: [{ at: 2, cells: ['1'] }] },
	}
	expect(bringInSchema.safeParse(part).success).toBe(true)
	for (const broken of [{ id: '\ud800' }, { file: 'f\udc00' }, { lines: [{ at: 2, cells: ['a\ud800b'] }] }])
		expect(bringInSchema.safeParse({ ...part, ...broken }).success).toBe(false)
})
