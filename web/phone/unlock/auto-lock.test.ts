import { beforeEach, describe, expect, test } from 'vitest'
import {
	type AutoLock,
	formPolicy,
	listPolicy,
	longestOutMs,
	policyAt,
	startAutoLock,
	warningMs,
} from './auto-lock.ts'

const minute = 60_000
const { idleMs } = listPolicy

/** A phone with a manual clock and manual timers. */
class Bench {
	now = Date.parse('2026-11-20T10:00:00Z')
	locks = 0
	isNear = false
	policy = listPolicy
	#timer: { leftMs: number; then: () => void } | null = null
	readonly autoLock: AutoLock
	constructor() {
		this.autoLock = startAutoLock({
			now: () => this.now,
			wait: (ms, then) => {
				const timer = { leftMs: ms, then }
				this.#timer = timer
				return () => {
					if (this.#timer === timer) this.#timer = null
				}
			},
			lock: () => {
				this.locks++
			},
			policy: () => this.policy,
			warn: (isNear) => {
				this.isNear = isNear
			},
		})
	}
	pass(ms: number): void {
		this.sleep(ms)
		let left = ms
		for (let timer = this.#timer; timer && timer.leftMs <= left; timer = this.#timer) {
			left -= timer.leftMs
			this.#timer = null
			timer.then()
		}
		if (this.#timer) this.#timer.leftMs -= left
	}
	/** Advances the clock without running timers. */
	sleep(ms: number): void {
		this.now += ms
	}
}

let phone: Bench
const onEvent: AutoLock['onEvent'] = (event) => phone.autoLock.onEvent(event)
beforeEach(() => {
	phone = new Bench()
})

describe('an untouched phone', () => {
	test('locks two minutes after the last touch, once', () => {
		phone.pass(idleMs - 1)
		expect(phone.locks).toBe(0)
		onEvent('touched')
		phone.pass(idleMs - 1)
		onEvent('moved')
		phone.pass(idleMs - 1)
		expect(phone.locks).toBe(0)
		phone.pass(1)
		expect(phone.locks).toBe(1)
		onEvent('hidden')
		phone.pass(idleMs)
		expect(phone.locks).toBe(1)
	})
	test('that slept, including its timers, locks at the touch that wakes it', () => {
		phone.sleep(idleMs)
		onEvent('touched')
		expect(phone.locks).toBe(1)
	})
	test('whose clock was set back still locks two minutes later', () => {
		onEvent('touched')
		phone.now -= 24 * 60 * minute
		phone.pass(idleMs)
		expect(phone.locks).toBe(1)
	})
	test('does not lock any more after the watch was stopped', () => {
		phone.autoLock.end()
		phone.pass(idleMs)
		onEvent('hidden')
		expect(phone.locks).toBe(0)
	})
})

test('locks at once when hidden', () => {
	onEvent('hidden')
	expect(phone.locks).toBe(1)
})

describe('while recording audio', () => {
	test('it stays unlocked, untouched and hidden', () => {
		onEvent('records')
		phone.pass(60 * minute)
		onEvent('hidden')
		phone.pass(60 * minute)
		onEvent('seen')
		expect(phone.locks).toBe(0)
	})
	test('and two minutes longer when that pauses or ends while visible', () => {
		onEvent('records')
		phone.pass(60 * minute)
		onEvent('rests')
		phone.pass(idleMs - 1)
		expect(phone.locks).toBe(0)
		phone.pass(1)
		expect(phone.locks).toBe(1)
	})
	test('but not when that ends while hidden', () => {
		onEvent('records')
		onEvent('hidden')
		phone.pass(60 * minute)
		onEvent('rests')
		expect(phone.locks).toBe(1)
	})
})

describe('after the app opened the camera', () => {
	beforeEach(() => onEvent('goes-out'))

	test('it may be hidden for five minutes', () => {
		onEvent('hidden')
		phone.pass(longestOutMs - 1)
		expect(phone.locks).toBe(0)
		phone.pass(1)
		expect(phone.locks).toBe(1)
	})
	test('and shows the PIN if that took longer while the phone slept', () => {
		onEvent('hidden')
		phone.sleep(longestOutMs)
		onEvent('seen')
		expect(phone.locks).toBe(1)
	})
	test('and shows the form, with a photo that is handed over before the page is visible', () => {
		onEvent('hidden')
		phone.pass(4 * minute)
		onEvent('is-back')
		onEvent('seen')
		phone.pass(idleMs - 1)
		expect(phone.locks).toBe(0)
		onEvent('hidden')
		expect(phone.locks).toBe(1)
	})
	test('through a chooser that shows the page briefly in between', () => {
		onEvent('hidden')
		onEvent('seen')
		onEvent('hidden')
		expect(phone.locks).toBe(0)
	})
	test('also if the closing keyboard moves the page', () => {
		onEvent('moved')
		onEvent('hidden')
		expect(phone.locks).toBe(0)
	})
	test('and is back with the next touch, if the browser does not report that nothing was chosen', () => {
		onEvent('hidden')
		onEvent('seen')
		onEvent('touched')
		onEvent('hidden')
		expect(phone.locks).toBe(1)
	})
	test('is back when the chooser was closed', () => {
		onEvent('is-back')
		onEvent('hidden')
		expect(phone.locks).toBe(1)
	})
	test('while audio plays the phone stays unlocked; when hidden it locks all the same', () => {
		const bench = new Bench()
		for (let i = 0; i < 10; i++) {
			bench.pass(minute / 2)
			bench.autoLock.onEvent('reads')
		}
		expect(bench.locks).toBe(0)
		bench.pass(idleMs)
		expect(bench.locks).toBe(1)
		const other = new Bench()
		other.autoLock.onEvent('reads')
		other.autoLock.onEvent('hidden')
		expect(other.locks).toBe(1)
	})
})

describe('while a form is open', () => {
	beforeEach(() => {
		phone.policy = formPolicy(5)
		onEvent('touched')
	})
	test('the phone locks after the minutes of the office, and warns before', () => {
		phone.pass(5 * minute - warningMs - 1)
		expect(phone.isNear).toBe(false)
		phone.pass(1)
		expect(phone.isNear).toBe(true)
		phone.pass(warningMs - 1)
		expect(phone.locks).toBe(0)
		phone.pass(1)
		expect(phone.locks).toBe(1)
		expect(phone.isNear).toBe(false)
	})
	test('a touch puts the lock off', () => {
		phone.pass(5 * minute - 1)
		onEvent('touched')
		expect(phone.isNear).toBe(false)
		phone.pass(5 * minute - 1)
		expect(phone.locks).toBe(0)
	})
	test('a short call does not lock it, a long one does', () => {
		onEvent('hidden')
		phone.pass(29_000)
		onEvent('seen')
		expect(phone.locks).toBe(0)
		onEvent('hidden')
		phone.pass(30_000)
		expect(phone.locks).toBe(1)
	})
})

test('a practice interview is a form, which stays open longer than a list', () => {
	expect(policyAt('/practice', 7)).toEqual(formPolicy(7))
	expect(policyAt('/fill/abc', 7)).toEqual(formPolicy(7))
	expect(policyAt('/', 7)).toEqual(listPolicy)
})
