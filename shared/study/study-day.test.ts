import { expect, test } from 'vitest'
import { localTimeOf, timeOfLocal } from './study-day.ts'

test('a local time of the study is read as it is written, whatever the zone of the machine', () => {
	const time = Date.parse('2026-01-15T11:30:00Z')
	expect(localTimeOf(time)).toBe('2026-01-15T16:30')
	expect(timeOfLocal('2026-01-15T16:30')).toBe(time)
})

test('text that is no time is none', () => {
	expect(timeOfLocal('')).toBeNaN()
	expect(timeOfLocal('tomorrow')).toBeNaN()
})
