import { fireEvent } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { emitActivity } from '../../ui/activity-events.ts'
import { listPolicy, longestOutMs } from './auto-lock.ts'
import { watchGestures } from './watch-gestures.ts'

let [left, hidden] = [0, 0]
let end = () => {}
beforeEach(() => {
	vi.useFakeTimers()
	left = 0
	hidden = 0
	end = watchGestures({
		onLeft: () => left++,
		onNear: () => {},
		policy: () => listPolicy,
		onTwoFingers: () => hidden++,
	})
})
afterEach(() => {
	end()
	vi.useRealTimers()
})
function goOut(isHidden: boolean) {
	Object.defineProperty(document, 'hidden', { value: isHidden, configurable: true })
	document.dispatchEvent(new Event('visibilitychange'))
}

test('an untouched phone locks, and every touch, key and scroll restarts the time', () => {
	for (const touch of [fireEvent.pointerDown, fireEvent.keyDown, fireEvent.scroll, fireEvent.input]) {
		vi.advanceTimersByTime(listPolicy.idleMs - 1000)
		touch(document.body)
	}
	vi.advanceTimersByTime(listPolicy.idleMs - 1)
	expect(left).toBe(0)
	vi.advanceTimersByTime(1)
	expect(left).toBe(1)
})

test('a hidden phone locks at once', () => {
	goOut(true)
	expect(left).toBe(1)
})

test('after the app opened the camera the same screen returns', () => {
	emitActivity('goes-out')
	goOut(true)
	vi.advanceTimersByTime(longestOutMs - 1000)
	expect(left).toBe(0)
	emitActivity('is-back')
	goOut(false)
	vi.advanceTimersByTime(listPolicy.idleMs - 1)
	expect(left).toBe(0)
	vi.advanceTimersByTime(1)
	expect(left).toBe(1)
})

test('after too long at the camera the phone locks', () => {
	emitActivity('goes-out')
	goOut(true)
	vi.advanceTimersByTime(longestOutMs)
	expect(left).toBe(1)
})

test('a recording keeps the phone unlocked', () => {
	emitActivity('records')
	vi.advanceTimersByTime(3_600_000)
	expect(left).toBe(0)
	emitActivity('rests')
	vi.advanceTimersByTime(listPolicy.idleMs)
	expect(left).toBe(1)
})

/** Touches on the screen, by position. */
const touches = (...at: readonly (readonly [number, number])[]) =>
	at.map(([clientX, clientY], identifier) => ({ identifier, clientX, clientY }) as Touch)
function press(type: 'touchstart' | 'touchmove' | 'touchend' | 'touchcancel', on: Touch[], timeStamp = 0) {
	const event = Object.assign(new Event(type, { bubbles: true }), { touches: on })
	Object.defineProperty(event, 'timeStamp', { value: timeStamp })
	document.body.dispatchEvent(event)
}

test('two fingers pressed together hide the screen when lifted', () => {
	press('touchstart', touches([10, 10]), 1000)
	press('touchstart', touches([10, 10], [50, 10]), 1100)
	expect(hidden).toBe(0)
	press('touchend', [], 1200)
	expect(hidden).toBe(1)
})

test('a second finger much later is normal typing', () => {
	press('touchstart', touches([10, 10]), 1000)
	press('touchstart', touches([10, 10], [50, 10]), 1400)
	press('touchend', [], 1500)
	expect(hidden).toBe(0)
})

test('two fingers that move apart zoom the page', () => {
	press('touchstart', touches([10, 10]), 1000)
	press('touchstart', touches([10, 10], [50, 10]), 1100)
	press('touchmove', touches([10, 10], [90, 10]), 1150)
	press('touchend', [], 1200)
	expect(hidden).toBe(0)
})

test('two fingers that slip a little still count as a press', () => {
	press('touchstart', touches([10, 10]), 1000)
	press('touchstart', touches([10, 10], [50, 10]), 1100)
	press('touchmove', touches([12, 10], [60, 15]), 1150)
	press('touchend', [], 1200)
	expect(hidden).toBe(1)
})

test.each([
	['one finger', [touches([10, 10])]],
	['three fingers', [touches([10, 10]), touches([10, 10], [50, 10]), touches([10, 10], [50, 10], [90, 10])]],
])('%s hide nothing', (_, presses) => {
	for (const on of presses) press('touchstart', on, 1000)
	press('touchend', [], 1100)
	expect(hidden).toBe(0)
})

test('a press that the phone handles itself hides nothing', () => {
	press('touchstart', touches([10, 10], [50, 10]), 0)
	press('touchcancel', [])
	press('touchend', [])
	expect(hidden).toBe(0)
})

test('after the watch was stopped nothing locks or hides', () => {
	end()
	press('touchstart', touches([10, 10], [50, 10]), 0)
	press('touchend', [])
	goOut(true)
	vi.advanceTimersByTime(listPolicy.idleMs)
	expect([left, hidden]).toEqual([0, 0])
})
