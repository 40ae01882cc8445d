import { Problem } from '#shared/kernel/problem'

/** Speech needs no more (Opus, mono): a text of ten seconds has 20 kB. */
const bitsPerSecond = 16_000

export interface SpokenRecording {
	/** Ends it, and gives what was said. */
	stop(): Promise<Blob>
	/** Ends it, and nothing is kept. */
	drop(): void
}

/** @throws Problem `microphone-unavailable` */
export async function recordSpoken(): Promise<SpokenRecording> {
	const stream = await navigator.mediaDevices
		.getUserMedia({ audio: { channelCount: 1 } })
		.catch((thrown: unknown) => {
			throw new Problem('microphone-unavailable', {}, thrown)
		})
	const recorder = new MediaRecorder(stream, { audioBitsPerSecond: bitsPerSecond })
	const parts: Blob[] = []
	recorder.ondataavailable = ({ data }) => parts.push(data)
	const ended = new Promise<Blob>((done) => {
		recorder.onstop = () => {
			for (const track of stream.getTracks()) track.stop()
			done(new Blob(parts, { type: recorder.mimeType }))
		}
	})
	const end = () => {
		if (recorder.state !== 'inactive') recorder.stop()
		return ended
	}
	recorder.start()
	return { stop: end, drop: () => void end() }
}
