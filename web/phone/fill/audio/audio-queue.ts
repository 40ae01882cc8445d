import { emitActivity } from '../../../ui/activity-events.ts'

/** A text to read: its question, its id (`textId`) and its audio file. */
export interface AudioClip {
	/** Path of the question that it belongs to. */
	readonly path: string
	readonly id: string
	readonly hash: string
}

/** Plays texts one after the other, and reports the current one. */
export interface AudioQueue {
	/** Null while nothing is played. */
	now(): AudioClip | null
	/** True if an audio file of the last request is missing or could not be played on this phone. */
	isBroken(): boolean
	/** Plays these texts; replaces what is being played. */
	play(texts: readonly AudioClip[]): Promise<void>
	stop(): void
	subscribe(listener: () => void): () => void
}

/** How a playback ended; `paused`: by the phone, for a call or by the headphones. */
type PlaybackOutcome = 'heard' | 'paused' | 'broken'

/** @param read Returns the file; null if it is not on the phone any more. */
export function audioQueue(read: (hash: string) => Promise<Blob | null>, sound = new Audio()): AudioQueue {
	const listeners = new Set<() => void>()
	let now: AudioClip | null = null
	let isBroken = false
	let turn = 0
	const show = (next: AudioClip | null) => {
		now = next
		for (const listener of listeners) listener()
	}
	async function played(blob: Blob): Promise<PlaybackOutcome> {
		const address = URL.createObjectURL(blob)
		try {
			// one player for all files: a browser that needs a tap before it plays has had it for this one
			sound.src = address
			sound.ontimeupdate = () => emitActivity('reads')
			const ended = new Promise<PlaybackOutcome>((over) => {
				sound.onended = () => over('heard')
				sound.onerror = () => over('broken')
				sound.onpause = () => over(sound.ended ? 'heard' : 'paused')
			})
			await sound.play()
			return await ended
		} catch (thrown) {
			// paused before playback began
			return (thrown as Error).name === 'AbortError' ? 'paused' : 'broken'
		} finally {
			URL.revokeObjectURL(address)
		}
	}
	return {
		now: () => now,
		isBroken: () => isBroken,
		async play(texts) {
			const mine = ++turn
			sound.pause()
			isBroken = false
			for (const text of texts) {
				const blob = await read(text.hash)
				if (turn !== mine) return
				if (blob) show(text)
				const outcome = blob ? await played(blob) : 'broken'
				if (turn !== mine) return
				// the remaining texts must not be played either
				if (outcome === 'paused') break
				isBroken ||= outcome === 'broken'
			}
			show(null)
		},
		stop() {
			turn++
			sound.pause()
			if (now) show(null)
		},
		subscribe(listener) {
			listeners.add(listener)
			return () => listeners.delete(listener)
		},
	}
}
