import { asProblem, Problem } from '#shared/kernel/problem'
import { secondsPerPiece, startAttachment } from '../../../storage/attachments/attachments.ts'
import { rejectWhenLow } from '../../../storage/database/disk-guard.ts'
import type { Vault } from '../../../storage/vault/vault.ts'
import type { RecordingSlot } from '../active-recording.ts'

/** Bit rate that is enough for speech (Opus, mono): 120 minutes are about 14 MB. */
const bitsPerSecond = 16_000

export interface RecordAudioOptions {
	readonly vault: Vault
	readonly place: RecordingSlot
	readonly path: string
	readonly maxMs: number
}

/**
 * Records until it is stopped; pieces of a few seconds are sealed and saved meanwhile. Returns the
 * recording's name, or null if the form was left while the browser asked for permission.
 * @throws Problem `microphone-unavailable`, `phone-full`, `phone-nearly-full`, `phone-storage-broken`
 */
export async function recordAudio({ vault, place, path, maxMs }: RecordAudioOptions): Promise<string | null> {
	await rejectWhenLow()
	const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch((thrown: unknown) => {
		throw new Problem('microphone-unavailable', {}, thrown)
	})
	const end = () => {
		for (const track of stream.getTracks()) track.stop()
	}
	if (place.isClosed()) {
		end()
		return null
	}
	try {
		const recording = await startAttachment(vault, { kind: 'sound', ending: 'webm' })
		const recorder = new MediaRecorder(stream, { audioBitsPerSecond: bitsPerSecond })
		let lastSave: Promise<void> = Promise.resolve()
		let problem: Problem | null = null
		let before = 0
		let since = Date.now()
		const elapsedMs = () => before + (recorder.state === 'recording' ? Date.now() - since : 0)
		const running = {
			path,
			elapsedMs,
			isPaused: () => recorder.state === 'paused',
			pause() {
				before = elapsedMs()
				recorder.pause()
				place.show({ ...running })
			},
			resume() {
				since = Date.now()
				recorder.resume()
				place.show({ ...running })
			},
			stop() {
				if (recorder.state !== 'inactive') recorder.stop()
			},
		}
		recorder.ondataavailable = ({ data }) => {
			if (data.size > 0)
				// saved while there is room, then recording ends: the reserve is for answers
				lastSave = recording
					.add(data)
					.then(() => rejectWhenLow())
					.catch((thrown: unknown) => {
						problem ??= asProblem(thrown)
						running.stop()
					})
			if (elapsedMs() >= maxMs) running.stop()
		}
		recorder.onstop = () => {
			end()
			// playable once its last piece is saved
			void lastSave.then(() => place.show(null, problem))
		}
		recorder.start(secondsPerPiece * 1000)
		place.show(running)
		return recording.name
	} catch (thrown) {
		end()
		throw asProblem(thrown)
	}
}
