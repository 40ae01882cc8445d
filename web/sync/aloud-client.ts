import { toBase64url } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import {
	type AloudLanguages,
	type AloudSounds,
	aloudAddress,
	aloudLanguagesSchema,
	aloudSoundsSchema,
	aloudHeaders as headers,
	signedAsking,
} from '#shared/sync/aloud'
import type { AtWork } from '../storage/people-on-phone.ts'
import { sign } from '../storage/vault.ts'
import { ask } from './server-client.ts'

/** Who asks. The enrolment's key signs, which needs no PIN. */
type Asking = Pick<AtWork, 'device' | 'signingKey'>

async function get({ device, signingKey }: Asking, address: string, signal?: AbortSignal): Promise<Response> {
	const signature = toBase64url(await sign(signingKey, signedAsking(device, address)))
	const asked = { credentials: 'omit', headers: { [headers.device]: device, [headers.signature]: signature } }
	return ask(address, asked as RequestInit, signal)
}

/** In which languages a form is read aloud, and how much of it. @throws Problem */
export async function aloudLanguages(asking: Asking, form: string): Promise<AloudLanguages> {
	const found = aloudLanguagesSchema.safeParse(await jsonOf(await get(asking, aloudAddress.languages(form))))
	if (!found.success) throw new Problem('not-our-server')
	return found.data
}

/** @throws Problem, also when `signal` ends it */
export async function aloudSounds(
	asking: Asking,
	form: string,
	language: string,
	signal?: AbortSignal,
): Promise<AloudSounds> {
	const address = aloudAddress.sounds(form, language)
	const found = aloudSoundsSchema.safeParse(
		await within(longestListMs, signal, async (ending) => jsonOf(await get(asking, address, ending))),
	)
	if (!found.success) throw new Problem('not-our-server')
	return found.data
}

/** The largest has so long on 10 kbit/s. */
const longestSoundMs = 20 * 60_000
const longestListMs = 90_000

/** @throws Problem, also when `signal` ends it */
export async function aloudSound(asking: Asking, hash: string, signal: AbortSignal): Promise<Blob> {
	return within(longestSoundMs, signal, async (ending) =>
		(await get(asking, aloudAddress.sound(hash), ending)).blob(),
	)
}

/** @throws Problem, also when it took longer or `signal` ended it, before it began or since */
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
		// what was ended before says so no more
		if (signal?.aborted) end()
		return await work(ending.signal)
	} catch (thrown) {
		throw thrown instanceof Problem ? thrown : new Problem('no-connection', {}, thrown)
	} finally {
		clearTimeout(timer)
		signal?.removeEventListener('abort', end)
	}
}

/** A log-in page says "fine" to anything. */
const jsonOf = (response: Response): Promise<unknown> => response.json().catch(() => null)
