import * as z from 'zod/mini'
import { toHex } from '#shared/kernel/bytes'
import { digest } from '#shared/kernel/digest'
import {
	type AudioFiles,
	type AudioLanguages,
	audioFilesSchema,
	audioLanguagesSchema,
	audioPaths,
} from '#shared/sync/audio'
import { rejectWhenLow } from '../database/disk-guard.ts'

/*
 * Audio of questions, unencrypted: it contains no answers, and enrolments with other PINs on this phone use
 * the same files. Stored in the browser's cache, each under the hash of its content, so that a file is never
 * downloaded twice.
 */

const cacheName = 'zila-aloud'
const open = (): Promise<Cache> => caches.open(cacheName)

/** Audio files of a form in one language. */
export interface StoredAudioList {
	readonly form: string
	readonly language: string
	readonly sounds: AudioFiles
}

/** Returns the downloaded audio lists of all forms and languages. */
export async function listStoredAudio(): Promise<StoredAudioList[]> {
	const cache = await open()
	const found: StoredAudioList[] = []
	for (const request of await cache.keys()) {
		const [, form, language] = /^\/aloud\/forms\/([^/]+)\/([^/]+)$/.exec(new URL(request.url).pathname) ?? []
		if (form === undefined || language === undefined) continue
		const list: unknown = await (await cache.match(request))?.json()
		const sounds = audioFilesSchema.safeParse(list)
		if (sounds.success)
			found.push({
				form: decodeURIComponent(form),
				language: decodeURIComponent(language),
				sounds: sounds.data,
			})
	}
	return found
}

const offerSchema = z.object({ at: z.number(), languages: audioLanguagesSchema })

/** Returns the audio languages that the server offered for a form, and when; null if not requested yet. */
export async function loadAudioOffer(form: string): Promise<z.infer<typeof offerSchema> | null> {
	const cached: unknown = await (await (await open()).match(audioPaths.languages(form)))?.json()
	return offerSchema.safeParse(cached).data ?? null
}

export async function saveAudioOffer(form: string, languages: AudioLanguages): Promise<void> {
	const offer = Response.json({ at: Date.now(), languages })
	await (await open()).put(audioPaths.languages(form), offer)
}

/** Marks what is known of the server's audio as old, so that the next form that opens asks again. */
export async function renewAudioOffers(): Promise<void> {
	const cache = await open()
	for (const request of await cache.keys()) {
		const offer = offerSchema.safeParse(await (await cache.match(request))?.json().catch(() => null)).data
		if (offer) await cache.put(request, Response.json({ ...offer, at: 0 }))
	}
}

/** Returns the hashes of the audio files that are complete on this phone. */
export async function listAudioHashes(): Promise<ReadonlySet<string>> {
	const requests = await (await open()).keys()
	return new Set(
		requests.flatMap(({ url }) => /^\/aloud\/sounds\/([0-9a-f]{64})$/.exec(new URL(url).pathname)?.[1] ?? []),
	)
}

export async function saveAudioList({ form, language, sounds }: StoredAudioList): Promise<void> {
	const list = new Response(JSON.stringify(sounds), { headers: { 'content-type': 'application/json' } })
	await (await open()).put(audioPaths.sounds(form, language), list)
	await dropUnnamed()
}

/**
 * Stores an audio file. False if its content does not match the hash. @throws Problem `phone-nearly-full`,
 * `phone-full`
 */
export async function saveAudioFile(hash: string, sound: Blob): Promise<boolean> {
	if (toHex(digest(new Uint8Array(await sound.arrayBuffer()))) !== hash) return false
	await rejectWhenLow()
	await (await open()).put(audioPaths.sound(hash), new Response(sound))
	return true
}

/** Returns the audio file; null if the browser has deleted it. */
export const readSound = async (hash: string): Promise<Blob | null> =>
	(await (await (await open()).match(audioPaths.sound(hash)))?.blob()) ?? null

export async function deleteAudio(form: string, language: string): Promise<void> {
	await (await open()).delete(audioPaths.sounds(form, language))
	await dropUnnamed()
}

export const deleteAllAudio = async (): Promise<void> => void (await caches.delete(cacheName))

/** Returns the total bytes of the audio files on this phone. */
export async function sizeOfSounds(): Promise<number> {
	const here = await listAudioHashes()
	if (here.size === 0) return 0
	const sizes = new Map(
		(await listStoredAudio()).flatMap(({ sounds }) => sounds.map(({ hash, size }) => [hash, size])),
	)
	return [...here].reduce((sum, hash) => sum + (sizes.get(hash) ?? 0), 0)
}

/** Deletes audio files that no list names any more, because they were replaced or removed. */
async function dropUnnamed(): Promise<void> {
	const named = new Set((await listStoredAudio()).flatMap(({ sounds }) => sounds.map(({ hash }) => hash)))
	const cache = await open()
	for (const hash of await listAudioHashes()) if (!named.has(hash)) await cache.delete(audioPaths.sound(hash))
}
