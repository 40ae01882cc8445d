import { expect, test, vi } from 'vitest'
import { largestSound } from '#shared/audio/sound-type'
import { recordAudioText } from './record-audio.ts'

/** Returns the data of the test; a browser test covers a real recorder. */
class RecorderForTests {
	static last: RecorderForTests | null = null
	state = 'inactive'
	readonly mimeType = 'audio/webm'
	ondataavailable = (_: { data: Blob }) => {}
	onstop = () => {}
	constructor() {
		RecorderForTests.last = this
	}
	start(partMs?: number) {
		expect(partMs).toBeGreaterThan(0)
		this.state = 'recording'
	}
	stop() {
		this.state = 'inactive'
		this.onstop()
	}
	give(size: number) {
		this.ondataavailable({ data: new Blob([new Uint8Array(size)]) })
	}
}
const microphone = { isOpen: false }
vi.stubGlobal('MediaRecorder', RecorderForTests)
vi.stubGlobal('navigator', {
	mediaDevices: {
		async getUserMedia() {
			microphone.isOpen = true
			return { getTracks: () => [{ stop: () => (microphone.isOpen = false) }] }
		},
	},
})

test('a recording stops at the size limit of audio', async () => {
	const { result } = await recordAudioText()
	for (let parts = 0; parts < 100 && microphone.isOpen; parts++) RecorderForTests.last?.give(50_000)
	expect(microphone.isOpen).toBe(false)
	const size = (await result)?.size ?? 0
	expect(size).toBeLessThanOrEqual(largestSound)
	expect(size).toBeGreaterThan(largestSound - 200_000)
})
test('a discarded recording is not saved, and the microphone is closed', async () => {
	const { result, discard } = await recordAudioText()
	RecorderForTests.last?.give(100)
	discard()
	expect([await result, microphone.isOpen]).toEqual([null, false])
})
