import { stays } from '../../ui/stay-open.ts'

/** A text that is read: where it stands and which it is (`textId`), and its sound. */
export interface Spoken {
	/** Of the question that it belongs to. */
	readonly path: string
	readonly id: string
	readonly hash: string
}

/** Reads texts aloud, one after the other, and says which one it is at. */
export interface SoundQueue {
	/** Null while nothing is read. */
	now(): Spoken | null
	/** The last sound could not be played on this phone. */
	isBroken(): boolean
	/** In the place of what was read until now. */
	play(texts: readonly Spoken[]): Promise<void>
	stop(): void
	subscribe(listener: () => void): () => void
}

/** `read`: null where a sound is not here; it is passed over. */
export function soundQueue(read: (hash: string) => Promise<Blob | null>, sound = new Audio()): SoundQueue {
	const listeners = new Set<() => void>()
	let now: Spoken | null = null
	let isBroken = false
	let turn = 0
	const show = (next: Spoken | null) => {
		now = next
		for (const listener of listeners) listener()
	}
	/** True if it was heard to its end. */
	async function played(blob: Blob): Promise<boolean> {
		const address = URL.createObjectURL(blob)
		try {
			// one player for all: a phone that plays only after a touch has been touched for it
			sound.src = address
			sound.ontimeupdate = () => stays('reads')
			const ended = new Promise<boolean>((over) => {
				sound.onended = () => over(true)
				sound.onerror = () => over(false)
				sound.onpause = () => over(sound.ended)
			})
			await sound.play()
			return await ended
		} catch {
			return false
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
				if (!blob) continue
				show(text)
				const isHeard = await played(blob)
				if (turn !== mine) return
				isBroken ||= !isHeard
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
