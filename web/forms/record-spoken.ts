import { largestSound } from '#shared/forms/sound-type'
import { Problem } from '#shared/kernel/problem'

/** Speech needs no more (Opus, mono): a text of ten seconds has 20 kB. */
const bitsPerSecond = 16_000
/** So often it is looked how large it is; what comes while it ends has room as well. */
const partMs = 1000
const roomForTheEnd = 100_000

export interface AudioRecording {
	/** What was said, once it has ended; null if it was dropped. */
	readonly result: Promise<Blob | null>
	/** Ends it. So does it by itself, when it is as long as one may be. */
	stop(): void
	/** Ends it, and nothing is kept. */
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
	const said = new Promise<Blob | null>((done) => {
		recorder.onstop = () => {
			for (const track of stream.getTracks()) track.stop()
			done(isDropped ? null : new Blob(parts, { type: recorder.mimeType }))
		}
	})
	recorder.start(partMs)
	return {
		result: said,
		stop,
		discard() {
			isDropped = true
			stop()
		},
	}
}
