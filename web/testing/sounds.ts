import { act } from '@testing-library/react'
import { onTestFinished, vi } from 'vitest'
import { listAudioTexts } from '#shared/audio/audio-texts'
import type { FormDefinition } from '#shared/forms/form-definition'
import { toHex, utf8 } from '#shared/kernel/bytes'
import { digest } from '#shared/kernel/digest'
import { type AudioFiles, audioPaths } from '#shared/sync/audio'
import { saveAudioFile, saveAudioList } from '../storage/attachments/audio-files.ts'

/* Audio questions: the browser's cache, the server that has the files, and the player. */

type CacheRequest = string | { readonly url: string }
const addressOf = (request: CacheRequest) =>
	new URL(typeof request === 'string' ? request : request.url, 'http://localhost').href

/** An empty cache in memory: this DOM has none. */
export function emptyCaches(): void {
	const all = new Map<string, Map<string, Response>>()
	const open = async (name: string) => {
		const entries = all.get(name) ?? new Map<string, Response>()
		all.set(name, entries)
		return {
			put: async (request: CacheRequest, response: Response) =>
				void entries.set(addressOf(request), response),
			match: async (request: CacheRequest) => entries.get(addressOf(request))?.clone(),
			delete: async (request: CacheRequest) => entries.delete(addressOf(request)),
			keys: async () => [...entries.keys()].map((url) => ({ url })),
		}
	}
	vi.stubGlobal('caches', { open, delete: async (name: string) => all.delete(name) })
}

/** Returns the recording of a text: bytes that represent its audio. */
const soundOf = (key: string) => utf8(`sound of ${key}`)

/** Returns audio files for the texts of a form with these labels. */
export function recorded(form: FormDefinition, language: string, labels: readonly string[]): AudioFiles {
	return listAudioTexts(form, language)
		.filter(({ texts }) => Object.values(texts).some((each) => labels.includes(each)))
		.map(({ key }) => ({ text: key, hash: toHex(digest(soundOf(key))), size: 400_000 }))
}

/** Stores audio files on this phone, with their list. */
export async function storeAudioOnPhone(form: string, language: string, sounds: AudioFiles): Promise<void> {
	await saveAudioList({ form, language, sounds })
	for (const { text, hash } of sounds) await saveAudioFile(hash, new Blob([soundOf(text)]))
}

/**
 * Serves the audio files of a form. Returns the requests; `refuse` returns the error reply for a URL, or
 * null.
 */
export function soundServer(
	form: string,
	sounds: Readonly<Record<string, AudioFiles>>,
): { readonly requests: string[]; refuse: (address: string) => Response | Promise<Response> | null } {
	const before = globalThis.fetch
	onTestFinished(() => {
		globalThis.fetch = before
	})
	const server: ReturnType<typeof soundServer> = { requests: [], refuse: () => null }
	const all = Object.values(sounds).flat()
	globalThis.fetch = async (input, init) => {
		const address = String(input)
		if (!address.startsWith('/aloud/')) return before(input, init)
		server.requests.push(address)
		const refused = server.refuse(address)
		if (refused) return refused
		if (address === audioPaths.languages(form))
			return Response.json(
				Object.entries(sounds).map(([language, own]) => ({
					language,
					texts: 5,
					sounds: own.length,
					size: own.reduce((sum, { size }) => sum + size, 0),
				})),
			)
		for (const [language, own] of Object.entries(sounds))
			if (address === audioPaths.sounds(form, language)) return Response.json(own)
		const found = all.find(({ hash }) => address === audioPaths.sound(hash))
		return found ? new Response(soundOf(found.text)) : Response.json({ code: 'not-found' }, { status: 404 })
	}
	return server
}

export interface Player {
	/** Returns the audio that is being played; null if none is. */
	reads(): string | null
	/** Ends the playback. */
	ends(): Promise<void>
	/** Fails the playback. */
	breaks(): Promise<void>
}

/** The phone's audio player, which plays until the test ends it. */
export function soundPlayer(): Player {
	const contents = new Map<string, Blob>()
	const [make, revoke] = [URL.createObjectURL, URL.revokeObjectURL]
	let [playing, lastPlayed]: [OneSound | null, string | null] = [null, null]
	class OneSound {
		src = ''
		ended = false
		onended = () => {}
		onerror = () => {}
		onpause = () => {}
		ontimeupdate = () => {}
		async play() {
			playing = this
			lastPlayed = (await contents.get(this.src)?.text()) ?? null
		}
		pause() {
			if (playing === this) lastPlayed = null
			this.onpause()
		}
	}
	let count = 0
	vi.stubGlobal('Audio', OneSound)
	URL.createObjectURL = (blob) => {
		const address = `blob:${++count}`
		contents.set(address, blob as Blob)
		return address
	}
	URL.revokeObjectURL = () => {}
	onTestFinished(() => {
		Object.assign(URL, { createObjectURL: make, revokeObjectURL: revoke })
	})
	const over = (how: 'onended' | 'onerror') =>
		act(async () => {
			lastPlayed = null
			playing?.[how]()
		})
	return { reads: () => lastPlayed, ends: () => over('onended'), breaks: () => over('onerror') }
}

/** Returns the content of the player for a text with this label. */
export const spokenText = (form: FormDefinition, language: string, label: string): string => {
	const found = listAudioTexts(form, language).find(({ texts }) => Object.values(texts).includes(label))
	return `sound of ${found?.key}`
}
