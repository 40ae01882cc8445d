import { expect, test } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { compileForm } from '#shared/forms/compile-form'
import { sealedPrefix } from '#shared/forms/sealed-answer-text'
import { formOf } from '#shared/testing/scenario'
import { loadInstrument } from '../../tests/helpers/instruments.ts'
import { importRequestSchema } from './import-api.ts'
import type { Mapping } from './mapping.ts'
import { createRowReader } from './row-to-answers.ts'

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
	form: 'scenario',
	version: 1,
	id: ['id'],
	time: 'time',
	district: null,
	interviewer: 'who',
	questions: { size: { columns: ['size'] } },
	repeats: {},
	blanks: [],
	days: 'day-first',
}
const read = (who: string) =>
	createRowReader(
		form,
		{ mapping, header: ['id', 'time', 'who', 'size'] },
		{ project: 'p', round: 'baseline', districts: [], offsetMinutes: 300, now: Date.parse('2026-01-01') },
	)({ cells: ['1', '2023-01-31', who, '4'] })

test('calculated values and defaults of sealed and identifying questions are not imported', () => {
	expect(Object.fromEntries(read('ali').answers)).toEqual({ enumer: 'ali', size: 4 })
})

test.each([
	[`${sealedPrefix}abc`, 'letters-lost'],
	['al\ufffd', 'letters-lost'],
	['a'.repeat(65), 'not-read'],
])('%s is not a valid enumerator code', (who, why) => {
	const { answers, interviewer, faults } = read(who)
	expect([interviewer, answers.has('enumer')]).toEqual(['', false])
	expect(faults).toEqual([{ column: 'who', question: '', why }])
})

test('a text with a broken character is refused', () => {
	const part = {
		mapping,
		round: 'baseline',
		header: ['id'],
		withoutFaults: false,
		id: 'one',
		file: 'f.csv',
		status: 'approved',
		lines: [{ at: 2, cells: ['1'] }],
	}
	expect(importRequestSchema.safeParse(part).success).toBe(true)
	for (const broken of [{ id: '\ud800' }, { file: 'f\udc00' }, { lines: [{ at: 2, cells: ['a\ud800b'] }] }])
		expect(importRequestSchema.safeParse({ ...part, ...broken }).success).toBe(false)
})

const calls = compileForm(loadInstrument('helpline'), allFunctions)
if ('faults' in calls) throw new Error(JSON.stringify(calls.faults))
const readCall = (no: string, when: string, began: string, ended = '') =>
	createRowReader(
		calls.form,
		{
			mapping: {
				form: 'helpline',
				version: 1,
				id: ['no'],
				time: 'when',
				district: null,
				interviewer: 'who',
				questions: {
					'call/channel': { columns: [], always: 'call' },
					'call/call_time': { columns: ['began'] },
					...(ended === '' ? {} : { 'close/end_time': { columns: ['ended'] } }),
				},
				repeats: {},
				blanks: [],
				days: 'day-first',
			},
			header: ['no', 'when', 'who', 'began', 'ended'],
		},
		{ project: 'p', round: 'endline', districts: [], offsetMinutes: 300, now: Date.parse('2026-01-01') },
	)({ cells: [no, when, 'sana', began, ended] })

test.each([
	['2023-05', '2023-05'],
	['May 2023', '5/2023'],
])(
	'a call whose register gives only the month, %s, starts in it, without an invented minute',
	(when, began) => {
		const { answers, faults } = readCall('1', when, began)
		expect(faults).toEqual([])
		expect([...answers.keys()].filter((path) => path.endsWith('_time'))).toEqual([])
		expect(readCall('1', when, began, began).faults).toEqual([])
		expect(readCall('1', when, '').answers.has('call/call_time')).toBe(false)
	},
)

test('a start in another month than that of its row is refused', () => {
	expect(readCall('1', '2023-05', '2023-06').faults).toEqual([
		{ column: 'began', question: 'call/call_time', why: 'day-not-read' },
	])
	expect(readCall('1', '2023-05-02', '2023-05-02 10:15').answers.get('call/call_time')).toBe(
		'2023-05-02T10:15:00.000+05:00',
	)
})

test('calls of one operator and month have distinct numbers, and the same row always gets the same', () => {
	const numbers = Array.from({ length: 600 }, (_, i) =>
		readCall(`${i}`, '2023-05', '').answers.get('call/call_no'),
	)
	expect(new Set(numbers).size).toBe(600)
	expect(numbers[0]).toMatch(/^HL-sana-2023-05-[0-9A-Z]{8}$/)
	expect(readCall('0', 'May 2023', '').answers.get('call/call_no')).toBe(numbers[0])
})

test.each(['2023-05-02', '2023-05-02 00:00:00', '2/5/2023'])(
	'the number of a call with only a date, %s, has no time',
	(when) => {
		expect(readCall('0', when, '').answers.get('call/call_no')).toMatch(/^HL-sana-2023-05-[0-9A-Z]{8}$/)
	},
)

test('a call with an exact time has the number that the form would give', () => {
	for (const when of ['2025-01-15 10:30:22', '2025-01-15T05:30:22Z', '15/1/2025 10:30:22 AM'])
		expect(readCall('0', when, '').answers.get('call/call_no')).toBe('HL-sana-2025-0115-103022')
})
