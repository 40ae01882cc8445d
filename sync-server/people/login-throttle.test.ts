import { describe, expect, test } from 'vitest'
import { createFailureThrottle, createLoginThrottle, type LoginSource } from './login-throttle.ts'

const start = Date.UTC(2026, 0, 15)
const minute = 60_000

function failing(times: number, maxKeys = 10) {
	const throttle = createFailureThrottle({ firstThrottled: 5, maxKeys })
	for (let i = 0; i < times; i++) throttle.countFailure('kamal', start)
	const secondsLeft = (now = start) => {
		try {
			throttle.rejectIfThrottled('kamal', now)
			return 0
		} catch (thrown) {
			return (thrown as { details: { seconds: number } }).details.seconds
		}
	}
	return { throttle, secondsLeft }
}

test('a few failures cause no delay; from the fifth on it doubles, up to five minutes', () => {
	expect([4, 5, 6, 7, 12, 2000].map((times) => failing(times).secondsLeft())).toEqual([
		0, 5, 10, 20, 300, 300,
	])
})
test('a delay ends by itself, and affects nobody else', () => {
	const { throttle, secondsLeft } = failing(5)
	expect(() => throttle.rejectIfThrottled('kamal', start)).toThrow('too-many-tries')
	expect(() => throttle.rejectIfThrottled('amina', start)).not.toThrow()
	expect([4_999, 5_000].map((ms) => secondsLeft(start + ms))).toEqual([1, 0])
})
test('failures are forgotten after a quarter of an hour, and after a success', () => {
	const { throttle, secondsLeft } = failing(9)
	throttle.countFailure('kamal', start + 15 * minute)
	expect(secondsLeft(start + 15 * minute)).toBe(0)
	const other = failing(9)
	other.throttle.reset('kamal')
	expect(other.secondsLeft()).toBe(0)
})
test('an attempt that was no guess is not counted', () => {
	const { throttle, secondsLeft } = failing(5)
	throttle.undoFailure('kamal')
	expect(secondsLeft()).toBe(0)
	throttle.countFailure('kamal', start)
	expect(secondsLeft()).toBe(5)
})
test('memory is bounded: the oldest failures are evicted first', () => {
	const { throttle, secondsLeft } = failing(5, 3)
	throttle.countFailure('a', start)
	throttle.countFailure('kamal', start)
	for (const key of ['b', 'c']) throttle.countFailure(key, start)
	expect(secondsLeft()).toBe(10)
	throttle.countFailure('d', start)
	expect(secondsLeft()).toBe(0)
})

describe('guesses at a username', () => {
	const network = (name: string): LoginSource => ({ kind: 'network', network: name })
	const device: LoginSource = { kind: 'device', device: 'a' }
	const signIn = (throttle: ReturnType<typeof createLoginThrottle>, source: LoginSource, now = start) => {
		const login = { username: 'amina', source, now }
		try {
			return { login, delayMs: throttle.begin(login), isRefused: false }
		} catch {
			return { login, delayMs: 0, isRefused: true }
		}
	}

	test('[LT1] [LT2] five addresses that guess for eight hours lock nobody out, in another network or a known browser', () => {
		const throttle = createLoginThrottle()
		let tries = 0
		for (let now = start; now < start + 8 * 60 * minute; now += minute) {
			for (let address = 0; address < 5; address++)
				if (!signIn(throttle, network(`192.0.2.${address}`), now).isRefused) tries++
			const owner = signIn(throttle, network('198.51.100.7'), now)
			expect(owner.isRefused).toBe(false)
			throttle.succeed(owner.login)
			const known = signIn(throttle, device, now)
			expect([known.isRefused, known.delayMs]).toEqual([false, 0])
			throttle.succeed(known.login)
		}
		// one each five minutes from each address
		expect(tries).toBeLessThan(5 * 8 * 14)
	})
	test('[LT1] [LT4] failures in one network delay that network, and a success elsewhere does not end it', () => {
		const throttle = createLoginThrottle()
		for (let i = 0; i < 5; i++) signIn(throttle, network('a'))
		expect(signIn(throttle, network('a')).isRefused).toBe(true)
		const owner = signIn(throttle, network('b'))
		expect(owner.isRefused).toBe(false)
		throttle.succeed(owner.login)
		expect(signIn(throttle, network('a')).isRefused).toBe(true)
	})
	test('[LT2] a known browser with wrong attempts is delayed as well', () => {
		const throttle = createLoginThrottle()
		for (let i = 0; i < 5; i++) signIn(throttle, device)
		expect(signIn(throttle, device).isRefused).toBe(true)
		expect(signIn(throttle, { kind: 'device', device: 'b' }).isRefused).toBe(false)
	})
	test('[LT3] attempts from many networks are answered one a second, and those of a known browser at once', () => {
		const throttle = createLoginThrottle()
		for (let i = 0; i < 30; i++) expect(signIn(throttle, network(`n${i}`)).delayMs).toBe(0)
		const delays = Array.from({ length: 23 }, (_, i) => signIn(throttle, network(`m${i}`)))
		expect(delays.map(({ delayMs }) => delayMs).slice(0, 4)).toEqual([0, 1000, 2000, 3000])
		expect(delays.map(({ isRefused }) => isRefused)).toEqual([...Array<boolean>(21).fill(false), true, true])
		expect(signIn(throttle, device)).toMatchObject({ delayMs: 0, isRefused: false })
		expect(signIn(throttle, network('later'), start + 21_000).delayMs).toBe(0)
	})
	test('[LT3] attempts older than a quarter of an hour delay nobody', () => {
		const throttle = createLoginThrottle()
		for (let i = 0; i < 40; i++) signIn(throttle, network(`n${i}`))
		expect(signIn(throttle, network('x'), start + 16 * minute).delayMs).toBe(0)
	})
})
