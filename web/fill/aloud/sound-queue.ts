import { emitActivity } from '../../ui/stay-open.ts'

/** A text that is read: where it stands and which it is (`textId`), and its sound. */
export interface AudioClip {
	/** Of the question that it belongs to. */
	readonly path: string
	readonly id: string
	readonly hash: string
}

/** Reads texts aloud, one after the other, and says which one it is at. */
export interface SoundQueue {
	/** Null while nothing is read. */
	now(): AudioClip | null
	/** Of what was asked for last, a sound is lost or could not be played on this phone. */
	isBroken(): boolean
	/** In the place of what was read until now. */
	play(texts: readonly AudioClip[]): Promise<void>
	stop(): void
	subscribe(listener: () => void): () => void
}

/** How a sound came to its end; `paused`: by the phone, for a call or at the headphones. */
type PlaybackOutcome = 'heard' | 'paused' | 'broken'

/** `read`: null where a sound is not here any more. */
export function soundQueue(read: (hash: string) => Promise<Blob | null>, sound = new Audio()): SoundQueue {
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
			// one player for all: a phone that plays only after a touch has been touched for it
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
			// paused before it began
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
				// nobody hears what comes next
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
