import { asProblem } from '#shared/kernel/problem'
import { listStoredAudio, loadAudioOffer, saveAudioOffer } from '../../../storage/attachments/audio-files.ts'
import type { VaultSession } from '../../../storage/enrolment/enrolments.ts'
import { fetchAudioLanguages } from '../../../sync/audio-client.ts'

const askAgainMs = 24 * 3_600_000

/**
 * Reports if there is audio for a form: at once from what is stored, then from the server, which is asked
 * once a day. Costs some hundred bytes, and none without a network.
 */
export async function checkAudioAvailable(
	vaultSession: VaultSession,
	form: string,
	onKnown: (isThere: boolean) => void,
): Promise<void> {
	const offer = await loadAudioOffer(form)
	const isHere = (await listStoredAudio()).some((each) => each.form === form)
	onKnown(isHere || (offer?.languages.length ?? 0) > 0)
	const isFresh = offer && Math.abs(Date.now() - offer.at) < askAgainMs
	// a decoy session fetches nothing
	if (isFresh || vaultSession.isDecoy || !navigator.onLine) return
	const languages = await fetchAudioLanguages(vaultSession, form).catch((thrown: unknown) => {
		// an older server has no audio: store that, instead of asking for every form
		if (asProblem(thrown).code === 'not-found') return []
		throw thrown
	})
	await saveAudioOffer(form, languages)
	onKnown(isHere || languages.length > 0)
}
