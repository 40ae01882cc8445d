import { type AudioRecording, recordAudioText } from './record-audio.ts'

/** Current activity of the panel, and its row. */
export interface DeckState {
	readonly row: string
	readonly does: 'plays' | 'records'
}

/**
 * One player and one microphone for all rows: nothing plays into a recording, and two rows never record at
 * once.
 */
export interface AudioDeck {
	now(): DeckState | null
	/** Plays the audio at `address`; ends any other activity first. @throws errors of the player */
	play(row: string, address: string): Promise<void>
	/**
	 * Records; resolves when the microphone is open. `onRecorded` is called once when the recording ends, and
	 * never if it is discarded.
	 * @throws Problem `microphone-unavailable`
	 */
	record(row: string, onRecorded: (sound: Blob) => void): Promise<void>
	/** Ends playback or recording; the recording is saved. */
	end(): void
	/** Called when a row unmounts: ends its playback, and closes its microphone or prevents it from opening. */
	leave(row: string): void
	subscribe(listener: () => void): () => void
}

export function createAudioDeck(player = new Audio(), record = recordAudioText): AudioDeck {
	const listeners = new Set<() => void>()
	let state: DeckState | null = null
	/** Row of the current activity, also while the browser asks for the microphone. */
	let activeRow: string | null = null
	let recording: AudioRecording | null = null
	let requestCount = 0
	const show = (next: DeckState | null) => {
		state = next
		for (const listener of listeners) listener()
	}
	function begin(row: string): number {
		recording?.discard()
		recording = null
		activeRow = row
		player.pause()
		show(null)
		return ++requestCount
	}
	player.onended =
		player.onpause =
		player.onerror =
			() => {
				if (state?.does === 'plays') show(null)
			}
	return {
		now: () => state,
		async play(row, address) {
			const request = begin(row)
			player.src = address
			try {
				await player.play()
				if (requestCount === request) show({ row, does: 'plays' })
			} catch (thrown) {
				// a later request has replaced this one
				if (requestCount === request) throw thrown
			}
		},
		async record(row, onRecorded) {
			const request = begin(row)
			const opened = await record()
			if (requestCount !== request) return opened.discard()
			recording = opened
			show({ row, does: 'records' })
			void opened.result.then((sound) => {
				if (recording === opened) {
					recording = null
					show(null)
				}
				if (sound) onRecorded(sound)
			})
		},
		end() {
			const ending = recording
			// The recording is detached first: a row that unmounts cannot discard it any more.
			recording = null
			player.pause()
			show(null)
			ending?.stop()
		},
		leave(row) {
			if (activeRow !== row) return
			requestCount++
			recording?.discard()
			recording = null
			player.pause()
			show(null)
		},
		subscribe(listener) {
			listeners.add(listener)
			return () => listeners.delete(listener)
		},
	}
}
