import { asProblem } from '#shared/kernel/problem'
import type { UnlockedSession } from '../../storage/people-on-phone.ts'
import { listStoredAudio, loadAudioOffer, saveAudioOffer } from '../../storage/spoken-sounds.ts'
import { fetchAudioLanguages } from '../../sync/aloud-client.ts'

const askAgainMs = 24 * 3_600_000

/**
 * Says whether anything was recorded for a form: at once what this phone knows, and then what the server says, which is asked
 * once a day. Some hundred bytes, and none where the network is away.
 */
export async function checkAudioAvailable(
	atWork: UnlockedSession,
	form: string,
	onKnown: (isThere: boolean) => void,
): Promise<void> {
	const offer = await loadAudioOffer(form)
	const isHere = (await listStoredAudio()).some((each) => each.form === form)
	onKnown(isHere || (offer?.languages.length ?? 0) > 0)
	const isFresh = offer && Math.abs(Date.now() - offer.at) < askAgainMs
	// in the empty app nothing is fetched
	if (isFresh || atWork.isDecoy || !navigator.onLine) return
	const languages = await fetchAudioLanguages(atWork, form).catch((thrown: unknown) => {
		// a server from before has none, and is not asked at every form
		if (asProblem(thrown).code === 'not-found') return []
		throw thrown
	})
	await saveAudioOffer(form, languages)
	onKnown(isHere || languages.length > 0)
}
