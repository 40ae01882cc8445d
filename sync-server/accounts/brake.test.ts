import { expect, test } from 'vitest'
import { createBrake } from './brake.ts'

const start = Date.UTC(2026, 0, 15)
const minute = 60_000

function failing(times: number, mostKeys = 10) {
	const brake = createBrake({ firstBraked: 5, mostKeys })
	for (let i = 0; i < times; i++) brake.count('kamal', start)
	const secondsLeft = (now = start) => {
		try {
			brake.refuse('kamal', now)
			return 0
		} catch (thrown) {
			return (thrown as { details: { seconds: number } }).details.seconds
		}
	}
	return { brake, secondsLeft }
}

test('a few failures cost no wait; from the fifth on it doubles, and never passes five minutes', () => {
	expect([4, 5, 6, 7, 12, 2000].map((times) => failing(times).secondsLeft())).toEqual([
		0, 5, 10, 20, 300, 300,
	])
})
test('a wait ends by itself, and others never had one', () => {
	const { brake, secondsLeft } = failing(5)
	expect(() => brake.refuse('kamal', start)).toThrow('too-many-tries')
	expect(() => brake.refuse('amina', start)).not.toThrow()
	expect([4_999, 5_000].map((ms) => secondsLeft(start + ms))).toEqual([1, 0])
})
test('failures are forgotten after a quarter of an hour, and when the right one came', () => {
	const { brake, secondsLeft } = failing(9)
	brake.count('kamal', start + 15 * minute)
	expect(secondsLeft(start + 15 * minute)).toBe(0)
	const other = failing(9)
	other.brake.forget('kamal')
	expect(other.secondsLeft()).toBe(0)
})
test('a try that was no guess is taken back', () => {
	const { brake, secondsLeft } = failing(5)
	brake.takeBack('kamal')
	expect(secondsLeft()).toBe(0)
	brake.count('kamal', start)
	expect(secondsLeft()).toBe(5)
})
test('memory is bounded: who failed longest ago is forgotten first', () => {
	const { brake, secondsLeft } = failing(5, 3)
	brake.count('a', start)
	brake.count('kamal', start)
	for (const key of ['b', 'c']) brake.count(key, start)
	expect(secondsLeft()).toBe(10)
	brake.count('d', start)
	expect(secondsLeft()).toBe(0)
})
