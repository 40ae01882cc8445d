import { expect, test } from 'vitest'
import { dayAt, groupIdenticalMessages, isMessageActive, newMessageSchema } from './message.ts'

const message = (district: string, more: object = {}) => ({
	district,
	text: { en: 'Rain', ur: 'بارش' },
	until: '2026-11-27',
	by: 'Nadia',
	...more,
})

test('a message is shown until its day ends in the time zone of the study, and not once deleted', () => {
	const lastMinute = Date.parse('2026-11-27T18:59:00Z')
	expect(isMessageActive(message('A'), dayAt(lastMinute, 300))).toBe(true)
	expect(isMessageActive(message('A'), dayAt(lastMinute + 60_000, 300))).toBe(false)
	expect(isMessageActive(message('A', { text: {} }), '2026-11-01')).toBe(false)
})
test('the same message in several districts is listed once', () => {
	const groups = groupIdenticalMessages([
		...[message('A'), message('B', { text: { ur: 'بارش', en: 'Rain' } }), message('C', { by: 'Kamran' })],
	])
	expect(groups.map(({ districts }) => districts)).toEqual([['A', 'B'], ['C']])
})
test('an empty text is no text', () => {
	const given = (text: object) => newMessageSchema.safeParse({ districts: ['A'], text, until: '2026-11-27' })
	expect(given({ en: '  ' }).success).toBe(false)
	expect(given({ en: 'x'.repeat(301) }).success).toBe(false)
	expect(given({}).success).toBe(true)
})
