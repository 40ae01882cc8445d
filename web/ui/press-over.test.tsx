import { fireEvent } from '@testing-library/react'
import { expect, test } from 'vitest'
import { pressOver } from './press-over.ts'
import { openChooser, type StayEvent, stays, subscribeToStaying } from './stay-open.ts'

/** Whether a promise has come to its end by now. */
async function isOver(promise: Promise<void>): Promise<boolean> {
	let is = false
	void promise.then(() => {
		is = true
	})
	await pressOverNext()
	return is
}
// what waits for nothing comes in the next turn
const pressOverNext = () => new Promise<void>((next) => requestAnimationFrame(() => next()))

test('with nothing pressed there is nothing to wait for', async () => {
	expect(await isOver(pressOver())).toBe(true)
})

test.each([
	['the finger lifts', () => fireEvent.pointerUp(document.body)],
	['the phone takes the press for itself', () => fireEvent.pointerCancel(document.body)],
	['a key is pressed', () => fireEvent.keyDown(document.body)],
])('while something is pressed it waits until %s', async (_, lift) => {
	fireEvent.pointerDown(document.body)
	const waiting = pressOver()
	expect(await isOver(waiting)).toBe(false)
	lift()
	await waiting
	expect(await isOver(pressOver())).toBe(true)
})

/** What keeps the phone open, as it is heard while `work` runs. */
async function heard(work: () => void | Promise<void>): Promise<StayEvent[]> {
	const events: StayEvent[] = []
	const end = subscribeToStaying((event) => events.push(event))
	await work()
	await pressOverNext()
	end()
	stays('records')
	return events
}

test('whoever is sent to the camera is out until a file is given', async () => {
	const input = document.createElement('input')
	input.type = 'file'
	const given: string[] = []
	input.addEventListener('change', () => given.push('file'))
	input.click = () => {}
	expect(
		await heard(() => {
			openChooser(input)
			given.push('open')
		}),
	).toEqual(['goes-out'])
	expect(await heard(() => void fireEvent.change(input))).toEqual(['is-back'])
	expect(given).toEqual(['open', 'file'])
	// once for each way out
	expect(await heard(() => void fireEvent.change(input))).toEqual([])
})

test('closing the list of files without one is coming back too', async () => {
	const input = document.createElement('input')
	input.click = () => {}
	expect(
		await heard(() => {
			openChooser(input)
			fireEvent(input, new Event('cancel'))
		}),
	).toEqual(['goes-out', 'is-back'])
})

test('a field that is not there sends nobody out', async () => {
	expect(await heard(() => openChooser(null))).toEqual([])
})
