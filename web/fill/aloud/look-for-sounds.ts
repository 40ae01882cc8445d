import { asProblem } from '#shared/kernel/problem'
import type { AtWork } from '../../storage/people-on-phone.ts'
import { keepOffer, keptOffer, keptSounds } from '../../storage/spoken-sounds.ts'
import { aloudLanguages } from '../../sync/aloud-client.ts'

const askAgainMs = 24 * 3_600_000

/**
 * Says whether anything was recorded for a form: at once what this phone knows, and then what the server says, which is asked
 * once a day. Some hundred bytes, and none where the network is away.
 */
export async function lookForSounds(
	atWork: AtWork,
	form: string,
	onKnown: (isThere: boolean) => void,
): Promise<void> {
	const offer = await keptOffer(form)
	const isHere = (await keptSounds()).some((each) => each.form === form)
	onKnown(isHere || (offer?.languages.length ?? 0) > 0)
	const isFresh = offer && Math.abs(Date.now() - offer.at) < askAgainMs
	// in the empty app nothing is fetched
	if (isFresh || atWork.isApart || !navigator.onLine) return
	const languages = await aloudLanguages(atWork, form).catch((thrown: unknown) => {
		// a server from before has none, and is not asked at every form
		if (asProblem(thrown).code === 'not-found') return []
		throw thrown
	})
	await keepOffer(form, languages)
	onKnown(isHere || languages.length > 0)
}
