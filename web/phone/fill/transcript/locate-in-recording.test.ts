import { expect, test } from 'vitest'
import { formOf, scenario } from '#shared/testing/scenario'
import { createRecordingSlot } from '../active-recording.ts'
import { locateInRecording } from './locate-in-recording.ts'

const form = () => scenario(formOf('type | name | label\naudio | sound | Recording'))
const running = (elapsed: number, isPaused = false) => ({
	path: 'sound',
	isPaused: () => isPaused,
	elapsedMs: () => elapsed,
	pause() {},
	resume() {},
	stop() {},
})

test('a turn stores the current part of the recording, and the second in it', () => {
	const { session } = form()
	session.answer('sound', 'sound-a.webm sound-b.webm')
	const place = createRecordingSlot()
	expect(locateInRecording(place, session)).toBeNull()
	place.show(running(75_400))
	expect(locateInRecording(place, session)).toEqual({ part: 2, second: 75 })
})

test('during a pause a turn has no position in the recording', () => {
	const { session } = form()
	session.answer('sound', 'sound-a.webm')
	const place = createRecordingSlot()
	place.show(running(5000, true))
	expect(locateInRecording(place, session)).toBeNull()
})
