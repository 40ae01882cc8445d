import { Problem } from '#shared/kernel/problem'

/*
 * Step-up authentication: what hands out keys and codes asks for the password once more. Whatever screen sent the request, the desk asks for it
 * and the request is sent again.
 */

type Asker = () => Promise<boolean>
let asker: Asker | null = null

/** Who asks the person from now on; gives what ends that. */
export function onStepUpNeeded(ask: Asker): () => void {
	asker = ask
	return () => {
		if (asker === ask) asker = null
	}
}

/** Sends, and once more after the person has proved who they are. @throws Problem `step-up-needed` where they did not */
export async function withStepUp<Reply>(send: () => Promise<Reply>): Promise<Reply> {
	try {
		return await send()
	} catch (thrown) {
		const isAsked = thrown instanceof Problem && thrown.code === 'step-up-needed' && asker !== null
		if (!isAsked || !(await asker?.())) throw thrown
		return send()
	}
}
