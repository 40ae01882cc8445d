import { type AudioRecording, recordAudioText } from './record-spoken.ts'

/** What a panel does with sound, and at which row. */
export interface DeckState {
	readonly row: string
	readonly does: 'plays' | 'records'
}

/** One player and one microphone for all rows: nothing plays into a recording, and two rows never record at once. */
export interface AudioDeck {
	now(): DeckState | null
	/** In the place of what was heard or said until now. @throws what the player throws */
	play(row: string, address: string): Promise<void>
	/**
	 * Resolves when the microphone is open. `onSaid` is called once, when it was ended; never if it was dropped.
	 *
	 * @throws Problem `microphone-unavailable`
	 */
	record(row: string, onSaid: (said: Blob) => void): Promise<void>
	/** Ends what is heard; what is said ends and is kept. */
	end(): void
	/** This row goes: nothing of it is heard, and the microphone does not stay open, nor opens later. */
	leave(row: string): void
	subscribe(listener: () => void): () => void
}

export function createAudioDeck(player = new Audio(), record = recordAudioText): AudioDeck {
	const listeners = new Set<() => void>()
	let state: DeckState | null = null
	/** The row that has the turn, also while somebody is asked for the microphone. */
	let asking: string | null = null
	let recording: AudioRecording | null = null
	let turn = 0
	const show = (next: DeckState | null) => {
		state = next
		for (const listener of listeners) listener()
	}
	function begin(row: string): number {
		recording?.discard()
		recording = null
		asking = row
		player.pause()
		show(null)
		return ++turn
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
			const mine = begin(row)
			player.src = address
			try {
				await player.play()
				if (turn === mine) show({ row, does: 'plays' })
			} catch (thrown) {
				// another one was asked for, or none
				if (turn === mine) throw thrown
			}
		},
		async record(row, onSaid) {
			const mine = begin(row)
			const opened = await record()
			if (turn !== mine) return opened.discard()
			recording = opened
			show({ row, does: 'records' })
			void opened.result.then((said) => {
				if (recording === opened) {
					recording = null
					show(null)
				}
				if (said) onSaid(said)
			})
		},
		end() {
			const ending = recording
			// what is kept is out of the hands of a row that goes
			recording = null
			player.pause()
			show(null)
			ending?.stop()
		},
		leave(row) {
			if (asking !== row) return
			turn++
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
