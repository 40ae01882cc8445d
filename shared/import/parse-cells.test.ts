import { expect, test } from 'vitest'
import type { Question } from '#shared/forms/form-definition'
import { areEitherDay, readCells } from './parse-cells.ts'

const choices = [
	{ name: '1', label: { en: 'Yes', ur: 'ہاں' } },
	{ name: '2', label: { en: 'No, never', ur: 'نہیں' } },
	{ name: '08', label: { en: 'Other' } },
]
const read = (type: Question['type'], text: string, more: Partial<Parameters<typeof readCells>[0]> = {}) => {
	const params = {
		question: { kind: 'question', name: 'q', type } as Question,
		choices,
		mapping: { columns: ['c'] },
		how: { blanks: ['-99'], days: 'day-first' as const },
		offsetMinutes: 300,
		...more,
	}
	const found = readCells(params, () => text)
	return 'why' in found ? found.why : found.answer
}

test.each([
	['select-one', '1', '1'],
	['select-one', '1.0', '1'],
	['select-one', 'yes', '1'],
	['select-one', 'ہاں', '1'],
	['select-one', 'NO NEVER', '2'],
	['select-one', '8', '08'],
	['select-one', 'maybe', 'not-a-choice'],
	['select-one', '-99', null],
	['select-many', '1 2', ['1', '2']],
	['select-many', 'Yes, Other', ['1', '08']],
	['select-many', 'No, never', ['2']],
	['select-many', 'Yes; sometimes', 'not-a-choice'],
	['integer', '12.0', 12],
	['integer', '12.5', 'not-read'],
	['integer', '۱۲', 12],
	['decimal', '12,5', 12.5],
	['integer', '25,000', 'not-read'],
	['integer', '۲۵,۰۰۰', 'not-read'],
	['integer', '1.234.000', 'not-read'],
	['decimal', '1,234', 'not-read'],
	['decimal', '1.234', 1.234],
	['integer', '#REF!', 'spreadsheet-fault'],
	['text', '=1+1', '=1+1'],
	['text', 'caf\ufffd', 'letters-lost'],
	['acknowledge', 'TRUE', 'OK'],
	['time', '9:30', '09:30'],
] as const)('for a question of type %s, "%s" gives %j', (type, text, answer) => {
	expect(read(type, text)).toEqual(answer)
})

test.each([
	['2023-01-31', '2023-01-31'],
	['2023-01-31T10:11:12.000+05:00', '2023-01-31'],
	['31/01/2023', '2023-01-31'],
	['03/04/2023', '2023-04-03'],
	['31jan2023', '2023-01-31'],
	['Jan 31, 2023', '2023-01-31'],
	['44957', '2023-01-31'],
	['31 Jan 2023', '2023-01-31'],
	['2023-01-31T20:00:00Z', '2023-02-01'],
	['2023-01-31 23:30', '2023-01-31'],
	['2023-01-31 or so', 'day-not-read'],
	['0023-01-31', 'day-not-read'],
	['31/02/2023', 'day-not-read'],
	['01/31/2023', 'day-not-read'],
])('the date %s is %s', (text, day) => {
	expect(read('date', text)).toBe(day)
})

test('month-first dates are configured; an ambiguous date is detected', () => {
	const how = { blanks: [], days: 'month-first' as const }
	expect(read('date', '03/04/2023', { how })).toBe('2023-03-04')
	expect(read('date', '2023-04-03', { how })).toBe('2023-04-03')
	expect(areEitherDay(['2023-01-05', '03/04/2023'])).toBe(true)
	expect(areEitherDay(['2023-01-05', '31/01/2023', '05/05/2023', '45000'])).toBe(false)
})

test.each([
	['2023-01-31 09:30', '2023-01-31T09:30:00.000+05:00'],
	['2023-01-31T04:30:00Z', '2023-01-31T09:30:00.000+05:00'],
	['2023-01-31T09:30:00.000+0500', '2023-01-31T09:30:00.000+05:00'],
	['Jan 31, 2023 9:30:15 PM', '2023-01-31T21:30:15.000+05:00'],
	['31/01/2023 21:30', '2023-01-31T21:30:00.000+05:00'],
	['31jan2023 09:30:00', '2023-01-31T09:30:00.000+05:00'],
	['2023-01-31 09:30+03', '2023-01-31T11:30:00.000+05:00'],
	['2023-01-31 09:30:00 -0330', '2023-01-31T18:00:00.000+05:00'],
	['2023-01-31', '2023-01-31T12:00:00.000+05:00'],
	['2023-01-31 half past nine', 'day-not-read'],
	['2023-01-31 25:00', 'day-not-read'],
	['44957.5', '2023-01-31T12:00:00.000+05:00'],
	// a date and time of a spreadsheet, which has no offset
	['2023-01-31T09:30:00.000', '2023-01-31T09:30:00.000+05:00'],
])('the datetime %s is %s', (text, moment) => {
	expect(read('datetime', text)).toBe(moment)
})

test('one column per choice gives the selected choices', () => {
	const cells: Readonly<Record<string, string>> = { a: '1', b: '0', c: 'TRUE', d: 'perhaps' }
	const ticked = (ticks: Record<string, string>) => {
		const question = { kind: 'question', name: 'q', type: 'select-many' } as Question
		const how = { blanks: [], days: 'day-first' as const }
		return readCells(
			{ question, choices, mapping: { columns: [], ticks }, how, offsetMinutes: 0 },
			(name) => cells[name] ?? '',
		)
	}
	expect(ticked({ '1': 'a', '2': 'b', '08': 'c' })).toEqual({ answer: ['1', '08'] })
	expect(ticked({ '2': 'b' })).toEqual({ answer: null })
	expect(ticked({ '2': 'd' })).toEqual({ why: 'not-read', column: 'd' })
})
