import { largestSound } from '#shared/audio/sound-type'
import { Problem } from '#shared/kernel/problem'

/** Enough for speech (Opus, mono): a text of ten seconds has 20 kB. */
const bitsPerSecond = 16_000
/** Interval in which the size is checked; the last chunk needs room as well. */
const partMs = 1000
const roomForTheEnd = 100_000

export interface AudioRecording {
	/** The recording, after it has ended; null if it was discarded. */
	readonly result: Promise<Blob | null>
	/** Ends the recording. It also ends by itself at the maximum size. */
	stop(): void
	/** Ends the recording and drops it. */
	discard(): void
}

/** @throws Problem `microphone-unavailable` */
export async function recordAudioText(): Promise<AudioRecording> {
	const stream = await navigator.mediaDevices
		.getUserMedia({ audio: { channelCount: 1 } })
		.catch((thrown: unknown) => {
			throw new Problem('microphone-unavailable', {}, thrown)
		})
	const recorder = new MediaRecorder(stream, { audioBitsPerSecond: bitsPerSecond })
	const parts: Blob[] = []
	let size = 0
	let isDropped = false
	const stop = () => {
		if (recorder.state !== 'inactive') recorder.stop()
	}
	recorder.ondataavailable = ({ data }) => {
		parts.push(data)
		size += data.size
		if (size > largestSound - roomForTheEnd) stop()
	}
	const recording = new Promise<Blob | null>((done) => {
		recorder.onstop = () => {
			for (const track of stream.getTracks()) track.stop()
			done(isDropped ? null : new Blob(parts, { type: recorder.mimeType }))
		}
	})
	recorder.start(partMs)
	return {
		result: recording,
		stop,
		discard() {
			isDropped = true
			stop()
		},
	}
}
