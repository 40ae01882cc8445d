import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { pagesOf } from '#shared/forms/pages'
import { scenario } from '#shared/testing/scenario'
import { startBackgroundLocation } from './background-location.ts'
import { createInMemoryFilling } from './in-memory-filling.ts'

const { form } = scenario(`
		type | name | label | relevant | bind::zila:background
		begin group | first | First
		text | who | Who
		geopoint | gps | Where | \${who} != 'nobody' | yes
		end group
		begin group | second | Second
		text | more | More
		end group
`).session
const pages = pagesOf(form)
const [first = null, second = null] = pages

/** A manual location receiver: the test sets its readings, and sees if it is watched. */
class Receiver {
	onPosition: PositionCallback | null = null
	failed: PositionErrorCallback | null = null
	watchPosition(onPosition: PositionCallback, failed: PositionErrorCallback): number {
		this.onPosition = onPosition
		this.failed = failed
		return 1
	}
	clearWatch(): void {
		this.onPosition = null
	}
	reportAccuracy(accuracy: number): void {
		const coords = { latitude: 30.05, longitude: 70.63, altitude: null, accuracy }
		this.onPosition?.({ coords, timestamp: 0 } as GeolocationPosition)
	}
}

describe('a location that is searched for in the background', () => {
	let receiver: Receiver
	let hasAnswers: boolean
	const start = (permission: PermissionState = 'granted', before: readonly string[] = []) => {
		vi.stubGlobal('navigator', {
			geolocation: receiver,
			permissions: { query: async () => ({ state: permission }) },
		})
		const declined: string[] = []
		const filling = createInMemoryFilling({ form, presets: {}, offsetMinutes: 300, language: 'en' })
		const background = startBackgroundLocation({
			filling,
			hasAnswers: () => hasAnswers,
			declined: before,
			onDeclined: (path) => declined.push(path),
		})
		const end = background.listen()
		background.pageOpened(first)
		return { filling, background, end, declined, place: () => filling.session.answerAt('first/gps') }
	}
	beforeEach(() => {
		vi.useFakeTimers()
		vi.stubGlobal('document', new EventTarget())
		receiver = new Receiver()
		hasAnswers = true
	})
	afterEach(() => {
		vi.useRealTimers()
		vi.unstubAllGlobals()
	})

	test('is saved as last known when the phone gave up, if accurate enough', async () => {
		for (const [accuracy, isTaken] of [
			[45, true],
			[400, false],
		] as const) {
			const { place, end } = start()
			await vi.advanceTimersByTimeAsync(0)
			receiver.reportAccuracy(accuracy)
			receiver.failed?.({ code: 2 } as GeolocationPositionError)
			expect(place() !== undefined, `${accuracy} m`).toBe(isTaken)
			end()
		}
	})
	test('is saved automatically when accurate enough, and the search stops', async () => {
		const { background, place } = start()
		await vi.advanceTimersByTimeAsync(0)
		expect(background.state()).toEqual({ is: 'looking', metres: null })
		receiver.reportAccuracy(80)
		expect(background.state()).toEqual({ is: 'looking', metres: 80 })
		expect(place()).toBeUndefined()
		receiver.reportAccuracy(12)
		expect(place()).toBe('30.05 70.63 0 12')
		expect(receiver.onPosition).toBeNull()
		expect(background.state()).toEqual({ is: 'taken', metres: 12 })
	})
	test.each([
		[60, '30.05 70.63 0 60'],
		[900, undefined],
	])(
		'at the end of its time, and when the section is left, a location within %i m is saved: %s',
		async (metres, taken) => {
			for (const over of [() => vi.advanceTimersByTimeAsync(180_000), null]) {
				const { background, place } = start()
				await vi.advanceTimersByTimeAsync(0)
				receiver.reportAccuracy(metres)
				await (over ? over() : background.pageOpened(second))
				expect(place()).toBe(taken)
				expect(receiver.onPosition).toBeNull()
			}
		},
	)
	test('after its time the search does not start again; if left early, it does on return', async () => {
		const { background } = start()
		await vi.advanceTimersByTimeAsync(0)
		background.pageOpened(second)
		expect(receiver.onPosition).toBeNull()
		background.pageOpened(first)
		expect(receiver.onPosition).not.toBeNull()
		await vi.advanceTimersByTimeAsync(180_000)
		background.pageOpened(second)
		background.pageOpened(first)
		expect(receiver.onPosition).toBeNull()
	})
	test('if the form does not ask for it there is no search, and late results are ignored', async () => {
		const { filling, place } = start()
		await vi.advanceTimersByTimeAsync(0)
		const late = receiver.onPosition
		filling.answer('first/who', 'nobody')
		expect(receiver.onPosition).toBeNull()
		late?.({ coords: { latitude: 1, longitude: 2, altitude: null, accuracy: 5 } } as GeolocationPosition)
		filling.answer('first/who', 'somebody')
		expect(place()).toBeUndefined()
	})
	test('a form that was only opened gets no location; with its next page it gets the one found', async () => {
		hasAnswers = false
		const { background, place } = start()
		await vi.advanceTimersByTimeAsync(0)
		receiver.reportAccuracy(10)
		background.pageOpened(null)
		background.pageOpened(first)
		expect(place()).toBeUndefined()
		background.pageOpened(second)
		expect(place()).toBe('30.05 70.63 0 10')
	})
	test('and so does it with its first answer', async () => {
		hasAnswers = false
		const { filling, place } = start()
		await vi.advanceTimersByTimeAsync(0)
		receiver.reportAccuracy(10)
		expect(receiver.onPosition).toBeNull()
		expect(place()).toBeUndefined()
		hasAnswers = true
		filling.answer('first/who', 'somebody')
		expect(place()).toBe('30.05 70.63 0 10')
	})
	test('a location that was entered is not replaced', async () => {
		const { filling, place } = start()
		await vi.advanceTimersByTimeAsync(0)
		filling.answer('first/gps', '31 71 0 0 map')
		expect(receiver.onPosition).toBeNull()
		receiver.reportAccuracy(5)
		expect(place()).toBe('31 71 0 0 map')
	})
	test('if the browser would ask for permission, it is asked only after a press', async () => {
		const { background } = start('prompt')
		await vi.advanceTimersByTimeAsync(0)
		expect([background.state(), receiver.onPosition]).toEqual([{ is: 'asking' }, null])
		background.allow()
		expect(receiver.onPosition).not.toBeNull()
	})
	test('after declining or a refusal nothing is asked, and the form is unchanged', async () => {
		const { background } = start('prompt')
		await vi.advanceTimersByTimeAsync(0)
		background.decline()
		expect([background.state(), receiver.onPosition]).toEqual([{ is: 'off' }, null])
		const forbidden = start('denied')
		await vi.advanceTimersByTimeAsync(0)
		expect([forbidden.background.state(), receiver.onPosition]).toEqual([{ is: 'off' }, null])
	})
	test('a hidden page does not search', async () => {
		start()
		await vi.advanceTimersByTimeAsync(0)
		Object.assign(document, { hidden: true })
		document.dispatchEvent(new Event('visibilitychange'))
		expect(receiver.onPosition).toBeNull()
		Object.assign(document, { hidden: false })
		document.dispatchEvent(new Event('visibilitychange'))
		expect(receiver.onPosition).not.toBeNull()
	})
	test('removed, or declined during the search, it does not return, and the draft records it', async () => {
		const { filling, background, place, declined } = start()
		await vi.advanceTimersByTimeAsync(0)
		receiver.reportAccuracy(12)
		background.declineAt('first/gps')
		filling.answer('first/gps', null)
		expect([place(), receiver.onPosition, declined]).toEqual([undefined, null, ['first/gps']])
		background.pageOpened(second)
		background.pageOpened(first)
		expect(receiver.onPosition).toBeNull()

		const looking = start()
		await vi.advanceTimersByTimeAsync(0)
		receiver.reportAccuracy(60)
		looking.background.decline()
		expect([looking.place(), receiver.onPosition]).toEqual([undefined, null])
		expect(looking.background.state()).toEqual({ is: 'off' })

		const later = start('granted', ['first/gps'])
		await vi.advanceTimersByTimeAsync(0)
		expect([receiver.onPosition, later.background.state()]).toEqual([null, { is: 'off' }])
		// requested at its question it searches once, and not automatically again
		later.background.seekerAt('first/gps')?.start()
		expect(receiver.onPosition).not.toBeNull()
		later.background.pageOpened(second)
		later.background.pageOpened(first)
		expect(receiver.onPosition).toBeNull()
	})
	test('when the page is hidden or left, an accurate result is saved first', async () => {
		const { background, place } = start()
		await vi.advanceTimersByTimeAsync(0)
		receiver.reportAccuracy(60)
		background.suspend()
		expect([place(), receiver.onPosition]).toEqual(['30.05 70.63 0 60', null])
		const another = start()
		await vi.advanceTimersByTimeAsync(0)
		receiver.reportAccuracy(60)
		another.end()
		expect([another.place(), receiver.onPosition]).toEqual(['30.05 70.63 0 60', null])
	})
	test('while the screen is touched nothing changes under the finger: a location is saved after the tap, or when the form is left', async () => {
		const { place } = start()
		await vi.advanceTimersByTimeAsync(0)
		document.dispatchEvent(new Event('pointerdown'))
		receiver.reportAccuracy(12)
		document.dispatchEvent(new Event('pointerup'))
		expect(place()).toBeUndefined()
		await vi.advanceTimersByTimeAsync(500)
		expect(place()).toBe('30.05 70.63 0 12')

		const another = start()
		await vi.advanceTimersByTimeAsync(0)
		document.dispatchEvent(new Event('pointerdown'))
		receiver.reportAccuracy(20)
		expect(another.place()).toBeUndefined()
		another.background.suspend()
		expect(another.place()).toBe('30.05 70.63 0 20')
	})
	test('when the form is left the search ends', async () => {
		const { end } = start()
		await vi.advanceTimersByTimeAsync(0)
		end()
		expect(receiver.onPosition).toBeNull()
	})
})
