import { Problem } from '#shared/kernel/problem'
import {
	type AudioFiles,
	type AudioLanguages,
	audioFilesSchema,
	audioLanguagesSchema,
	audioPaths,
	audioHeaders as headers,
} from '#shared/sync/audio'
import { sendRequest } from '../api/server-client.ts'
import { openReply } from '../storage/enrolment/access-keys.ts'
import type { VaultSession } from '../storage/enrolment/enrolments.ts'
import { signedReading } from './signed-reading.ts'

/** Fetches and decrypts a resource; the blob has its media type. @throws Problem */
const get = (vaultSession: VaultSession, address: string, signal?: AbortSignal): Promise<Blob> =>
	signedReading(vaultSession, address, async ({ sentAt, nonce, signature }, access) => {
		const response = await sendRequest(
			address,
			{
				credentials: 'omit',
				headers: {
					[headers.device]: vaultSession.device,
					[headers.sentAt]: String(sentAt),
					[headers.nonce]: nonce,
					[headers.signature]: signature,
				},
			},
			signal,
		)
		const plain = await openReply(access, new Uint8Array(await response.arrayBuffer()), nonce)
		if (!plain) throw new Problem('not-our-server')
		return new Blob([plain], { type: response.headers.get(headers.type) ?? 'application/json' })
	})

/** Fetches the audio languages of a form, with the number of texts in each. @throws Problem */
export async function fetchAudioLanguages(vaultSession: VaultSession, form: string): Promise<AudioLanguages> {
	const found = audioLanguagesSchema.safeParse(
		await jsonOf(await get(vaultSession, audioPaths.languages(form))),
	)
	if (!found.success) throw new Problem('not-our-server')
	return found.data
}

/** @throws Problem, also if `signal` aborts it */
export async function fetchAudioFiles(
	vaultSession: VaultSession,
	form: string,
	language: string,
	signal?: AbortSignal,
): Promise<AudioFiles> {
	const address = audioPaths.sounds(form, language)
	const found = audioFilesSchema.safeParse(
		await within(longestListMs, signal, async (ending) => jsonOf(await get(vaultSession, address, ending))),
	)
	if (!found.success) throw new Problem('not-our-server')
	return found.data
}

/** Time limit of one audio file: the largest one takes this long at 10 kbit/s. */
const longestSoundMs = 20 * 60_000
const longestListMs = 90_000

/** @throws Problem, also if `signal` aborts it */
export async function fetchAudioFile(
	vaultSession: VaultSession,
	hash: string,
	signal: AbortSignal,
): Promise<Blob> {
	return within(longestSoundMs, signal, (ending) => get(vaultSession, audioPaths.sound(hash), ending))
}

/** @throws Problem, also after the time limit or if `signal` aborts, before the call or during it */
async function within<Found>(
	longestMs: number,
	signal: AbortSignal | undefined,
	work: (ending: AbortSignal) => Promise<Found>,
): Promise<Found> {
	const ending = new AbortController()
	const end = () => ending.abort()
	const timer = setTimeout(end, longestMs)
	signal?.addEventListener('abort', end)
	try {
		// a signal that was aborted earlier fires no event
		if (signal?.aborted) end()
		return await work(ending.signal)
	} catch (thrown) {
		throw thrown instanceof Problem ? thrown : new Problem('no-connection', {}, thrown)
	} finally {
		clearTimeout(timer)
		signal?.removeEventListener('abort', end)
	}
}

const jsonOf = async (blob: Blob): Promise<unknown> => JSON.parse(await blob.text())
